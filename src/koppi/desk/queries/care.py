"""By when care must begin in a matter, as its page tells it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from koppi.appointments.words import DELAY
from koppi.matters.queries import care_limit, delays_of
from koppi.matters.rules import CARE_NEAR, DENTIST, DOCTOR, SPECIALIST, may_also_need
from koppi.ui import times

from ..words import DUE

# What a visit may show to be needed, too.
ALSO_NEEDED = {
    DOCTOR: gettext_lazy("a doctor is needed too"),
    DENTIST: gettext_lazy("a dentist is needed too"),
    SPECIALIST: gettext_lazy("a specialist dentist is needed too"),
}


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
    near: bool
    kept: bool
    delays: list[DelayNote]
    also_needed: list[tuple[str, str]]

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
        near=not kept and limit.due_at - at < CARE_NEAR,
        kept=kept,
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
        also_needed=[(code, str(ALSO_NEEDED[code])) for code in may_also_need(limit.rule)],
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
