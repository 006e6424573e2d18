"""By when care must begin in a matter, as its page tells it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppi.appointments.words import DELAY
from koppi.matters.queries import care_limit, delays_of
from koppi.matters.rules import FOLLOWS, YOUNG_CARE
from koppi.ui import times

from ..words import DUE


@dataclass(frozen=True, slots=True)
class DelayNote:
    """Why care begins late, and what the client was told when and by whom."""

    why: str
    told: str
    told_on: date
    who: str


@dataclass(frozen=True, slots=True)
class CareNote:
    """By when care must begin, how the appointments stand against it, and what was said of a delay."""

    due_at: datetime
    said: str
    stands: str
    late: bool
    at_risk: bool
    delays: list[DelayNote]
    more: str

    @property
    def needs_word(self):
        """Whether the limit is not kept and nobody has recorded why."""
        return self.late and not self.delays


def care_note(matter, *, at):
    """Return by when care must begin in a matter, or None when no limit runs."""
    if matter.care_due_at is None:
        return None
    limit = care_limit(matter.pk)
    time_at = matter.care_time_at
    kept = time_at is not None and time_at <= limit.due_at
    language = get_language()
    return CareNote(
        due_at=limit.due_at,
        said=DUE[limit.rule] % {"by": times.by_time(limit.due_at, at, language)} + ".",
        stands=_stands(time_at, kept, limit.due_at < at),
        late=not kept and (limit.due_at < at or time_at is not None),
        at_risk=not kept,
        delays=[
            DelayNote(
                why=str(DELAY[one.why]),
                told=one.told,
                told_on=one.told_on,
                who=_name(one.recorded_by),
            )
            for one in delays_of(matter)
            if one.clock_id and one.clock.running
        ],
        more=_more(limit),
    )


def _name(user):
    professional = getattr(user, "professional", None)
    return professional.name if professional else _("Koppi")


def _stands(time_at, kept, passed):
    if kept:
        return _("An appointment meets the limit.")
    if time_at:
        return _("The appointment is after the limit.")
    return (
        _("The limit has passed, and there is no appointment.")
        if passed
        else _("There is no appointment yet.")
    )


def _more(limit):
    """Return what a visit may show to be needed too, when that has a limit of its own."""
    if limit.rule not in FOLLOWS:
        return ""
    return _("a doctor is needed too") if limit.rule == YOUNG_CARE else _("a dentist is needed too")
