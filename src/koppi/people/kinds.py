"""What a county promises itself, as content that it writes: how soon, and in which words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from koppi.handbook.kinds import Field, Kind, Problem, Sort

from .content import FIRST
from .models import LocalPromise

UNITS = {
    "minutes": pgettext_lazy("counted in", "minutes"),
    "hours": pgettext_lazy("counted in", "hours of office days"),
    "working_days": pgettext_lazy("counted in", "working days"),
    "days": pgettext_lazy("counted in", "days"),
}
MOST = {
    "minutes": ngettext_lazy("At most %(most)d minute.", "At most %(most)d minutes.", "most"),
    "hours": ngettext_lazy("At most %(most)d hour.", "At most %(most)d hours.", "most"),
    "working_days": ngettext_lazy("At most %(most)d working day.", "At most %(most)d working days.", "most"),
    "days": ngettext_lazy("At most %(most)d day.", "At most %(most)d days.", "most"),
}


def check_promise(code, content, at):
    """Return what is wrong with a promise: Koppi must know what to do with it, and it has its bounds."""
    first = FIRST.get(code)
    if first is None:
        return [Problem("name", _("Koppi keeps the promises that are here, and cannot keep a new one."))]
    unit, amount = content["unit"], content["amount"]
    if unit not in first.most:
        allowed = ", ".join(str(UNITS[one]) for one in first.most)
        return [Problem("unit", _("This promise is counted in: %(units)s.") % {"units": allowed})]
    most = first.most[unit]
    return [Problem("amount", MOST[unit] % {"most": most})] if amount > most else []


def check_end(code, at):
    """Return why a promise cannot end: what it does would have no limit."""
    return [Problem("name", _("A promise can change, but not end: matters need it to be due by something."))]


def _units(at):
    return list(UNITS.items())


LOCAL_PROMISES = Kind(
    code="promise",
    name=gettext_lazy("Our own promises"),
    one=gettext_lazy("Promise"),
    model=LocalPromise,
    fixed=True,
    help=gettext_lazy("What the law says stays as it is. A clock that runs keeps the promise it started by."),
    check=check_promise,
    check_end=check_end,
    fields=(
        Field("name", gettext_lazy("Name"), translated=True, longest=120),
        Field(
            "duty",
            gettext_lazy("The promise as a sentence"),
            help=gettext_lazy("{amount} stands for the number."),
            translated=True,
        ),
        Field("amount", gettext_lazy("Length"), Sort.NUMBER, least=1),
        Field("unit", gettext_lazy("Counted in"), Sort.CHOICE, options=_units),
    ),
)
