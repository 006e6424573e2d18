"""The field of both axes, as the page draws it: coping to the right, need upwards."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppi.segments import rules
from koppi.segments.words import MEANING, SEGMENTS

SIDE = 640
STEP = SIDE // (rules.HIGHEST - rules.LOWEST + 1)
APART = 22
# Where each quarter begins, from the upper left.
CORNERS = {
    rules.COLLABORATION: (0, 0),
    rules.CARE: (320, 0),
    rules.SELF_RELIANT: (0, 320),
    rules.SUPPORT: (320, 320),
}
COPING = (
    gettext_lazy("everyday life goes well"),
    gettext_lazy("everyday life goes fairly well"),
    gettext_lazy("everyday life is in between"),
    gettext_lazy("everyday life is rather hard"),
    gettext_lazy("everyday life is hard"),
)
NEED = (
    gettext_lazy("little need of help"),
    gettext_lazy("rather little need of help"),
    gettext_lazy("some need of help"),
    gettext_lazy("rather much need of help"),
    gettext_lazy("much need of help"),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """Where somebody's dot is drawn, and where their name stands."""

    name: str
    x: int
    y: int
    said: str

    @property
    def name_y(self):
        """Above the dot, or below it at the upper edge."""
        return self.y + 52 if self.y < STEP else self.y - 32


@dataclass(frozen=True, slots=True)
class Quarter:
    """One of the four, with its words; `here` when both dots lie in it."""

    name: str
    means: str
    x: int
    y: int
    here: bool

    @property
    def text_x(self):
        """Where its words begin."""
        return self.x + 28

    @property
    def text_y(self):
        """Its name stands at the outer edge."""
        return self.y + (48 if self.y == 0 else 256)


def field_of(names, dots):
    """Return the quarters, the dots that are drawn and a sentence on each, for the page.

    :param names: whose the two are, the client's first
    :param dots: coping and need of each, as pairs; None where nothing is said yet
    """
    drawn = [None if None in dot else _place(name, *dot) for name, dot in zip(names, dots, strict=True)]
    client, professional = drawn
    if client and professional and (client.x, client.y) == (professional.x, professional.y):
        client = Dot(client.name, client.x - APART, client.y, client.said)
        professional = Dot(professional.name, professional.x + APART, professional.y, professional.said)
    here = rules.common_quarter(*dots)
    return {
        "quarters": [
            Quarter(str(SEGMENTS[code]), str(MEANING[code]), x, y, code == here)
            for code, (x, y) in CORNERS.items()
        ],
        "client": client,
        "professional": professional,
        "said": [dot.said for dot in (client, professional) if dot] or [_("No dots yet.")],
        "differs": _differs(names, dots),
    }


def _place(name, coping, need):
    said = _("%(name)s: %(coping)s, %(need)s.") % {
        "name": name,
        "coping": COPING[coping - 1],
        "need": NEED[need - 1],
    }
    return Dot(name, STEP * coping - STEP // 2, SIDE - STEP * need + STEP // 2, said)


def _differs(names, dots):
    """Return the sentence with which the talk begins where the views differ, or nothing."""
    found = rules.differences(*dots)
    if not found:
        return ""
    first = found[0]
    heavier, lighter = names if first.heavier == rules.CLIENT else reversed(names)
    said = {
        "coping": _(
            "%(heavier)s finds everyday life harder than %(lighter)s does. What does each of you see?"
        ),
        "need": _("%(heavier)s sees more need of help than %(lighter)s does. What does each of you see?"),
    }
    return said[first.axis] % {"heavier": heavier, "lighter": lighter}
