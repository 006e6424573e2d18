"""Whether Koppi lives and is ready, told without a sign-in, a cookie or a word about people."""

from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from koppi.live.carriers import APPLICATION

OLDEST_SERVER = 150000
QUIET_WORKER_SECONDS = 60

Handler = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answer ``/health/live`` and ``/health/ready`` before anything else looks at the request.

    A load balancer asks by address, over plain HTTP and without a session, so these two stand in front of
    the checks of host name, TLS and sign-in.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/health/live":
            return _answer({"status": "live"}, 200)
        if request.path == "/health/ready":
            reasons = list(reasons_not_ready())
            if reasons:
                return _answer({"status": "not ready", "reasons": reasons}, 503)
            # Pages work without the live process, so its absence takes no node out of service.
            without = [] if live_is_there() else ["live"]
            return _answer({"status": "ready", **({"without": without} if without else {})}, 200)
        return self.get_response(request)


def _answer(body: dict[str, object], status: int) -> HttpResponse:
    answer = JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
    # Whoever asks hears the reason; a line in the log for each question would drown the rest.
    setattr(answer, "_has_been_logged", True)  # noqa: B010
    return answer


def reasons_not_ready() -> Iterator[str]:
    """Yield why Koppi cannot serve right now; nothing when it can."""
    try:
        connection.ensure_connection()
        if waiting := waiting_migrations():
            yield f"migrations not applied: {len(waiting)}"
        elif not worker_is_alive():
            yield f"no worker has been heard of for {QUIET_WORKER_SECONDS} seconds"
    except DatabaseError:
        yield "the database does not answer"


_all_applied = False


def waiting_migrations() -> list[str]:
    """Return the migrations that the code has and the database has not.

    Once all are applied a process does not look again: its own code cannot change under it.
    """
    global _all_applied
    if _all_applied:
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _all_applied = not plan
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def live_is_there() -> bool:
    """Tell whether a live process listens to the database just now, on this machine or another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s)",
            [APPLICATION],
        )
        row: tuple[bool] = cursor.fetchone()
    return row[0]


def worker_is_alive() -> bool:
    """Tell whether a worker has beaten its heart lately."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - make_interval(secs => %s))",
            [QUIET_WORKER_SECONDS],
        )
        row: tuple[bool] = cursor.fetchone()
    return row[0]
