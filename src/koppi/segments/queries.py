"""What is agreed with a client, what was before, and what gives a reason to look again: plain rows."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from koppi.deadlines.calendars import day_of
from koppi.handbook.models import in_language
from koppi.matters.models import Matter
from koppi.people.models import Responsibility
from koppi.people.queries import who_are

from . import rules, words
from .models import SegmentPeriod, Talk, View, WayOfWorking


@dataclass(frozen=True, slots=True)
class ViewRow:
    """How somebody saw it, as pages show it."""

    whose: str
    how: str
    strengths: str
    coping: int
    need: int
    duration: str
    words: str
    written_by: str
    written_at: datetime

    @property
    def quarter(self):
        """The quarter in which the dot lies, or nothing."""
        return rules.quarter(self.coping, self.need)


@dataclass(frozen=True, slots=True)
class HowRow:
    """How we work with a client: what follows from their segment, in the reader's language.

    :param lines: what the client reads, a sentence each
    """

    code: str
    version: int
    named: bool
    role: str
    proactive: bool
    review_weeks: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment in one register for a time; `valid_to` is None while it stands."""

    pk: int
    register: str
    segment: str
    why: str
    why_otherwise: str
    how: HowRow | None
    client_view: ViewRow
    professional_view: ViewRow
    rules_version: int
    decided_by: str
    valid_from: datetime
    review_on: date
    valid_to: datetime | None
    end_reason: str
    why_ended: str
    ended_by: str


def current_segments(client, *, by, at):
    """Return a client's segments that stand at a moment, as far as a user may see: one for each register."""
    return [row for row in segment_history(client, by=by) if _stands(row, at)]


def segment_history(client, *, by):
    """Return all segments of a client that a user may see, the newest first, in two statements.

    What was agreed about somebody else by mistake is left out: it is no history of this client.
    """
    found = (
        SegmentPeriod.objects.visible_to(by)
        .of(client)
        .exclude(end_reason=rules.WRONG_CLIENT)
        .select_related("client_view", "professional_view", "way")
        .order_by("-valid_from", "-pk")
    )
    return _rows(list(found))


def views_of(client, register, *, by):
    """Return every view of a client in a register that a user may see, the newest first."""
    found = View.objects.visible_to(by).of(client).filter(register=register, withdrawn_at=None)
    views = list(found.order_by("-written_at", "-pk"))
    names = who_are({view.written_by_id for view in views})
    return [_view(view, names) for view in views]


def standing_segment(client, register, *, by):
    """Return the segment that stands for a client in a register, or None."""
    found = SegmentPeriod.objects.visible_to(by).of(client).filter(register=register, valid_to=None)
    return found.order_by("-valid_from", "-pk").first()


def open_talk(matter):
    """Return the talk that is under way in a matter that one may see, or None."""
    return Talk.objects.filter(matter=matter, ended_at=None).first()


def latest_own_view(client, register, *, by):
    """Return the view that a client gave last in a register, at home or in a talk; None when never."""
    rows = (
        View.objects.visible_to(by)
        .of(client)
        .filter(register=register, whose=rules.CLIENT, withdrawn_at=None)
    )
    return rows.order_by("-written_at", "-pk").first()


def why_look_again(period, *, by, at):
    """Return the codes of the reasons to look at a standing segment again; see `rules.LOOKS`."""
    newer = latest_own_view(period.client, period.register, by=by)
    many = rules.LOOK_BY_CODE[rules.MANY_CONTACTS]
    contacts = Matter.objects.visible_to(by).filter(
        client__person_id=period.client.person_id, register=period.register, opened_at__gt=at - many.within
    )
    return rules.why_look_again(
        review_on=period.review_on,
        today=day_of(at),
        agreed_view=period.client_view.dot,
        newer_view=newer.dot if newer and newer.pk != period.client_view_id else None,
        contacts=contacts.count(),
    )


MOST_DUE = 200


@dataclass(frozen=True, slots=True)
class DueRow:
    """A client whose segment is to be looked at again; `reference` is of an open matter, or empty."""

    client_id: int
    register: str
    name: str
    segment: str
    review_on: date
    reference: str


