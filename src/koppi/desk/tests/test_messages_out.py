"""Messages that need a person: who sees them, what they say, and the two honest choices."""

import pytest
from django.urls import reverse

from koppi.conversations.actions import reply
from koppi.matters import actions as matters
from koppi.matters.tests.factories import MINUTE, NINE
from koppi.notices import outbox
from koppi.notices.carriers.outcomes import Refused, Sent, Unknown
from koppi.notices.models import Delivery
from koppi.notices.tests.factories import Recorder

PAGE = "/desk/messages/"


@pytest.fixture
def unknown(told, aino, monkeypatch):
    """A reply of Aino's, of whose mail nobody knows whether it arrived."""
    return _sent(told, aino, monkeypatch, Unknown("x"))


def _sent(matter, by, monkeypatch, outcome):
    matters.catch_matter(matter_id=matter.pk, by=by, at=NINE)
    letter = reply(
        matter_id=matter.pk, body="Hei.", client_uuid="018f0000-0000-7000-8000-0000000000a1", by=by, at=NINE
    )
    Delivery.objects.all().delete()
    Delivery.objects.create(
        person_id=matter.client.person_id,
        channel="email",
        address="maria@example.test",
        template="new_message",
        language="fi",
        key=f"message-{letter.client_uuid}",
        reference=matter.reference,
        created_at=NINE,
        send_after=NINE,
    )
    carrier = Recorder(outcome, Sent())
    monkeypatch.setattr(outbox, "carrier_of", lambda channel: carrier)
    outbox.deliver_outbox(by=None, at=NINE + MINUTE)
    return Delivery.objects.get()


def press(browser, delivery, deed):
    return browser.post(reverse("desk:message_settle", args=[delivery.pk, deed]))


def test_a_lead_sees_what_nobody_knows_of_and_neither_whom_nor_where(sit_down, lea, unknown):
    shown = sit_down(lea).get(PAGE).content.decode()

    assert "Nobody knows whether it arrived." in shown and unknown.reference[:3] in shown
    for secret in ("maria@example.test", "Lindqvist", "Kurkku"):
        assert secret not in shown


def test_it_is_there_for_leads_of_the_matters_team_only(sit_down, aino, lea, olli, unknown):
    assert sit_down(aino).get(PAGE).status_code == 404
    assert press(sit_down(aino), unknown, "again").status_code == 404
    assert press(sit_down(olli), unknown, "again").status_code == 404
    assert press(sit_down(lea), unknown, "nonsense").status_code == 404
    unknown.refresh_from_db()
    assert unknown.state == "unknown"


def test_it_arrived_is_written_down_with_who_said_so(sit_down, lea, unknown):
    assert press(sit_down(lea), unknown, "arrived").status_code == 303

    unknown.refresh_from_db()
    assert (unknown.state, unknown.settled_by) == ("sent", lea)


def test_send_again_sends_once_more(sit_down, lea, unknown):
    press(sit_down(lea), unknown, "again")

    unknown.refresh_from_db()
    assert (unknown.state, unknown.settled_by) == ("waiting", lea)
    assert outbox.deliver_outbox(by=None, at=unknown.send_after) == 1


def test_the_second_of_two_presses_is_told_that_it_is_done(sit_down, lea, unknown):
    desk = sit_down(lea)
    press(desk, unknown, "arrived")

    assert (
        "has been seen to meanwhile" in desk.get(press(desk, unknown, "again")["Location"]).content.decode()
    )
    unknown.refresh_from_db()
    assert unknown.state == "sent"


def test_what_is_refused_is_sent_again_or_taken_off_the_list(sit_down, lea, told, aino, monkeypatch):
    delivery = _sent(told, aino, monkeypatch, Refused("recipient 550"))
    desk = sit_down(lea)

    assert "the address or number was refused" in desk.get(PAGE).content.decode()
    press(desk, delivery, "leave")
    assert "was refused" not in desk.get(PAGE).content.decode()
    assert Delivery.objects.get().why == "refused"


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Sent(), "told by e-mail"),
        (Unknown("x"), "e-mail: nobody knows if it arrived"),
        (Refused("x"), "e-mail not sent"),
    ],
)
def test_whoever_wrote_reads_how_the_client_was_told(sit_down, aino, told, monkeypatch, outcome, said):
    _sent(told, aino, monkeypatch, outcome)

    assert said in sit_down(aino).get(f"/desk/m/{told.reference}/").content.decode()
