"""What a resident writes outside the contact form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.intake.forms import clean_number
from koppi.ui.forms import (
    CheckTiles,
    FilesField,
    KeyField,
    KoppiForm,
    LongText,
    RadioTiles,
    ShortText,
    Tick,
)

from .sharing import KINDS
from .words import REGISTERS


class LetterForm(KoppiForm):
    """A letter, with files if one wants. Its key makes the same letter sent twice one letter."""

    body = LongText(label=_("Write a message"), required=False, rows=4)
    files = FilesField(label=_("Photos or files"), required=False)  # type: ignore[assignment]
    key = KeyField()

    def clean(self):
        given = super().clean()
        if not given.get("body") and not given.get("files") and not self._errors:
            self.add_error("body", _("Write your message first."))
        return given


class TurnForm(KoppiForm):
    """How a client who leaves the waiting room is told that it is their turn."""

    by = forms.ChoiceField(
        label=_("How do we tell you that it is your turn?"),
        choices=[
            ("", _("I stay on this page")),
            ("sms", _("By text message")),
            ("email", _("By e-mail")),
        ],
        widget=RadioTiles(square=True),
        required=False,
    )
    phone = ShortText(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("We did not understand the e-mail address. It looks like this: name@example.fi")
        },
    )

    def clean(self):
        given = super().clean()
        by = given.get("by")
        # What was typed for another choice is no answer, and must not stand in the way.
        for name, choice in (("phone", "sms"), ("email", "email")):
            if by != choice:
                self._errors.pop(name, None)
                given[name] = ""
        if by == "sms" and "phone" not in self._errors:
            if given["phone"]:
                try:
                    given["phone"] = clean_number(given["phone"])
                except forms.ValidationError as why:
                    self.add_error("phone", why)
            else:
                self.add_error("phone", _("Write the number to which we send the text message."))
        if by == "email" and not given.get("email") and "email" not in self._errors:
            self.add_error("email", _("Write the address to which we send the note."))
        return given

    @property
    def address(self):
        """The number or the address that was given, or nothing."""
        return self.cleaned_data["phone"] or self.cleaned_data["email"]


class PermissionForm(KoppiForm):
    """What one lets the other side see, kind by kind (703/2023 53 §: a permission itemises the data)."""

    kinds = forms.MultipleChoiceField(
        label=_("What may they see?"),
        help_text=_("They always see also who you are and what your matters are about."),
        choices=list(KINDS.items()),
        widget=CheckTiles,
        error_messages={"required": _("Choose what they may see.")},
    )


class OlderForm(KoppiForm):
    """Why one needs the lines of the log that are older than two years (703/2023 11 §)."""

    register = forms.ChoiceField(label=_("Which register?"), widget=RadioTiles())
    reason = LongText(
        label=_("Why do you need the older lines?"),
        rows=5,
        help_text=_("Tell for example what you need them for and from what time."),
        max_length=2000,
    )
    key = KeyField()

    def __init__(self, *args, registers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = [(code, REGISTERS[code]) for code in registers if code in REGISTERS]


class CopyForm(KoppiForm):
    """Of whom a copy is wanted; nobody is asked who has one choice."""

    whose = forms.ChoiceField(label=_("Whose data?"), widget=RadioTiles, required=False)

    def __init__(self, *args, whose, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {str(one.client.uuid): one for one in whose}
        self.fields["whose"].choices = [
            (uuid, _("My own") if one.is_self else one.client.name) for uuid, one in self.known.items()
        ]
        if whose:
            self.fields["whose"].initial = next(iter(self.known))

    def clean_whose(self):
        chosen = self.known.get(self.cleaned_data["whose"] or next(iter(self.known), ""))
        if chosen is None:
            raise forms.ValidationError(_("Choose whose data you want a copy of."), code="required")
        return chosen


class ToldForm(KoppiForm):
    """By what one wants to be told that there is something to read; nothing ticked is a choice, too.

    :param offered: the channels that this person may choose
    :param points: what holds now, addresses by channel; None when nothing has been chosen
    """

    email = forms.BooleanField(label=_("By e-mail"), widget=Tick, required=False)
    email_address = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("We did not understand the e-mail address. It looks like this: name@example.fi")
        },
    )
    sms = forms.BooleanField(label=_("By text message"), widget=Tick, required=False)
    sms_address = ShortText(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    suomifi = forms.BooleanField(
        label=_("By Suomi.fi messages"),
        help_text=_("Only if you have taken Suomi.fi messages into use."),
        widget=Tick,
        required=False,
    )

    def __init__(self, *args, offered, points, **kwargs):
        initial = dict.fromkeys(points or {}, True)
        initial |= {f"{channel}_address": address for channel, address in (points or {}).items()}
        super().__init__(*args, initial=initial, **kwargs)
        self.offered = offered
        for channel in ("email", "sms", "suomifi"):
            if channel not in offered:
                self.fields.pop(channel)
                self.fields.pop(f"{channel}_address", None)

    @property
    def pairs(self):
        """Each channel's own field, with that of its address where it has one."""
        return [
            (self[channel], self[f"{channel}_address"] if f"{channel}_address" in self.fields else None)
            for channel in self.offered
        ]

    def clean_sms_address(self):
        typed = self.cleaned_data["sms_address"]
        return clean_number(typed) if typed else ""

    def clean(self):
        given = super().clean()
        for channel, missing in (
            ("email", _("Write the e-mail address, or take the tick away.")),
            ("sms", _("Write the phone number, or take the tick away.")),
        ):
            name = f"{channel}_address"
            if given.get(channel) and not given.get(name) and name not in self._errors:
                self.add_error(name, forms.ValidationError(missing, code="required"))
        return given

    def chosen(self):
        """Return the addresses by channel, of those that are ticked."""
        given = self.cleaned_data
        return {
            channel: given.get(f"{channel}_address", "") for channel in self.offered if given.get(channel)
        }
