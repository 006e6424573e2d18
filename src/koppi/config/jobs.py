"""Work that nobody waits for: sweeps at set times, done by the worker.

The rest of Koppi knows this module and not the library behind it.
"""

import logging
from functools import partial

from django.db import connections
from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate import App

logger = logging.getLogger(__name__)

# When (minute, hour, day, month, weekday; in UTC) and which action. Each is called with `at`, must be safe to
# repeat, and a failing one is tried again at its next time.
SWEEPS: tuple[tuple[str, str], ...] = ()


def register(app: App) -> None:
    """Teach the worker the sweeps."""
    for cron, path in SWEEPS:
        task = app.task(name=path, queueing_lock=path)(partial(sweep, path))
        app.periodic(cron=cron)(task)


def sweep(path: str, timestamp: int = 0) -> None:
    """Call one action with the present moment; a failure is logged and left to the next time."""
    try:
        import_string(path)(at=timezone.now())
    except Exception:
        logger.exception("sweep=%s failed", path)
    finally:
        connections.close_all()
