"""What a resident's own pages ask: my matters, one matter as a letter exchange, who has looked."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from koppi.access.queries import count_readers
from koppi.appointments.queries import Shown, shown_of
from koppi.appointments.rules import may_client_book
from koppi.conversations.models import Attachment, Message
from koppi.conversations.queries import draft, last_seq
from koppi.deadlines.calendars import to_local
from koppi.intake.queries import contact_file
from koppi.matters.models import Assessment, Catch, Matter
from koppi.matters.queries import (
    called_for_by,
    delays_of,
    how_it_ended,
    matter_events,
    matter_for,
)
from koppi.people.models import Client, County, Unit
from koppi.people.queries import WhoIs, opening_today, who_are
from koppi.people.queries import own_people as people_of

from . import rules, words
from .calls import MyCall, may_choose, my_call
from .exchange import with_events

# The front page


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One matter in a list: who has it, whose turn it is, what was promised."""

    reference: str
    subject: str
    whose: str
    holder: str
    team: str
    register: str
    register_name: str
    is_open: bool
    your_turn: bool
    unread: bool
    promise: str
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    joint_id: object = None
    also: tuple = ()


def my_matters(by, at):
    """Return the matters of a resident and of those they may act for: their turn first, then due soonest.

    Closed ones come last, the newest first.
    """
    unread = Message.objects.filter(conversation__matter=OuterRef("pk"), from_client=False, read_at=None)
    matters = (
        Matter.objects.visible_to(by)
        .defer("search")
        .select_related("client", "team", "caught_by__professional", "due_clock", "closed_as")
        .annotate(has_unread=Exists(unread))
        .order_by("-opened_at", "-pk")
    )
    rows = [_row(matter, by, at) for matter in matters]
    waiting = [row for row in rows if row.is_open]
    waiting.sort(key=lambda row: (not row.your_turn, not row.unread, row.due_at))
    done = sorted((row for row in rows if not row.is_open), key=lambda row: row.closed_at, reverse=True)
    return _one_story_each(waiting) + done


def _one_story_each(rows):
    """Put the open matters of one contact together, where the first of them stands."""
    stories = {}
    for row in rows:
        stories.setdefault(row.joint_id or row.reference, []).append(row)
    return [replace(first, also=tuple(rest)) for first, *rest in stories.values()]


def _row(matter, by, at):
    return MatterRow(
        reference=matter.reference,
        subject=matter.subject,
        whose=matter.client.name if matter.client.person_id != by.person_id else "",
        holder=_name(matter.caught_by),
        team=team_shown(matter, by),
        register=matter.register,
        register_name=str(words.REGISTERS[matter.register]),
        is_open=matter.state != Matter.State.CLOSED,
        your_turn=rules.is_your_turn(state=matter.state, waiting_for=matter.waiting_for),
        unread=matter.has_unread,
        promise=promise_of(matter, at),
        due_at=matter.due_at,
        opened_at=matter.opened_at,
        closed_at=matter.closed_at,
        outcome=how_it_ended(matter).told,
        joint_id=matter.joint_id,
    )


def team_shown(matter, by):
    """Return what the team of a matter is called to a resident.

    The name of a team may tell where its clients live: under non-disclosure only the client reads it.
    """
    if matter.client.non_disclosure and matter.client.person_id != by.person_id:
        return str(words.REGISTERS[matter.register])
    return matter.team.name


def promise_of(matter, at):
    """Return the code of the sentence that says what the client may expect next."""
    return rules.promise_code(
        state=matter.state,
        waiting_for=matter.waiting_for,
        rule=matter.due_clock.rule if matter.due_clock else "",
        is_late=matter.due_at is not None and matter.due_at < at,
        is_answered=matter.client_wrote_at is None,
    )


def _name(user):
    professional = getattr(user, "professional", None) if user else None
    return professional.name if professional else ""


