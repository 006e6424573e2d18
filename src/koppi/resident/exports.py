"""The log of who has looked at somebody's data as a file: for a spreadsheet, or for another program.

Each begins with what it is, about whom and when it was made, and comes a page at a time: the whole of a
long log is never in memory.
"""

import csv
import json

from django.utils import translation
from django.utils.translation import gettext as _

from koppi.access.second_lock import acting
from koppi.people.scope import facts_of
from koppi.ui import times

from . import looks, words

FIELDS = ("at", "who", "profession", "unit", "register", "what", "why", "subject", "reference")


class _Line:
    """What the csv module writes to: it gives the line back."""

    def write(self, text):
        return text


def as_csv(whose, by, at, language):
    """Yield the log as comma-separated text that spreadsheets open as it is, å, ä and ö included."""
    writer = csv.writer(_Line())
    with translation.override(language):
        yield "\ufeff"
        for line in _about(whose, at, language):
            yield writer.writerow(line)
        yield writer.writerow(())
        yield writer.writerow(_headings())
    for look in _looks(whose, by, at, language):
        row = (times.machine(look.at), *(getattr(look, name) for name in FIELDS[1:]))
        yield writer.writerow([_harmless(cell) for cell in row])


def as_json(whose, by, at, language):
    """Yield the log as JSON: what it is, and a list of lines."""
    with translation.override(language):
        about = {name: value for name, value in _about(whose, at, language) if value}
        yield '{"about": ' + json.dumps(about, ensure_ascii=False) + ',\n"looks": ['
    before = "\n"
    for look in _looks(whose, by, at, language):
        values = {name: getattr(look, name) for name in FIELDS} | {"at": times.machine(look.at)}
        yield before + json.dumps(values, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def _looks(whose, by, at, language):
    """Yield the lines in a language, on behalf of their reader.

    The file is on its way when the request's own language and second lock have been let go.
    """
    lines, facts = looks.all_looks(whose, by, at), facts_of(by)
    while True:
        with translation.override(language), acting(facts):
            look = next(lines, None)
        if look is None:
            return
        yield look


def _about(whose, at, language):
    return (
        (words.log_of(whose), ""),
        (_("Client"), whose.client.name),
        (_("Made"), times.exact(at, language)),
        (_("Law"), _("Act 703/2023, 11 §")),
    )


def _headings():
    return (
        _("When"),
        _("Who"),
        _("Profession"),
        _("Unit"),
        _("Register"),
        _("What was shown"),
        _("Why"),
        _("Matter"),
        _("Reference"),
    )


def _harmless(cell):
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


FORMS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}
