"""``koppi county``: the county's settings as a file, for an operator."""

from pathlib import Path

from django.utils import timezone, translation

from koppi.config.progress import say
from koppi.desk import county_file
from koppi.desk.words import BAD_COUNTY_FILE
from koppi.handbook.errors import Refusal as HandbookRefusal
from koppi.identity.models import User
from koppi.people.errors import Refusal

WHY = "From a file of the county's settings"


def export(path: Path) -> int:
    """Write the settings in force to a file; return 0, or 1 when it cannot be written."""
    try:
        path.write_text(county_file.written(timezone.now()), encoding="utf-8")
    except OSError as wrong:
        say(f"The file cannot be written: {wrong.strerror}.")
        return 1
    say(f"The county's settings are in {path}.")
    return 0


def take(path: Path, *, at_once: bool, sure: bool) -> int:
    """Say what a file would change, and take it in after a yes; return 0, or 1 when it was refused."""
    by, at = User.objects.system(), timezone.now()
    with translation.override("en"):
        try:
            file = county_file.read(path.read_bytes())
            changes = county_file.changes_of(file, at)
            for line in county_file.lines_of(changes):
                say(line)
            if not changes:
                say("The file says what is in force already.")
                return 0
            if not sure and input("Take this in? Write yes: ").strip() != "yes":
                say("Nothing was taken in.")
                return 0
            county_file.take_in(file=file, why=WHY, at_once=at_once, by=by, at=at)
        except OSError:
            say("The file cannot be read.")
            return 1
        except county_file.BadFile as bad:
            say(str(BAD_COUNTY_FILE[bad.code]) % bad.facts)
            return 1
        except (Refusal, HandbookRefusal) as refusal:
            say(str(refusal))
            say("Nothing was taken in.")
            return 1
        said = "Taken in." if at_once else "Taken in. Rules and texts wait for their owners."
        say(said)
    return 0
