"""What a mandate rests on."""

from ..models import Mandate


def rests_on_register(user, client, on):
    """Tell whether somebody acts for a client by the national register alone: then it is asked each time."""
    sources = set(
        Mandate.objects.usable(on)
        .filter(agent=user.person_id, client=client)
        .values_list("source", flat=True)
    )
    return sources == {Mandate.Source.REGISTER}
