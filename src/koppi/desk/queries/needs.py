"""What was opened in need: one's own opening, and what the data protection officer reviews."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from koppi.access.models import BreakGlass, Reading
from koppi.access.second_lock import whole_house
from koppi.ledger.models import Event
from koppi.matters.models import Matter
from koppi.people.models import Client
from koppi.people.queries import who_are

from ..words import NEED, REGISTER

LATEST = timedelta(days=30)
MOST = 200


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening in need, as the officer sees it in a list."""

    id: int
    who: str
    at: datetime
    reason: str
    register: str
    reviewed: bool
    was_right: bool | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """How often somebody has opened, or tried to open, data in need within thirty days."""

    who: str
    opened: int
    tried: int


def own_opening(glass_id, *, by, at):
    """Return one's own opening while it runs, and the client's matters that it opens.

    :raises BreakGlass.DoesNotExist: it is not there, not theirs, or over
    """
    glass = BreakGlass.objects.get(pk=glass_id, opened_by=by, ended_at=None, until__gt=at)
    found = (
        Matter.objects.visible_to(by)
        .filter(client__person_id=glass.person_id, register=glass.register)
        .defer("search")
        .select_related("client")
        .order_by("is_open", "-opened_at", "-pk")
    )
    return glass, list(found)


def openings():
    """Return what was opened in need, what nobody has reviewed first, then the newest."""
    rows = list(BreakGlass.objects.order_by("reviewed_at", "-opened_at", "-pk")[:MOST])
    rows.sort(key=lambda row: (row.reviewed_at is not None, -row.opened_at.timestamp()))
    people = who_are({row.opened_by_id for row in rows})
    return [_opening(row, people) for row in rows]


def patterns(at):
    """Return who has opened or tried to open data in need lately, the most often first."""
    lately = Event.objects.filter(kind__in=("glass.tried", "glass.broken"), at__gt=at - LATEST)
    with whole_house():
        counts = Counter(lately.values_list("by_id", "kind"))
    people = who_are({user for user, _ in counts})
    found = [
        Pattern(person.name, counts[user, "glass.broken"], counts[user, "glass.tried"])
        for user, person in people.items()
    ]
    return sorted(found, key=lambda one: (-one.tried, -one.opened, one.who))


def opening(glass_id):
    """Return an opening with its client and how many times it was used.

    :raises BreakGlass.DoesNotExist: it is not there
    """
    glass = BreakGlass.objects.get(pk=glass_id)
    clients = list(Client.objects.filter(person_id=glass.person_id).order_by("pk"))
    looks = Reading.objects.filter(
        reader_id=glass.opened_by_id,
        client_ids__overlap=[client.pk for client in clients],
        why="break_glass",
        at__gte=glass.opened_at,
        at__lte=glass.until,
    ).count()
    return glass, _opening(glass, who_are({glass.opened_by_id})), clients, looks


def _opening(row, people):
    who = people.get(row.opened_by_id)
    return Opening(
        id=row.pk,
        who=who.name if who else "",
        at=row.opened_at,
        reason=str(NEED[row.reason]),
        register=str(REGISTER[row.register]),
        reviewed=row.reviewed_at is not None,
        was_right=row.was_right,
    )
