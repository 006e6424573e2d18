"""What the ledger tells."""

from .models import Event


def events_of_matter(matter_id):
    """Return the events of a matter in the order they were recorded under its lock."""
    return list(Event.objects.filter(matter_id=matter_id).order_by("matter_no", "id"))
