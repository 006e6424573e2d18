"""What is agreed with a client, what was before, and what gives a reason to look again: plain rows."""

from dataclasses import dataclass
from datetime import date, datetime

from koppi.deadlines.calendars import day_of
from koppi.matters.models import Matter
from koppi.people.queries import who_are

from . import rules
from .models import SegmentPeriod, Talk, View


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
class SegmentRow:
    """A segment in one register for a time; `valid_to` is None while it stands."""

    pk: int
    register: str
    segment: str
    why: str
    why_otherwise: str
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
        .select_related("client_view", "professional_view")
        .order_by("-valid_from", "-pk")
    )
    return _rows(list(found))


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
