"""What stands between the registers for one client, and what is open across just now."""

from dataclasses import dataclass

from koppi.access.consent import OTHER
from koppi.access.models import Crossing
from koppi.matters.models import Matter


@dataclass(frozen=True, slots=True)
class OtherSide:
    """A crossing of the reader's own that is open, and the client's matters on the other side."""

    crossing: Crossing
    matters: list


def other_side(matter, *, by, at):
    """Return what the reader has opened on the other side from a matter, or None when nothing is open.

    A ban that came meanwhile leaves no matters, as if there were none.
    """
    crossing = (
        Crossing.objects.filter(
            opened_by=by,
            person_id=matter.client.person_id,
            register=OTHER[matter.register],
            ended_at=None,
            until__gt=at,
        )
        .order_by("-pk")
        .first()
    )
    if crossing is None:
        return None
    found = (
        Matter.objects.visible_to(by)
        .filter(client__person_id=matter.client.person_id, register=crossing.register)
        .defer("search")
        .order_by("is_open", "-opened_at", "-pk")
    )
    return OtherSide(crossing=crossing, matters=list(found))