@dataclass(frozen=True, slots=True)
class OwnPerson:
    """A professional or a team that is a resident's own, and who answers when they are away.

    :param heading: what they are to the resident
    :param does: what such a one does, in a sentence
    :param last_day_away: null when they are here
    :param is_first: what the resident writes to this register goes to them first
    """

    heading: str
    does: str
    name: str
    profession: str
    is_team: bool
    last_day_away: date | None
    substitute: str
    is_first: bool


def own_people(by, at):
    """Return a resident's own people in both registers, first in each whoever a message goes to first."""
    client = Client.objects.filter(person_id=by.person_id).order_by("pk").first()
    if client is None:
        return []
    found, met = [], set()
    for row in people_of(client, at):
        is_team = bool(row.team)
        found.append(
            OwnPerson(
                heading=words.OWN_HEADINGS[row.role] % {"register": words.REGISTERS[row.register]},
                does=str(words.OWN_DO[row.role]),
                name=row.name,
                profession=row.profession,
                is_team=is_team,
                last_day_away=to_local(row.away_until - timedelta(microseconds=1)).date()
                if row.away
                else None,
                substitute=row.substitute,
                is_first=not is_team and row.register not in met,
            )
        )
        met.add(row.register)
    return found


@dataclass(frozen=True, slots=True)
class Hours:
    """Today's hours of one way in: "8–16", empty when it is closed all day."""

    hours: str
    open_now: bool
    next_opening: datetime | None


def hours_of(opening):
    """Return today's hours of something that opens, as they are shown."""
    return Hours(said_spans(opening.spans), opening.open_now, opening.next_opening)


def said_spans(spans):
    """Return the openings of a day as they are read: "8–12, 13–15"."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def _clock(time):
    return f"{time.hour}.{time.minute:02d}" if time.minute else str(time.hour)


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How one can reach the county today besides writing."""

    phone: str
    calls: Hours
    walk_in: Hours
    stations: list


def ways_in(at):
    """Return the phone with its hours today, and the health stations with theirs."""
    county = County.objects.first()
    return WaysIn(
        phone=county.phone if county else "",
        calls=hours_of(opening_today("phone", at)),
        walk_in=hours_of(opening_today("walk_in", at)),
        stations=list(
            Unit.objects.filter(teams__register="patient", teams__closed_at=None)
            .exclude(address="")
            .distinct()
            .order_by("pk")
        ),
    )


# One matter


def row_of(matter, by, at):
    """Return a matter as a list shows it: who has it, and what its client may expect next."""
    matter.has_unread = False
    return _row(matter, by, at)


@dataclass(frozen=True, slots=True)
class CareLine:
    """By when we should meet a client, and what they were told when that does not hold."""

    due_at: datetime
    late: bool
    told: str


@dataclass(frozen=True, slots=True)
class MatterPage:
    """Everything the page of one matter shows."""

    matter: Matter
    row: MatterRow
    stages: list
    entries: list
    people: list[WhoIs]
    linked: list[MatterRow]
    readers: int
    draft: object | None
    statements: tuple
    mine: bool
    call: MyCall | None
    may_choose_call: bool
    appointments: tuple[Shown, ...]
    may_book: bool
    care: CareLine | None
    after: int


def matter_page(reference, by, at, file_url):
    """Return one matter as its client sees it.

    :param file_url: gives the address of a file by its uuid
    :raises Matter.DoesNotExist: it is not theirs, or not there
    """
    matter = matter_for(reference, by=by)
    # The number first: a letter that comes while the page is made is fetched once more, never missed.
    after = last_seq(matter)
    matter.has_unread = False
    events = matter_events(matter)
    holder = _name(matter.caught_by)
    shown = shown_of(matter, at, get_language(), for_client=True)
    return MatterPage(
        matter=matter,
        row=_row(matter, by, at),
        stages=_stages(matter, events, holder),
        entries=with_events(matter, events, holder, by, file_url),
        people=_people(matter),
        linked=_linked(matter, by, at),
        readers=count_readers(matter.pk, client_id=matter.client_id, since=matter.opened_at),
        draft=draft(matter, "reply", by=by),
        statements=tuple(matter.topic.statements),
        mine=matter.client.person_id == by.person_id,
        call=my_call(matter, at),
        may_choose_call=may_choose(matter),
        appointments=tuple(shown),
        may_book=matter.state != Matter.State.CLOSED
        and not any(one.coming for one in shown)
        and may_client_book(matter.topic.booking, called_for_by(matter.pk)),
        care=_care(matter, at),
        after=after,
    )


