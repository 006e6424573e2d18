"""A ticket opens what it names, for a minute, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.test import RequestFactory

from koppi import live
from koppi.live.rules import MOST_CHANNELS, TICKET_SECONDS, BadChannel
from koppi.live.tickets import SALT, read_ticket

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_ticket_names_one_person_and_their_channels():
    ticket = read_ticket(live.ticket_for(7, ["user:7", "conversation:1", "user:7"], at=NINE), NINE)
    assert (ticket.user_pk, ticket.channels) == (7, ("conversation:1", "user:7"))


def test_a_ticket_is_good_for_a_minute():
    text = live.ticket_for(7, ["user:7"], at=NINE)
    assert read_ticket(text, NINE + timedelta(seconds=TICKET_SECONDS))
    assert read_ticket(text, NINE + timedelta(seconds=TICKET_SECONDS + 1)) is None


def test_a_forged_ticket_opens_nothing():
    text = live.ticket_for(7, ["user:7"], at=NINE)
    others = signing.dumps([7, NINE.timestamp() + 60, ["user:8"]], salt=SALT, key="another-house")
    elsewhere = signing.dumps([7, NINE.timestamp() + 60, ["user:8"]], salt="something else")
    mine, theirs = text.split(":", 1), live.ticket_for(8, ["user:8"], at=NINE).split(":", 1)
    mixed = f"{theirs[0]}:{mine[1]}"
    for forged in ("", "x", text[:-1], text + "x", "x" + text, others, elsewhere, mixed, "[]", "💥"):
        assert read_ticket(forged, NINE) is None


@pytest.mark.parametrize("channels", [[], ["Matti"], [f"user:{n}" for n in range(MOST_CHANNELS + 1)]])
def test_a_ticket_for_nothing_for_words_or_for_too_much_is_refused(channels):
    with pytest.raises(BadChannel):
        live.ticket_for(7, channels, at=NINE)


@pytest.mark.parametrize(
    ("address", "host", "found"),
    [
        ("", "localhost:8000", "http://localhost:8001/live/"),
        ("", "127.0.0.1:8000", "http://127.0.0.1:8001/live/"),
        ("", "[::1]:8000", "http://[::1]:8001/live/"),
        ("/live/", "koppi.example.fi", "/live/"),
        ("off", "koppi.example.fi", ""),
    ],
)
def test_a_page_is_told_where_its_stream_is(settings, address, host, found):
    settings.LIVE_ADDRESS, settings.LIVE_PORT, settings.ALLOWED_HOSTS = address, 8001, ["*"]
    assert live.address_for(RequestFactory().get("/", headers={"host": host})) == found
