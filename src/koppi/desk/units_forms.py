"""What a manager types about units and teams."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from koppi.ui.forms import KoppiForm, RadioTiles, ShortText, Tick

from . import words

NAME_LENGTH = 120


class NamesForm(KoppiForm):
    """A name in three languages."""

    name_fi = ShortText(label=_("Name in Finnish"), max_length=NAME_LENGTH)
    name_sv = ShortText(label=_("Name in Swedish"), max_length=NAME_LENGTH)
    name_en = ShortText(label=_("Name in English"), max_length=NAME_LENGTH)

    @property
    def names(self):
        """The names by field."""
        return {field: self.cleaned_data[field] for field in ("name_fi", "name_sv", "name_en")}


class UnitForm(NamesForm):
    """A unit, or a branch of one."""

    municipality = forms.TypedChoiceField(label=_("Municipality"), coerce=int)
    branch_of = forms.TypedChoiceField(
        label=_("Is it a branch of another unit?"), required=False, coerce=int, empty_value=None
    )
    address = ShortText(label=_("Street address"), max_length=NAME_LENGTH, required=False)

    def __init__(self, *args, municipalities, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].choices = [("", _("Choose")), *municipalities]
        self.fields["branch_of"].choices = [("", _("No, it stands alone")), *units]


class TeamForm(NamesForm):
    """A team of a unit; its services are chosen once, since its matters never change register."""

    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    register = forms.ChoiceField(
        label=_("Services"),
        choices=[(code, words.REGISTER[code]) for code in ("patient", "social")],
        widget=RadioTiles(square=True),
        help_text=_(
            "This cannot be changed later: the records of health care and of social care stay apart."
        ),
    )
    language = forms.ChoiceField(label=_("Usual language"), choices=words.LANGUAGE.items())

    def __init__(self, *args, units, standing=False, **kwargs):
        """:param standing: the team is there already"""
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Choose")), *units]
        if standing:
            del self.fields["register"]


class MunicipalityForm(NamesForm):
    """A municipality that is taken into the service area."""

    code = forms.RegexField(
        r"^[0-9]{3}$",
        label=_("Number of the municipality"),
        help_text=_("Three digits, as in the official list. For example 905"),
        error_messages={"invalid": _("Write three digits. For example 905")},
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["code"])


class CloseForm(KoppiForm):
    """Which team takes over from one that closes."""

    successor = forms.TypedChoiceField(
        label=_("Which team takes over?"), required=False, coerce=int, empty_value=None
    )
    sure = forms.BooleanField(label=_("I have checked the team that takes over"), widget=Tick())

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [("", _("None: nobody and nothing is left")), *teams]
