import pytest
from django.db import OperationalError, connection
from django.test import Client

from koppi.config import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    monkeypatch.setattr(health, "_all_applied", False)


def beat(seconds_ago):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def test_a_process_that_answers_is_alive():
    answer = Client().get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


def test_ready_with_a_database_and_a_worker():
    beat(5)
    assert Client().get("/health/ready").status_code == 200


@pytest.mark.parametrize("beats", [[], [61]])
def test_not_ready_without_a_living_worker(beats):
    for seconds in beats:
        beat(seconds)
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["no worker has been heard of for 60 seconds"]


def test_not_ready_while_a_migration_waits():
    beat(5)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'contenttypes' AND name LIKE '0002%'")
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["migrations not applied: 1"])


def test_not_ready_without_a_database(monkeypatch):
    def refuse():
        raise OperationalError("password of koppi wrong")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["the database does not answer"])


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_asks_for_no_host_name_and_leaves_no_cookie(path):
    answer = Client().get(path, headers={"host": "10.0.0.7"})
    assert answer.status_code in (200, 503)
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
