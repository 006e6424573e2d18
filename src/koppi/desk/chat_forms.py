"""What a professional chooses at the chat, and of which days a lead asks for figures."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from koppi.ui.forms import CheckTiles, DayField, KoppiForm, RadioTiles

LONGEST_SPAN = 366  # days


class WatchForm(KoppiForm):
    """Which chats one answers, and how many talks at once."""

    routes = forms.MultipleChoiceField(label=_("Which chats do you answer?"), widget=CheckTiles(square=True))
    capacity = forms.TypedChoiceField(
        label=_("How many talks at once?"),
        help_text=_("You can change this at any time. A talk that is handed over to you comes on top."),
        coerce=int,
        widget=RadioTiles(),
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["routes"].choices = [(route.code, route.name) for route in offered]
        most = max((route.most_at_once for route in offered), default=1)
        self.fields["capacity"].choices = [
            (number, ngettext("%(count)s talk", "%(count)s talks", number) % {"count": number})
            for number in range(1, most + 1)
        ]
        hints = {route.code: most_said(route) for route in offered if route.most_at_once < most}
        ended = _("This chat has ended: only those who are in it now.")
        hints |= {route.code: ended for route in offered if not route.is_in_force(self.now)}
        self.fields["routes"].widget.hints = hints


def most_said(route):
    """Return in words how many talks at once a chat allows."""
    many = route.most_at_once
    return ngettext("at most %(count)s talk at once", "at most %(count)s talks at once", many) % {
        "count": many
    }


class FiguresForm(KoppiForm):
    """Of which days, and of which chat."""

    first = DayField(label=_("From"), latest="today")
    last = DayField(label=_("Until"), latest="today")
    route = forms.ChoiceField(label=_("Chat"), required=False)

    def __init__(self, *args, routes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = [("", _("All chats")), *routes]

    def clean(self):
        given = super().clean()
        first, last = given.get("first"), given.get("last")
        if first and last:
            if last < first:
                self.add_error("last", _("The last day is before the first. Check the days."))
            elif (last - first).days >= LONGEST_SPAN:
                self.add_error("first", _("Choose a year at most."))
        return given


class NothingForm(KoppiForm):
    """A step that asks nothing but whether to take it."""
