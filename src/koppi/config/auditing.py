"""``koppi audit``: whether the reading log is whole, told in words."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from koppi.access.actions import seal_readings
from koppi.access.audit import Finding, verify_readings
from koppi.config.progress import bar, say

WHAT_IS_WRONG = {
    "line_changed": "a line says something else than was written",
    "lines_missing": "lines are missing, or stand twice",
    "line_copied": "a line stands twice",
    "order_changed": "lines have been put in another order",
    "not_as_sealed": "a lane is not as it was sealed",
    "cut_off": "the end of a lane has been cut off",
    "end_changed": "a lane does not end where its last line is",
    "outside_the_chain": "a line was put in past the log",
    "seal_broken": "a seal is not what it was",
    "cut_broken": "old lines were dropped without a signed cut",
    "anchor_gone": "the seal kept elsewhere is no longer here",
}


def in_words(finding: Finding) -> str:
    """Return a finding as a person reads it."""
    return f"{finding.where}: {WHAT_IS_WRONG[finding.kind]}"


def verify(anchor: str) -> int:
    """Say whether the log is whole; return 1 when it is not."""
    with bar("Reading the log of who looked at whose data") as step:
        report = verify_readings(key=settings.READING_LOG_KEY, anchor=anchor, step=step)
    for finding in report.findings:
        say(f"✗ {in_words(finding)}")
    if report.wrong > len(report.findings):
        say(f"✗ and {report.wrong - len(report.findings)} more")
    say(f"{report.lines} lines, {report.seals} seals, {report.unsealed} lines younger than the last seal.")
    if not report.wrong:
        say("The reading log is whole.")
    return 1 if report.wrong else 0


def seal() -> int:
    """Seal the log now."""
    sealed = seal_readings(by=get_user_model().objects.system(), at=timezone.now())
    say("Sealed." if sealed else "Nothing has come since the last seal.")
    return 0


def anchor() -> int:
    """Print the last seal, to be kept where the owner of the database cannot reach."""
    report = verify_readings(key=settings.READING_LOG_KEY, late=True)
    if not report.anchor or report.wrong:
        say("There is no seal to trust. Ask: koppi audit verify")
        return 1
    say(report.anchor)
    return 0
