"""Notices inside Koppi, and the outbox."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction

from koppi.identity.models import User
from koppi.notices import actions, carriers
from koppi.notices.models import Delivery, Notice
from koppi.notices.queries import unseen, unseen_count
from koppi.notices.rules import MOST_TRIES, UnknownTemplate, next_try
from koppi.notices.texts import text_of
from koppi.people.models import Client
from koppi.people.tests.factories import NINE, make_client, make_professional

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def system(db):
    return User.objects.system()


def queue(key="k1", **values):
    defaults = {
        "person_id": uuid4(),
        "channel": "email",
        "address": "maria@example.test",
        "template": "new_message",
        "language": "fi",
        "at": NINE,
    }
    return actions.queue_delivery(key=key, **{**defaults, **values})


# Inside


def test_each_is_told_once_and_sees_the_newest_first():
    liisa, petri = make_professional("Liisa Koski").user, make_professional("Petri Virtanen").user

    assert actions.tell([liisa, liisa, petri], "handover.offered", at=NINE, reference="K7Q2MX") == 2
    actions.tell([liisa], "matters.returned", at=NINE + MINUTE, count=3)

    assert [(row.kind, row.data) for row in unseen(liisa)] == [
        ("matters.returned", {"count": 3}),
        ("handover.offered", {}),
    ]
    assert unseen_count(petri) == 1


def test_telling_nobody_is_nothing():
    assert actions.tell([], "matters.returned", at=NINE) == 0


def test_one_sees_ones_own_notices_only_and_once():
    liisa, petri = make_professional("Liisa Koski").user, make_professional("Petri Virtanen").user
    actions.tell([liisa, petri], "a", at=NINE, reference="K7Q2MX")
    actions.tell([liisa], "b", at=NINE, reference="AAAAAA")
    others = unseen(petri)[0].id

    assert actions.mark_seen(by=liisa, at=NINE, notice_ids=[others]) == 0
    assert actions.mark_seen(by=liisa, at=NINE, reference="K7Q2MX") == 1
    assert actions.mark_seen(by=liisa, at=NINE) == 1
    assert actions.mark_seen(by=liisa, at=NINE) == 0
    assert unseen(liisa) == [] and len(unseen(petri)) == 1


def test_what_is_rolled_back_tells_nobody():
    liisa = make_professional("Liisa Koski").user
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.tell([liisa], "a", at=NINE)
        raise ZeroDivisionError

    assert not Notice.objects.exists()


# Outside


@pytest.mark.parametrize("template", ["contact_received", "new_message", "matter_changed"])
def test_the_words_are_the_readers_own_and_tell_nothing(template):
    texts = {text_of(template, language).body for language in ("fi", "sv", "en")}

    assert len(texts) == 3
    assert all("Kop" in text and len(text) < 160 for text in texts)


def test_a_message_without_words_is_refused_when_queued():
    with pytest.raises(UnknownTemplate):
        queue(template="lab_results")


def test_the_same_key_is_one_message(system):
    assert queue() is True
    assert queue(address="other@example.test") is False

    assert actions.deliver_outbox(by=system, at=NINE) == 1
    assert actions.deliver_outbox(by=system, at=NINE + MINUTE) == 0
    assert [message.to for message in mail.outbox] == [["maria@example.test"]]
    assert mail.outbox[0].extra_headers["Message-ID"].startswith("<k1@")
    assert queue() is False


def test_nothing_leaves_before_its_time(system):
    queue(send_after=NINE + MINUTE)

    assert actions.deliver_outbox(by=system, at=NINE) == 0
    assert actions.deliver_outbox(by=system, at=NINE + MINUTE) == 1


def test_a_text_message_goes_by_its_carrier(system, settings, tmp_path):
    settings.DATA = tmp_path
    settings.SMS_CARRIER = "koppi.notices.carriers.FileSms"
    queue(channel="sms", address="+358401234567", language="sv")

    assert actions.deliver_outbox(by=system, at=NINE) == 1
    line = json.loads((Path(tmp_path) / "sms" / "sent.jsonl").read_text())
    assert line == {
        "key": "k1",
        "to": "+358401234567",
        "text": text_of("new_message", "sv").body,
    }


def test_a_failing_carrier_is_tried_later_and_later_and_then_given_up(system, monkeypatch, caplog):
    class Broken:
        def send(self, delivery, text):
            raise ConnectionRefusedError("maria@example.test")

    monkeypatch.setattr(actions, "carrier_of", lambda channel: Broken())
    queue()
    at, waits = NINE, []
    for _ in range(MOST_TRIES):
        assert actions.deliver_outbox(by=system, at=at) == 0
        delivery = Delivery.objects.get()
        waits.append(delivery.send_after - at)
        at = delivery.send_after

    assert waits[:-1] == sorted(waits[:-1]) and waits[0] == MINUTE
    assert delivery.given_up_at is not None and delivery.tries == MOST_TRIES
    assert actions.deliver_outbox(by=system, at=at + timedelta(days=9)) == 0
    assert "maria" not in caplog.text


def test_one_that_fails_does_not_hold_up_the_others(system, monkeypatch):
    class Picky(carriers.Mail):
        def send(self, delivery, text):
            if delivery.key == "k1":
                raise ConnectionRefusedError
            super().send(delivery, text)

    monkeypatch.setattr(actions, "carrier_of", lambda channel: Picky())
    queue("k1")
    queue("k2")

    assert actions.deliver_outbox(by=system, at=NINE) == 1
    assert Delivery.objects.get(key="k1").sent_at is None


def test_no_carrier_for_text_messages_is_trouble_not_silence(system, settings):
    settings.SMS_CARRIER = ""
    queue(channel="sms")

    assert actions.deliver_outbox(by=system, at=NINE) == 0
    assert Delivery.objects.get().tries == 1


def test_nothing_is_sent_to_somebody_who_has_died(system):
    maria = make_client("Maria Lindqvist")
    queue(person_id=maria.person_id)
    Client.objects.filter(pk=maria.pk).update(died_on=NINE.date())

    assert actions.deliver_outbox(by=system, at=NINE) == 0
    assert mail.outbox == []
    assert Delivery.objects.get().given_up_at == NINE


@pytest.mark.parametrize("tries", range(1, MOST_TRIES))
def test_every_failure_but_the_last_has_a_next_try(tries):
    assert next_try(tries, NINE) > NINE
    assert next_try(MOST_TRIES, NINE) is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_side_by_side_send_each_message_once(system):
    for number in range(20):
        queue(f"k{number}")
    start, counts = threading.Barrier(4), []

    def work():
        try:
            start.wait()
            counts.append(actions.deliver_outbox(by=system, at=NINE))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) == 20
    assert len(mail.outbox) == len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 20
