"""``koppi retention``: what has come to the end of its time, and its end, which somebody confirms."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone

from koppi.config.progress import say
from koppi.retention import actions, queries, rules
from koppi.retention.errors import Refusal
from koppi.retention.models import Certificate
from koppi.ui.times import HELSINKI

HOW = {"destroy": Certificate.How.DESTROYED, "archive": Certificate.How.ARCHIVED}


def show() -> int:
    """Say for each kind of record what falls due today, how old it is, and by which rule."""
    on = timezone.now().astimezone(HELSINKI).date()
    say(f"{'kind':<12} {'destroy':>8} {'archive':>8}  {'oldest':<10}  {'kept':<42} law")
    for due in queries.falling_due(on):
        oldest = due.oldest.isoformat() if due.oldest and (due.to_destroy or due.to_archive) else "–"
        say(
            f"{due.rule.kind:<12} {due.to_destroy:>8} {due.to_archive:>8}  {oldest:<10}  "
            f"{_kept(due.rule):<42} {due.rule.law}"
        )
    say('Destroy or archive one kind: koppi retention destroy letters --name "Your Name"')
    return 0


def _kept(rule: rules.Rule) -> str:
    since = {"sent": "sending", "closed": "closing", "death": "death", "done": "the day itself"}[rule.since]
    birth = f", or {rule.birth_years} from birth" if rule.birth_years else ""
    return f"{rule.register or 'both'}: {rule.years} years from {since}{birth}"


def show_certificates() -> int:
    """List what has been destroyed and archived, and who answers for it."""
    for one in queries.certificates():
        state = f"{one.finished_at:%Y-%m-%d}" if one.finished_at else "not finished"
        say(f"{one.uuid}  {one.how} {one.kind} {one.records} records, rule {one.rule}, {state}, {one.named}")
        say(
            f"    sha256 {one.digest or '–'}; rows {one.counts}; files {[part['name'] for part in one.parts]}"
        )
    return 0


def carry_out(what: str, kind: str | None, *, named: str, sure: bool) -> int:
    """Destroy or archive one kind, after somebody has said yes; a run that was broken off goes on."""
    if kind is None or kind not in rules.kinds():
        say(f"Name one kind: {', '.join(rules.kinds())}.")
        return 2
    if not named.strip():
        say('Say who confirms it: --name "Your Name". The name stands in the certificate.')
        return 2
    at = timezone.now()
    rule = rules.rule_for(kind, at.astimezone(HELSINKI).date())
    due = queries.due_of(rule, at.astimezone(HELSINKI).date())
    count = due.to_archive if what == "archive" else due.to_destroy
    if not sure and not _confirmed(what, kind, count):
        say("Nothing was done.")
        return 1
    try:
        return _run(kind, HOW[what], named.strip(), at)
    except Refusal as refusal:
        say(str(refusal))
        return 1


def _confirmed(what: str, kind: str, count: int) -> bool:
    say(f"{count} records of {kind} will be {HOW[what]}. This cannot be undone.")
    try:
        return input(f"Type {what} {count} to go on: ").strip() == f"{what} {count}"
    except EOFError:
        return False


def _run(kind: str, how: str, named: str, at: datetime) -> int:
    system = get_user_model().objects.system()
    certificate = actions.begin(kind=kind, how=how, named=named, by=system, at=at)
    if certificate.records:
        say(f"A run that was broken off goes on: {certificate.records} records were {how} before.")
    while done := actions.take_batch(certificate_id=certificate.pk, by=system, at=timezone.now()):
        say(f"{done} records {how}.")
    certificate.refresh_from_db()
    say(
        f"Certificate {certificate.uuid}: {certificate.records} records {how}, "
        f"sha256 {certificate.digest or '–'}."
    )
    if certificate.parts:
        say(f"The archive lies in {actions.archive_folder(certificate)}.")
    return 0
