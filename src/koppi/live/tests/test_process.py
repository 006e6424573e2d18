"""Real live processes on a real database: what they refuse, survive and pass on."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from koppi import live
from koppi.config import health
from koppi.live.carriers import APPLICATION
from koppi.live.rules import STREAMS_OF_ONE
from tests.hearing import Ear, Live, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TALK = "conversation:1"


def ticket(*channels, user_pk=7):
    return live.ticket_for(user_pk, channels or (TALK,), at=datetime.now(UTC))


@pytest.fixture
def process():
    running = Live()
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def ears():
    opened = []

    def listen(*args, **kwargs):
        opened.append(Ear(*args, **kwargs))
        return opened[-1]

    yield listen
    for ear in opened:
        ear.cut()


def test_what_is_committed_is_heard_once_and_in_order_and_what_is_rolled_back_never(process, ears):
    ear, other = ears(process, ticket()), ears(process, ticket("conversation:2", user_pk=8))
    wait_until(lambda: ear.count("catch-up") and other.count("catch-up"))

    for seq in range(1, 51):
        with transaction.atomic():
            live.nudge(TALK, seq=seq)
            live.nudge(TALK, seq=seq)
        with transaction.atomic():
            live.nudge(TALK, seq=1000 + seq)
            transaction.set_rollback(True)
    wait_until(lambda: 50 in ear.numbers)

    assert ear.numbers == sorted(set(ear.numbers))
    assert max(ear.numbers) == 50
    assert other.numbers == []


def test_a_listener_whose_connection_is_ended_comes_back_and_everybody_fetches(process, ears):
    ear = ears(process, ticket())
    wait_until(lambda: ear.count("catch-up") == 1)

    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = %s and datname = current_database()",
            [APPLICATION],
        )
        assert cursor.fetchall() == [(True,)]
    live.nudge(TALK, seq=1)  # perhaps lost; the fetch finds it

    wait_until(lambda: ear.count("catch-up") == 2)
    live.nudge(TALK, seq=2)
    wait_until(lambda: 2 in ear.numbers)


def test_two_processes_behave_as_one(process, ears):
    second = Live()
    try:
        pages = [ears(process, ticket()), ears(second, ticket())]
        wait_until(lambda: all(ear.count("catch-up") for ear in pages))
        live.nudge(TALK, seq=1)
        wait_until(lambda: [ear.numbers for ear in pages] == [[1], [1]])
    finally:
        second.stop()


@pytest.mark.parametrize("text", ["", "?ticket=", "?ticket=forged", "?other=1"])
def test_without_a_good_ticket_nothing_opens(process, text):
    assert process.status(f"/live/{text}") == 403


def test_another_site_opens_nothing_and_our_own_may(ears):
    process = Live(pages_port=8123)
    try:
        assert process.status(f"/live/?ticket={ticket()}", {"Origin": "https://evil.example"}) == 403
        ear = ears(process, ticket(), headers={"Origin": "http://localhost:8123"})
        assert ear.status == 200
        assert ear.answer.headers["Access-Control-Allow-Origin"] == "http://localhost:8123"
        assert ear.answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in ear.answer.headers
    finally:
        process.stop()


def test_one_person_has_so_many_and_one_that_is_lost_makes_room(process, ears):
    pages = [ears(process, ticket()) for _ in range(STREAMS_OF_ONE)]
    assert {ear.status for ear in pages} == {200}
    assert ears(process, ticket()).status == 429
    assert ears(process, ticket(user_pk=8)).status == 200
    pages[0].cut()
    wait_until(lambda: ears(process, ticket()).status == 200)


def test_a_process_has_so_many(ears):
    process = Live(KOPPI_LIVE_STREAMS="2")
    try:
        assert [ears(process, ticket(user_pk=n)).status for n in (1, 2, 3)] == [200, 200, 429]
    finally:
        process.stop()


def test_a_process_that_is_told_to_stop_lets_its_pages_go_and_stops(process, ears):
    ear = ears(process, ticket())
    wait_until(lambda: ear.count("catch-up"))
    assert process.stop() == 0
    ear.ended.wait(10)
    assert ear.events[-1] == ("renew", {})


def test_the_doctor_knows_whether_a_process_listens(process):
    assert health.live_is_there()
    process.kill()
    wait_until(lambda: not health.live_is_there())