def _care(matter, at):
    """Return by when we should meet the client, unless a time that is agreed meets it."""
    limit, agreed = matter.care_due_at, matter.care_time_at
    if limit is None or (agreed and agreed <= limit):
        return None
    told = next((one.told for one in delays_of(matter) if one.clock.running), "")
    return CareLine(due_at=limit, late=limit < at or agreed is not None, told=told)


def _stages(matter, events, holder):
    reached = _reached(matter, events)
    shown = []
    for place in rules.stage_line(matter.register, reached, is_care=matter.topic.is_care):
        detail = ""
        if place.name == rules.CAUGHT and place.state != "next":
            detail = holder
        if place.name == rules.ASSESSED and place.state != "next":
            detail = _assessed_detail(matter)
        shown.append(
            {
                "name": words.STAGES[place.name],
                "state": place.state,
                "at": place.at,
                "detail": detail,
            }
        )
    return shown


def _reached(matter, events):
    last = {event.kind: event.at for event in events}
    caught = max(
        (at for kind in ("matter.caught", "handover.accepted") if (at := last.get(kind))), default=None
    )
    helping = matter.state == Matter.State.WAITING and matter.waiting_for in ("appointment", "provider")
    return {
        rules.RECEIVED: matter.opened_at,
        rules.CAUGHT: caught if matter.caught_by_id or matter.closed_at else None,
        rules.ASSESSED: last.get("matter.assessed"),
        rules.NEXT: last.get("matter.waits") if helping else None,
        rules.DONE: matter.closed_at,
    }


def _assessed_detail(matter):
    assessment = Assessment.objects.filter(matter=matter).order_by("-assessed_at", "-pk").first()
    return assessment.get_profession_display() if assessment and assessment.profession else ""


def _people(matter):
    """Return the professionals who have held the matter or written in it, the present holder first."""
    held = Catch.objects.filter(matter=matter).order_by("-pk").values_list("caught_by_id", flat=True)
    wrote = Message.objects.filter(conversation__matter=matter, from_client=False).order_by("-pk")
    ids = list(dict.fromkeys([*held, *wrote.values_list("written_by_id", flat=True)]))
    if matter.caught_by_id:
        ids.sort(key=lambda user_id: user_id != matter.caught_by_id)
    names = who_are(ids)
    return [names[user_id] for user_id in ids if user_id in names]


def _linked(matter, by, at):
    """Return the other matters of the same contact, and the one that this was joined to."""
    related = Matter.objects.none()
    if matter.joint_id:
        related |= Matter.objects.filter(joint_id=matter.joint_id)
    if matter.joined_into_id:
        related |= Matter.objects.filter(pk=matter.joined_into_id)
    rows = (
        Matter.objects.visible_to(by)
        .filter(pk__in=related.exclude(pk=matter.pk).values("pk"))
        .defer("search")
        .select_related("client", "team", "caught_by__professional", "due_clock", "closed_as")
        .order_by("pk")
    )
    linked = []
    for row in rows:
        row.has_unread = False
        linked.append(_row(row, by, at))
    return linked


def file_for(uuid, by):
    """Return a file of one's own draft, or of a contact or letter one may see; is its name hidden; whose.

    A draft's file is nobody's yet. None when it is neither.
    """
    if found := contact_file(uuid, by):
        return found
    sent = Attachment.objects.filter(
        file__uuid=uuid, message__conversation__matter__in=Matter.objects.visible_to(by)
    )
    link = sent.select_related("file", "message__conversation__matter__client").first()
    if link is None:
        return None
    client = link.message.conversation.matter.client
    return link.file, client.non_disclosure, client
