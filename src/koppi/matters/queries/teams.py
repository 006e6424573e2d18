"""What a team has, whoever asks: a number and nothing of what it is about."""

from koppi.access.second_lock import whole_house

from ..models import Matter


def count_open_in(team):
    """Return how many open matters a team has."""
    with whole_house():
        return Matter.objects.open().filter(team=team).count()
