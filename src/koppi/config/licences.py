"""``koppi licences``: an extract of the licence register, looked at and taken in by an operator."""

from pathlib import Path

from django.utils import timezone, translation

from koppi.config.progress import say
from koppi.desk.words import BAD_EXTRACT, BAD_LINE, RIGHT
from koppi.identity.models import User
from koppi.people import actions
from koppi.people.errors import Refusal
from koppi.people.licences import BadExtract


def take(path: Path, *, sure: bool) -> int:
    """Say what an extract would change, and take it in after a yes; return 0, or 1 when nothing was done."""
    by, at = User.objects.system(), timezone.now()
    with translation.override("en"):
        try:
            found = actions.read_licences(data=path.read_bytes(), by=by, at=at)
        except OSError:
            say("The file cannot be read.")
            return 1
        except BadExtract as bad:
            say(str(BAD_EXTRACT[bad.code]) % {"columns": ", ".join(bad.missing)})
            return 1
        if found.bad:
            for line, reason in found.bad:
                say(f"Line {line}: {BAD_LINE[reason]}")
            say("Nothing was taken in.")
            return 1
        changes = actions.licence_changes(found, at)
        for change in changes:
            _say_change(change)
        say(f"{len(changes)} people change; {found.others} rows are of people who do not work here.")
        if not changes or not (sure or input("Take these in? Write yes: ").strip() == "yes"):
            say("Nothing was taken in.")
            return 0 if not changes else 1
        try:
            actions.take_licences(import_id=found.pk, seen=actions.mark_of(changes), by=by, at=at)
        except Refusal as refusal:
            say(str(refusal))
            return 1
        say("Taken in.")
    return 0


def _say_change(change: actions.licences.Change) -> None:
    username = change.professional.user.username
    linked = " (found by name: check)" if change.linked else ""
    rows = f"{len(change.new)} new, {len(change.changed)} changed, {len(change.gone)} no longer there"
    say(f"{username}{linked}: {RIGHT[change.before]} → {RIGHT[change.after]}; {rows}")
