"""Work that nobody waits for: sweeps at set times, done by the worker.

The rest of Koppi knows this module and not the library behind it.
"""

import asyncio
import logging
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from koppi.identity.models import Session
from koppi.notices import actions as notices

logger = logging.getLogger(__name__)

# When (minute, hour, day, month, weekday; in UTC) and which action. Each is called with `by`, Koppi's own
# account, and `at`, the present moment. It must be safe to repeat; a failing one is tried at its next time.
SWEEPS: tuple[tuple[str, str], ...] = (
    ("* * * * *", "koppi.matters.actions.alert_uncaught"),
    ("* * * * *", "koppi.matters.actions.expire_offers"),
    ("* * * * *", "koppi.matters.actions.wake_snoozed"),
    ("* * * * *", "koppi.matters.actions.raise_overdue"),
    ("* * * * *", "koppi.desk.actions.settle_absences"),
    ("* * * * *", "koppi.desk.leaving.settle_departures"),
    ("* * * * *", "koppi.appointments.actions.cancel_withdrawn"),
    ("* * * * *", "koppi.appointments.actions.remind"),
    ("*/10 * * * *", "koppi.live.actions.sweep_presence"),
    # Every ten seconds: whoever waits for their turn is told at once.
    ("* * * * * */10", "koppi.config.jobs.deliver_outbox"),
    ("* * * * *", "koppi.chat.actions.give_up_on_absent"),
    ("* * * * *", "koppi.chat.actions.close_for_the_day"),
    # Every ten seconds (the sixth place): what is younger than the last seal could be taken away unseen.
    ("* * * * * */10", "koppi.access.actions.seal_readings"),
    ("* * * * *", "koppi.resident.copying.make_waiting_copies"),
    ("47 1 * * *", "koppi.resident.copying.drop_old_copies"),
    ("17 22 * * *", "koppi.people.actions.tell_of_ended_licences"),
    ("47 5 * * *", "koppi.desk.lending.remind_of_openings"),
    ("7 1 * * *", "koppi.ledger.actions.add_months"),
    ("37 2 * * *", "koppi.appointments.hours.draw_times"),
    ("27 1 * * *", "koppi.files.actions.sweep_orphans"),
    ("37 1 * * *", "koppi.intake.actions.forget_drafts"),
    ("17 1 * * *", "koppi.config.jobs.forget_expired_sessions"),
    ("47 1 * * *", "koppi.identity.limits.forget_tallies"),
)


def forget_expired_sessions(*, by: Any, at: datetime) -> int:
    """Delete the sign-ins that have run out, and return how many there were."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def deliver_outbox(*, by: Any, at: datetime) -> int:
    """Send what waits in the outbox, by the clock on the wall: a round may last a while."""
    return notices.deliver_outbox(by=by, at=at, clock=timezone.now)


def register(app: App) -> None:
    """Teach the worker the sweeps; called by the library when Django is ready."""
    for cron, path in SWEEPS:
        # The queueing lock keeps a slow sweep from piling up behind itself.
        task = app.task(name=path, queueing_lock=path)(partial(sweep, path))
        app.periodic(cron=cron)(task)
    app.periodic(cron="*/5 * * * *")(app.task(name="forget_stalled")(_forget_stalled))


def sweep(path: str, timestamp: int = 0) -> None:
    """Call one action as Koppi itself, now; a failure is logged and left to the next time."""
    try:
        import_string(path)(by=get_user_model().objects.system(), at=timezone.now())
    except Exception:
        logger.exception("sweep=%s failed", path)


async def _forget_stalled(timestamp: int = 0) -> None:
    """Drop the jobs of a worker that was killed: every sweep comes again by itself."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)


def work() -> None:
    """Do jobs until told to stop."""
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        asyncio.run(_work())


async def _work() -> None:
    async with app.open_async():
        await app.run_worker_async(concurrency=2, delete_jobs="successful", shutdown_graceful_timeout=8)