def reviews_due(*, by, at):
    """Return whose segments are to be looked at again, of one's own clients and those with whom one agreed.

    The longest waiting first, at most `MOST_DUE`, in two statements.
    """
    own = Responsibility.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=at),
        professional__user=by,
        valid_from__lte=at,
        register=OuterRef("register"),
        client__person_id=OuterRef("client__person_id"),
    )
    found = (
        SegmentPeriod.objects.visible_to(by)
        .filter(Q(decided_by=by) | Exists(own), valid_to=None, review_on__lte=day_of(at))
        .select_related("client")
        .order_by("review_on", "pk")[:MOST_DUE]
    )
    periods = list(found)
    people = {period.client.person_id for period in periods}
    open_matters = (
        Matter.objects.in_care_of(by)
        .filter(client__person_id__in=people)
        .exclude(state=Matter.State.CLOSED)
        .order_by("opened_at", "pk")
        .values_list("client__person_id", "register", "reference")
    )
    newest = {(person, register): reference for person, register, reference in open_matters}
    return [
        DueRow(
            client_id=period.client_id,
            register=period.register,
            name=period.client.name,
            segment=period.segment,
            review_on=period.review_on,
            reference=newest.get((period.client.person_id, period.register), ""),
        )
        for period in periods
    ]


def how_we_work(segment, register, client, at):
    """Return how a segment is worked with in a register for somebody of a client's age, or None.

    What is written for their age group goes before what is written for all ages.
    """
    way = way_for(segment, register, client, at)
    return _how(way) if way else None


def ways_for(register, client, at):
    """Return how each segment would be worked with for a client, by segment, in one statement."""
    group = rules.age_group(client.age_on(day_of(at)))
    rows = WayOfWorking.objects.in_force(at).filter(register=register, ages__in=["all", group])
    # The one for all ages comes first, so that the one for the age group stays.
    return {row.segment: row for row in sorted(rows, key=lambda row: (row.ages != "all", row.pk))}


def way_for(segment, register, client, at):
    """Return the version of how a segment is worked with that is in force for a client, or None."""
    return ways_for(register, client, at).get(segment)


def _how(way):
    said = (in_language(way, name) for name in ("booking", "contact", "promise"))
    return HowRow(
        code=way.code,
        version=way.version,
        named=way.named,
        role=way.role,
        proactive=way.proactive,
        review_weeks=way.review_weeks,
        lines=(str(words.WHO_ANSWERS[way.role]), *said, str(words.WHO_BEGINS[way.proactive])),
    )


def _stands(row, at):
    return row.valid_from <= at and (row.valid_to is None or row.valid_to > at)


def _rows(periods):
    views = [view for period in periods for view in (period.client_view, period.professional_view)]
    signed = {period.decided_by_id for period in periods} | {view.written_by_id for view in views}
    names = who_are(signed | {period.ended_by_id for period in periods if period.ended_by_id})
    return [_row(period, names) for period in periods]


def _name(names, user_id):
    """Return what a professional is called; nothing for a client, who needs no name in their own words."""
    return names[user_id].name if user_id in names else ""


def _row(period, names):
    return SegmentRow(
        pk=period.pk,
        register=period.register,
        segment=period.segment,
        why=period.why,
        why_otherwise=period.why_otherwise,
        how=_how(period.way) if period.way else None,
        client_view=_view(period.client_view, names),
        professional_view=_view(period.professional_view, names),
        rules_version=period.rules_version,
        decided_by=_name(names, period.decided_by_id),
        valid_from=period.valid_from,
        review_on=period.review_on,
        valid_to=period.valid_to,
        end_reason=period.end_reason,
        why_ended=period.why_ended,
        ended_by=_name(names, period.ended_by_id),
    )


def _view(view, names):
    return ViewRow(
        whose=view.whose,
        how=view.how,
        strengths=view.strengths,
        coping=view.coping,
        need=view.need,
        duration=view.duration,
        words=view.words,
        written_by=_name(names, view.written_by_id),
        written_at=view.written_at,
    )
