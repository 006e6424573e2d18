"""The client's picture: the whole of a client in one register, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppi.access.matrix import Kind
from koppi.appointments.queries import Shown, coming_in
from koppi.deadlines.calendars import day_of
from koppi.intake.words import language_name
from koppi.matters.models import Matter
from koppi.matters.queries import assessments_of_person, open_of_person, past_of_person
from koppi.people.queries import own_people, reach_of
from koppi.people.scope import scope_of
from koppi.plans import queries as plans
from koppi.plans import rules
from koppi.segments.queries import HowRow, current_segments
from koppi.segments.words import MEANING, ROLES, SEGMENTS

from ..segment_field import field_of
from ..words import LENT, NO_PROFESSION, PROFESSION, REGISTER, SEX, STATE_WAITING, URGENCY
from .papers import fields_of

# What a role is called with what follows from a segment; a team is a team there.
AS_IN_SEGMENTS = {"own_team": "team"}


@dataclass(frozen=True, slots=True)
class OwnLine:
    """Somebody, or a team, who is the client's own in the register; `last_day_away` is None while here."""

    role: str
    name: str
    since: datetime
    last_day_away: date | None
    substitute: str


@dataclass(frozen=True, slots=True)
class SegmentNow:
    """What is agreed with the client, how we work with them, and both dots.

    `why` and `field` are left out for whom assessments are not open.
    """

    name: str
    means: str
    how: HowRow | None
    since: datetime
    review_on: date
    decided_by: str
    why: str
    field: dict | None


@dataclass(frozen=True, slots=True)
class NowLine:
    """An open matter: who has it, whose turn it is, and by when."""

    reference: str
    shown_reference: str
    subject: str
    holder: str
    is_mine: bool
    turn: str
    is_my_turn: bool
    due_at: datetime | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class AssessedLine:
    """A care need that was assessed, with its urgency and profession in words."""

    need: str
    said: str
    by_name: str
    at: datetime
    subject: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The summary or the plan that stands, with its filled fields."""

    number: int
    by_name: str
    written_at: datetime
    with_client: bool
    fields: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A client as a whole, as far as one matter of one register opens them."""

    matter: Matter
    register: str
    lent_said: str
    age: int
    sex: str
    municipality: str
    language: str
    own_people: list[OwnLine]
    segment: SegmentNow | None
    opens_papers: bool
    summary: Paper | None
    now: list[NowLine]
    coming: list[Shown]
    assessed: list[AssessedLine]
    plan: Paper | None
    before: list
    has_more: bool


def opens_picture(matter, *, by):
    """Tell whether an opened matter also opens its client's picture to a reader.

    Not to a task that opens no matters (decree 457/2024). A crossing opens one matter's data in the other
    register, and never the whole (703/2023 18 §, 53 §).
    """
    return Kind.MATTER in matter.opening.kinds and matter.register in scope_of(by).registers


def picture(matter, *, by, at, before=""):
    """Return the picture of a matter's client in its register; the reading has been written down before.

    The statements are the same however many matters there have been.

    :param before: the reference of a matter that ended, to see those that ended before it
    :raises Matter.DoesNotExist: there is none of that reference
    """
    client, register, kinds = matter.client, matter.register, matter.opening.kinds
    assessable = Kind.ASSESSMENT in kinds
    written = plans.written_now(matter, rules.KINDS, by=by) if assessable else {}
    now = open_of_person(client, register, by=by)
    past, has_more = past_of_person(client, register, by=by, before=before)
    return Picture(
        matter=matter,
        register=str(REGISTER[register]),
        lent_said=str(LENT[matter.opening.why]) if matter.opening.lent else "",
        age=client.age_on(day_of(at)),
        sex=str(SEX.get(client.sex, "")),
        municipality=reach_of(client).municipality if Kind.CONTACT in kinds else "",
        language=language_name(matter.language),
        own_people=[_own(row) for row in own_people(client, at, [register])],
        segment=_segment(matter, assessable, by, at),
        opens_papers=assessable,
        summary=_paper(written.get(rules.SUMMARY)),
        now=[_now(line, matter, by) for line in now],
        coming=[one for _matter, one in coming_in([line.matter_id for line in now], at, get_language())],
        assessed=[_assessed(row) for row in assessments_of_person(client, register, by=by)]
        if assessable
        else [],
        plan=_paper(written.get(rules.PLAN)),
        before=past,
        has_more=has_more,
    )


def _own(row):
    role = AS_IN_SEGMENTS.get(row.role, row.role.replace("_", "-"))
    last_day = day_of(row.away_until - timedelta(microseconds=1)) if row.away_until else None
    return OwnLine(str(ROLES[role]), row.name, row.since, last_day, row.substitute)


def _segment(matter, assessable, by, at):
    rows = current_segments(matter.client, by=by, at=at)
    row = next((one for one in rows if one.register == matter.register), None)
    if row is None:
        return None
    names = (matter.client.given_name, row.professional_view.written_by or row.decided_by)
    dots = [(view.coping, view.need) for view in (row.client_view, row.professional_view)]
    return SegmentNow(
        name=str(SEGMENTS[row.segment]),
        means=str(MEANING[row.segment]),
        how=row.how,
        since=row.valid_from,
        review_on=row.review_on,
        decided_by=row.decided_by,
        why=row.why if assessable else "",
        field=field_of(names, dots) if assessable else None,
    )


def _now(line, matter, by):
    is_waiting = line.state == Matter.State.WAITING
    is_mine = line.caught_by_id == by.pk
    turn = str(STATE_WAITING.get(line.waiting_for, "")) if is_waiting else line.caught_by
    return NowLine(
        reference=line.reference,
        shown_reference=line.shown_reference,
        subject=line.subject,
        holder=line.caught_by,
        is_mine=is_mine,
        turn=turn or _("the team"),
        is_my_turn=is_mine and not is_waiting,
        due_at=line.due_at,
        is_here=line.matter_id == matter.pk,
    )


def _assessed(row):
    profession = PROFESSION.get(row.profession, NO_PROFESSION)
    return AssessedLine(
        need=row.need,
        said=f"{URGENCY[row.urgency]}. {profession}.",
        by_name=row.assessed_by.professional.name,
        at=row.assessed_at,
        subject=row.matter.subject,
    )


def _paper(written):
    if written is None:
        return None
    return Paper(written.number, written.by_name, written.written_at, written.with_client, fields_of(written))
