"""Which time to book, as a client or a professional chooses it."""

from itertools import groupby

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from koppi.deadlines.calendars import day_of
from koppi.people.models import CARE_PROFESSIONS
from koppi.ui import times
from koppi.ui.forms import KoppiForm, LongText, RadioTiles

from . import words


class TimeTiles(RadioTiles):
    """Times as tiles; the first one has the cursor, so that Enter books it."""

    def create_option(self, name, value, label, selected, index, *args, **kwargs):
        option = super().create_option(name, value, label, selected, index, *args, **kwargs)
        if index == 0 and not kwargs.get("subindex"):
            option["attrs"]["autofocus"] = True
        return option


def choices_of(slots, limit=None, *, for_client=False):
    """Return times as choices by day, and the quieter line under each.

    :param limit: by when care must begin, when a limit runs
    :param for_client: say it in a client's words, and only what they should know
    """
    told_of = words.later_than_meant if for_client else words.limit_said
    language = get_language()
    choices, hints = [], {}
    for _day, of_day in groupby(slots, key=lambda slot: day_of(slot.starts_at)):
        of_day = list(of_day)
        said = [(str(slot.pk), times.clock(slot.starts_at, language)) for slot in of_day]
        choices.append((times.weekday_date(of_day[0].starts_at, language), said))
    for slot in slots:
        told = [words.whom(slot), words.where(slot)]
        in_time = limit.is_kept_by(slot.profession, slot.starts_at) if limit else None
        if in_time is not None and (said := told_of(in_time, limit.due_at)):
            told.append(said)
        hints[str(slot.pk)] = " ".join(one if one.endswith(".") else f"{one}." for one in told)
    return choices, hints


class TimeForm(KoppiForm):
    """One of the free times.

    :param slots: the times to choose from
    :param limit: by when care must begin, when a limit runs
    """

    for_client = True

    slot = forms.TypedChoiceField(label=_("Which time?"), coerce=int, widget=TimeTiles(square=True))

    def __init__(self, *args, slots, now, limit=None, **kwargs):
        super().__init__(*args, now=now, **kwargs)
        self.late = {
            slot.pk for slot in slots if limit and limit.is_kept_by(slot.profession, slot.starts_at) is False
        }
        field = self.fields["slot"]
        field.choices, field.widget.hints = choices_of(slots, limit, for_client=self.for_client)
        field.initial = str(slots[0].pk) if slots else None
        # A time that was free when the page was drawn may be gone when it is sent.
        field.error_messages["invalid_choice"] = _("That time has just been taken. Choose another one.")


class DeskTimeForm(TimeForm):
    """A time as a professional chooses it; one after the limit is explained."""

    for_client = False
    delay = forms.ChoiceField(
        label=_("Why is the time after the limit?"),
        choices=words.DELAY.items(),
        widget=RadioTiles(),
        required=False,
        help_text=_("Choose one if the time is after the limit. The client is told in the letter."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.late:
            self.order_fields(["slot", "delay"])
        else:
            del self.fields["delay"]

    def clean(self):
        """Demand a reason for a time after the limit, and forget one that is not needed."""
        cleaned = super().clean()
        is_late = cleaned.get("slot") in self.late
        if is_late and not cleaned.get("delay") and "delay" not in self.errors:
            self.add_error("delay", _("The time is after the limit. Choose why; the client is told."))
        cleaned["delay"] = cleaned.get("delay") if is_late else None
        return cleaned


class BookForm(DeskTimeForm):
    """A time that a professional books, and what the client should know."""

    bring = LongText(
        label=_("What should the client bring or know? You may leave this empty"),
        required=False,
        rows=2,
        max_length=1000,
        help_text=_("The client reads this."),
    )


class MoveForm(DeskTimeForm):
    """A new time, and why."""

    explanation = LongText(
        label=_("Why does the time change?"),
        rows=2,
        max_length=500,
        help_text=_("The client reads this at once."),
    )


class ReasonForm(KoppiForm):
    """Why an appointment is cancelled."""

    explanation = LongText(
        label=_("Why is it cancelled?"), rows=2, max_length=500, help_text=_("The client reads this at once.")
    )


class FilterForm(KoppiForm):
    """Whose times are looked for, and where."""

    profession = forms.ChoiceField(label=_("Profession"), required=False)
    unit = forms.TypedChoiceField(label=_("Place"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["profession"].choices = [("", _("Everybody")), *CARE_PROFESSIONS]
        self.fields["unit"].choices = [("", _("Everywhere")), *((unit.pk, unit.name) for unit in units)]
