"""What a team lead or a professional types about reception hours and rooms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.appointments.errors import HoursInThePast
from koppi.appointments.models import Manner
from koppi.appointments.rules import LONGEST, MOST_CHANGE_HOURS, SHORTEST, USUAL_CHANGE_HOURS
from koppi.ui.forms import CheckTiles, DayField, KoppiForm, RadioTiles, ShortText

from .calling_forms import WEEKDAYS
from .hours_forms import SpansField
from .words import BOOKER, MANNER


def whole(**kwargs):
    """Return a field for a small whole number."""
    field = forms.IntegerField(
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        **kwargs,
    )
    field.error_messages["invalid"] = _("Write a whole number.")
    return field


class ReceptionForm(KoppiForm):
    """The weekly reception hours of a professional, from a day on."""

    professional = forms.TypedChoiceField(label=_("Whose hours?"), coerce=int)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days?"), choices=WEEKDAYS, coerce=int, widget=CheckTiles(square=True)
    )
    spans = SpansField(label=_("When?"), help_text=_("For example 8–11, 12.30–15"))
    minutes = whole(
        label=_("How many minutes is one time?"), min_value=SHORTEST, max_value=LONGEST, initial=30
    )
    manner = forms.ChoiceField(
        label=_("How do you meet?"), choices=MANNER.items(), widget=RadioTiles(square=True), initial="on_site"
    )
    room = forms.TypedChoiceField(
        label=_("In which room?"), required=False, coerce=int, empty_value=None,
        help_text=_("Only when you meet on site."),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Where is the video call joined?"), required=False, assume_scheme="https", max_length=200,
        help_text=_("The client sees the address a quarter of an hour before, and only signed in."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    bookers = forms.MultipleChoiceField(
        label=_("Who may book?"), choices=BOOKER.items(), widget=CheckTiles(), initial=list(BOOKER)
    )
    change_hours = whole(
        label=_("How many hours before may the client still move or cancel it?"),
        min_value=0, max_value=MOST_CHANGE_HOURS, initial=USUAL_CHANGE_HOURS,
    )  # fmt: skip
    valid_from = DayField(
        label=_("From which day on?"), earliest="today", help_text=_("For example 1.12.2026")
    )
    valid_to = DayField(
        label=_("Until which day?"),
        required=False,
        earliest="today",
        help_text=_("Empty: until further notice."),
    )

    def __init__(self, *args, people, rooms, **kwargs):
        """:param people: those for whom the reader may decide
        :param rooms: the rooms of the unit that are in use
        """
        super().__init__(*args, **kwargs)
        self.rooms = {room.pk: room for room in rooms}
        self.fields["professional"].choices = people
        self.fields["room"].choices = [("", _("No room")), *((room.pk, room.name) for room in rooms)]
        self.fields["spans"].required = True
        if len(people) == 1:
            self.fields["professional"].widget = forms.HiddenInput()
            self.fields["professional"].initial = people[0][0]

    def clean_link(self):
        """Let in only addresses that nobody can listen to on the way."""
        link = self.cleaned_data["link"]
        if link and not link.startswith("https://"):
            self.add_error("link", _("The address must begin with https://"))
        return link

    def clean(self):
        """Look at what hangs together: the room and the link on the manner, the last day on the first."""
        given = super().clean()
        manner = given.get("manner")
        if given.get("room") and manner != Manner.ON_SITE:
            self.add_error("room", _("A room is for meeting on site. Choose no room."))
        if given.get("link") and manner != Manner.VIDEO:
            self.add_error("link", _("An address is for a video call. Leave this empty."))
        if manner == Manner.VIDEO and not given.get("link") and "link" not in self.errors:
            self.add_error("link", _("Write where the video call is joined."))
        first, last = given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first. Check the days."))
        if "spans" in given and not given["spans"]:
            self.add_error("spans", _("Write the hours, like this: 8–11, 12.30–15"))
        return given


class EndForm(KoppiForm):
    """The last day of reception hours."""

    last_day = DayField(
        label=_("What is their last day?"), earliest="today", help_text=_("Empty is today."), required=False
    )

    def __init__(self, *args, valid_to, **kwargs):
        """:param valid_to: the last day as it stands, or None"""
        super().__init__(*args, **kwargs)
        self.valid_to = valid_to

    def clean_last_day(self):
        """Refuse a day after the hours have ended anyway."""
        day = self.cleaned_data["last_day"]
        if day and self.valid_to and day > self.valid_to:
            self.add_error("last_day", str(HoursInThePast()))
        return day


class RoomForm(KoppiForm):
    """What a room is called, in each language."""

    name_fi = ShortText(label=_("Name in Finnish"), max_length=80)
    name_sv = ShortText(label=_("Name in Swedish"), max_length=80)
    name_en = ShortText(label=_("Name in English"), max_length=80)
