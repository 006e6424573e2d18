"""What those who answer for data protection find in the log of who has looked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from koppi.access.models import OlderLooks
from koppi.access.queries import older_looks_waiting, opened_in_the_hours, readings_found
from koppi.access.second_lock import whole_house
from koppi.access.signals import Line, signals_of
from koppi.matters.models import Matter
from koppi.people.models import Client, Professional, Shift

from ..words import LOOKED_AT, LOOKED_WHY, SIGNAL

SHOWN = 200
LOOKED_THROUGH = 2_000
NEAR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FoundLook:
    """One line of the log in words, with what is unusual about it."""

    at: datetime
    who: str
    task: str
    clients: tuple
    more_clients: int
    register: str
    what: str
    why: str
    signals: tuple


@dataclass(frozen=True, slots=True)
class FoundLooks:
    """What a search found; `read` tells the clients shown by register, for the log itself."""

    lines: list
    is_cut: bool
    read: dict


@dataclass(frozen=True, slots=True)
class OlderRequest:
    """A client's request for older lines, for the list of those to be decided."""

    id: int
    reference: str
    asked_at: datetime


def looks_found(*, client_ids=None, reader_ids=None, since=None, until=None, only_unusual=False):
    """Return the latest looks that fit, at most 200, by a fixed number of statements.

    :param only_unusual: of the latest 2,000 that fit, those with a signal
    """
    limit = LOOKED_THROUGH if only_unusual else SHOWN
    rows = readings_found(
        client_ids=client_ids, reader_ids=reader_ids, since=since, until=until, limit=limit + 1
    )
    is_cut, rows = len(rows) > limit, rows[:limit]
    facts = _Facts(rows)
    found = [(row, facts.signals(row)) for row in rows]
    if only_unusual:
        found = [(row, signals) for row, signals in found if signals]
        is_cut, found = is_cut or len(found) > SHOWN, found[:SHOWN]
    asked = set(client_ids or ())
    lines, read = [], {}
    for row, signals in found:
        shown = [one for one in row.client_ids if not asked or one in asked][:3]
        lines.append(facts.line(row, shown, signals))
        read.setdefault(row.register, set()).update(shown)
    return FoundLooks(lines, is_cut, read)


class _Facts:
    """What the rules ask about some lines, read once for all of them."""

    def __init__(self, rows):
        readers = {row.reader_id for row in rows}
        self.staff = {person.user_id: person for person in Professional.objects.filter(user_id__in=readers)}
        self.colleagues = frozenset(
            (given.casefold(), family.casefold())
            for given, family in Professional.objects.values_list("given_name", "family_name")
        )
        ids = {one for row in rows for one in row.client_ids}
        self.clients = {
            client.pk: client
            for client in Client.objects.filter(pk__in=ids).only("given_name", "family_name")
        }
        matters = {row.matter_id for row in rows if row.matter_id}
        # The officer sees when a matter was closed, and nothing else of it.
        with whole_house():
            self.closed = dict(Matter.objects.filter(pk__in=matters).values_list("pk", "closed_at"))
        self.opened = opened_in_the_hours(rows)
        self.shifts, self.planned = (
            _shifts(rows),
            set(
                Shift.objects.filter(professional__user_id__in=readers)
                .values_list("professional__user_id", flat=True)
                .distinct()
            ),
        )

    def signals(self, row):
        """Return what is unusual about a line."""
        reader = self.staff.get(row.reader_id)
        shifts = self.shifts.get(row.reader_id, ()) if row.reader_id in self.planned else None
        hour = row.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        clients = [self.clients[one] for one in row.client_ids if one in self.clients]
        return signals_of(
            Line(
                at=row.at,
                what=row.what,
                why=row.why,
                reader_name=(reader.given_name, reader.family_name) if reader else ("", ""),
                client_names=tuple((client.given_name, client.family_name) for client in clients),
                colleagues=self.colleagues,
                matter_closed_at=self.closed.get(row.matter_id),
                shifts=shifts,
                clients_that_hour=self.opened.get((row.reader_id, hour), 0),
            )
        )

    def line(self, row, shown, signals):
        """Return a line in words, with the names of some of its clients."""
        reader = self.staff.get(row.reader_id)
        names = tuple(self.clients[one].name for one in shown if one in self.clients)
        return FoundLook(
            at=row.at,
            who=reader.name if reader else "",
            task=reader.get_profession_display() if reader else "",
            clients=names,
            more_clients=len(row.client_ids) - len(names),
            register=row.register,
            what=str(LOOKED_AT.get(row.what, row.what)),
            why=str(LOOKED_WHY.get(row.why, row.why)),
            signals=tuple(str(SIGNAL[one]) for one in signals),
        )


def _shifts(rows):
    """Return the shifts of the readers around the lines, by the reader."""
    if not rows:
        return {}
    first, last = min(row.at for row in rows) - NEAR, max(row.at for row in rows) + NEAR
    found = {}
    shifts = Shift.objects.filter(
        professional__user_id__in={row.reader_id for row in rows}, ends_at__gte=first, starts_at__lte=last
    )
    for user_id, starts, ends in shifts.values_list("professional__user_id", "starts_at", "ends_at"):
        found.setdefault(user_id, []).append((starts, ends))
    return found


def readers_called(words):
    """Return the users of those whose name has each of the words, also of those who no longer work here."""
    wanted = words.casefold().split()
    people = Professional.objects.values_list("user_id", "given_name", "family_name")
    return [user for user, *name in people if all(word in " ".join(name).casefold() for word in wanted)]


def rows_of_human(client):
    """Return the ids of all client rows of one human."""
    return list(Client.objects.filter(person_id=client.person_id).values_list("pk", flat=True))


def older_requests(by):
    """Return the requests for older lines that wait for a decision in their teams; none names anybody."""
    waiting = {request.matter_id: request for request in older_looks_waiting()}
    seen = Matter.objects.visible_to(by).filter(pk__in=waiting).only("pk", "reference")
    found = [
        OlderRequest(waiting[matter.pk].pk, matter.shown_reference, waiting[matter.pk].asked_at)
        for matter in seen
    ]
    return sorted(found, key=lambda request: (request.asked_at, request.id))


def older_request(request_id, by):
    """Return a request that waits for a decision, and its matter.

    :raises ObjectDoesNotExist: there is none, it is decided, or its matter is not theirs
    """
    request = OlderLooks.objects.get(pk=request_id, granted=None)
    return request, Matter.objects.visible_to(by).select_related("client").get(pk=request.matter_id)
