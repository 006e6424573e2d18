"""What the gallery shows: invented people and placeholder words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppi.ui.forms import CheckTiles, DayField, FilesField, KoppiForm, LongText, RadioTiles, ShortText, Tick

ICONS = Path(__file__).parent / "static/koppi/icons.svg"
COLOURS = [
    "paper",
    "sheet",
    "sunk",
    "ink",
    "ink-2",
    "ink-3",
    "line",
    "edge",
    "brand",
    "brand-deep",
    "brand-tint",
    "turn",
    "turn-mark",
    "turn-tint",
    "danger",
    "danger-tint",
    "note",
    "note-edge",
    "note-tint",
]
WHO = [
    ("me", gettext_lazy("Myself")),
    ("child", gettext_lazy("My child")),
    ("other", gettext_lazy("Somebody else")),
]


class SampleForm(KoppiForm):
    """One field of each sort."""

    name = ShortText(label=gettext_lazy("Name"), max_length=40)
    phone = ShortText(
        label=gettext_lazy("Phone number"),
        help_text=gettext_lazy("We call this number."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    began = DayField(
        label=gettext_lazy("Which day?"), help_text=gettext_lazy("For example 20.11.2026"), latest="today"
    )
    team = forms.ChoiceField(label=gettext_lazy("Team"), choices=[("s", "Saaristo"), ("k", "Kaupunki")])
    words = LongText(label=gettext_lazy("In your own words"), rows=3, max_length=60)
    who = forms.ChoiceField(
        label=gettext_lazy("Who is this about?"),
        choices=WHO,
        widget=RadioTiles(hints={"child": gettext_lazy("Elsa, 6 years")}),
    )
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("How may we answer?"),
        choices=[("message", gettext_lazy("By message")), ("call", gettext_lazy("By phone"))],
        widget=CheckTiles(square=True),
    )
    interpreter = forms.BooleanField(
        label=gettext_lazy("I need an interpreter"), required=False, widget=Tick()
    )
    pictures = FilesField(label=gettext_lazy("Pictures or files"), required=False)


def context(*, now: datetime) -> dict:
    """Return the gallery's sample data, its moments counted from ``now``."""
    filled = {
        "name": "Aino",
        "phone": "040 123 4567",
        "began": "20.11.2026",
        "team": "s",
        "who": "me",
        "ways": ["call"],
    }
    wrong = {"name": "", "phone": "", "began": "31.2.2026", "team": "x", "words": "a" * 72}
    minutes = lambda count: now + timedelta(minutes=count)  # noqa: E731 - read as a word in the tables below
    return {
        "home_url": "/",
        "icons": re.findall(r'<symbol id="([^"]+)"', ICONS.read_text(encoding="utf-8")),
        "colours": COLOURS,
        "themes": [
            ("light", "normal", _("light")),
            ("dark", "normal", _("dark")),
            ("light", "more", _("light, high contrast")),
            ("dark", "more", _("dark, high contrast")),
        ],
        "sample": SampleForm(initial=filled, now=now, prefix="a"),
        "letter": SampleForm(now=now, prefix="c"),
        "internal": SampleForm({"d-words": "a" * 72}, now=now, prefix="d"),
        "wrong": SampleForm({f"b-{key}": value for key, value in wrong.items()}, now=now, prefix="b"),
        "t": {name: minutes(count) for name, count in MOMENTS.items()},
        "tasks": [
            {"name": _("Who needs help"), "url": "#g-tasks", "said": _("Done"), "state": "done"},
            {"name": _("What is wrong"), "url": "#g-tasks", "said": _("Under way"), "state": "now"},
            {"name": _("How to reach you"), "url": "#g-tasks", "said": _("Not started"), "state": "next"},
            {
                "name": _("Check and send"),
                "url": "",
                "said": _("Opens when the others are done"),
                "state": "next",
            },
        ],
        "stages": [
            {"name": _("We got your message"), "at": minutes(-60), "state": "done"},
            {"name": _("Liisa caught it"), "at": minutes(-35), "state": "done"},
            {"name": _("The need is assessed"), "detail": _("physiotherapist this week"), "state": "now"},
            {"name": _("Care begins"), "detail": _("Petri agrees on a time with you"), "state": "next"},
            {"name": _("Done"), "state": "next"},
        ],
        "letters": [
            {
                "kind": "mine",
                "at": minutes(-60),
                "read_at": minutes(-50),
                "text": _("I can rise on my toes.\n\nIt hurts less now."),
            },
            {
                "kind": "theirs",
                "who": "Liisa Koski",
                "task": _("public health nurse"),
                "at": minutes(-30),
                "text": _("Thank you, this helped."),
                "files": [{"name": "ohje.pdf", "url": "#g-talk", "size": 412_000}],
            },
            {"kind": "event", "icon": "hand", "text": _("Petri Virtanen has this now."), "at": minutes(-20)},
        ],
        "bubbles": [
            {"kind": "event", "text": _("The receipt left by itself."), "at": minutes(-40)},
            {"kind": "theirs", "who": "Maria", "at": minutes(-30), "text": _("May I breastfeed?")},
            {"kind": "ours", "at": minutes(-29), "text": _("You may, it helps."), "state": _("sending…")},
            {"kind": "note", "who": "Omar Hassan", "at": minutes(-28), "text": _("I asked Eeva.")},
            {"kind": "typing", "text": _("Maria is writing")},
        ],
        "scopes": [
            {"url": "#g-lists", "said": _("For me"), "count": 6},
            {"url": "#g-lists", "said": _("Team"), "count": 25, "current": True},
            {"url": "#g-lists", "said": _("Snoozed"), "count": 0},
        ],
        "page": Paginator(range(95), 20).page(2),
        "columns": [{"said": _("Week")}, {"said": _("minutes"), "number": True}],
        "rows": [[47, 6], [46, 9], [45, 10]],
        "shortcuts": [("j k", _("Move in the list")), ("Enter", _("Open")), ("c", _("Catch"))],
        "modules": [
            {"key": "greeting", "name": _("Greeting")},
            {"key": "urgent", "name": _("If it gets worse")},
        ],
        "undo_fields": [("handover", "118")],
        "scale_steps": [
            _("Came in office hours at 8:12."),
            _("The need is assessed the same working day; office hours end at 16:00."),
        ],
    }


MOMENTS = {
    "past": -25,
    "long_past": -3 * 24 * 60,
    "soon": 40,
    "later": 5 * 60,
    "tomorrow": 24 * 60,
    "week": 4 * 24 * 60,
    "month": 30 * 24 * 60,
}
