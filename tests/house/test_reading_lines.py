"""Each page of the desk that shows a client leaves exactly one line in the reading log for each part."""

from html import unescape

import pytest
from django.db import transaction
from django.urls import reverse

from koppi.access.models import Reading
from tests.county import STATES

from .test_addresses import ADDRESSES, address, browsers, built, county, undone  # noqa: F401

# What a professional's pages may say of the county's clients: names, subjects, words and letters.
TELLS = ("Lindqvist", "Öhman", "Selkä", "lumitöissä", "Kerran vielä", "Mieheni", "lapsen")
# Pages that show no client at all.
NOBODY = {
    "desk:absence",
    "desk:calendar",
    "desk:calendar_feed",
    "desk:absence_change",
    "desk:absence_new",
    "desk:absences",
    "desk:administration",
    "desk:areas",
    "desk:advice_given",
    "desk:calling_hours",
    "desk:chat",
    "desk:chat_figures",
    "desk:chat_news",
    "desk:chat_now",
    "desk:chat_now_tables",
    "desk:chat_strip",
    "desk:chat_ticket",
    "desk:chat_watch",
    "desk:county_file",
    "desk:county_file_text",
    "desk:end",
    "desk:feedback",
    "desk:handbook",
    "desk:handbook_back",
    "desk:handbook_end",
    "desk:handbook_item",
    "desk:handbook_kind",
    "desk:handbook_owners",
    "desk:hours",
    "desk:licences",
    "desk:message_settle",
    "desk:messages_out",
    "desk:modules",
    "desk:notices",
    "desk:oversight",
    "desk:people",
    "desk:reception",
    "desk:reception_end",
    "desk:reception_new",
    # A client of theirs shows, with a line, when a day has come: desk/tests/test_segment.py.
    "desk:segments_due",
    "desk:room_close",
    "desk:room_new",
    "desk:shift",
    "desk:shift_new",
    "desk:shifts",
    "desk:staff",
    "desk:staff_person",
    "desk:team",
    "desk:team_shifts",
    "desk:ticket",
    "desk:units",
}
READERS = ("aino", "eero", "lea", "olli", "sari", "kaisa", "karin")
PLACES = [
    *(("/desk/", {"scope": scope}) for scope in ("team", "mine", "offered", "waiting", "snoozed")),
    *((f"matter {state}", {}) for state in (*STATES, "patient", "social")),
]


def asked(browser, reader, url, data=None):
    """Ask for a page, undo it, and return the page and the lines that it left."""
    with undone():
        before = set(Reading.objects.values_list("id", flat=True))
        answer = browser.get(url) if data is None else browser.post(url, data, follow=True)
        left = [line for line in Reading.objects.exclude(id__in=before) if line.reader_id == reader.pk]
        transaction.set_rollback(True)
    return answer, left


def shows_a_client(answer, name=""):
    if answer.status_code not in (200, 409, 422) or answer.streaming:
        return False
    page = unescape(answer.content.decode())
    # A page about rules and counts names the topics, one of which begins as a client's subject does.
    return any(word in page for word in TELLS if not (word == "Selkä" and name in NOBODY))


def is_a_file(answer):
    return answer.status_code == 200 and "attachment" in answer.headers.get("Content-Disposition", "")


def check(name, answer, left):
    """Check that whatever is shown has one line, each part of the page its own; return whether it has any."""
    parts = [(line.what, line.register) for line in left]
    told = f"{name}: {answer.status_code}, {parts}"
    assert len(parts) == len(set(parts)), told
    assert parts or not (shows_a_client(answer, name) or is_a_file(answer)), told
    assert not (parts and name in NOBODY), told
    assert answer.status_code in (200, 409, 422) or not parts, told
    return bool(parts)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_each_opening_of_a_clients_page_leaves_one_line(reader, county, client):  # noqa: F811
    user, shown = getattr(county, reader), 0
    client.force_login(user)
    client.cookies["koppi_language"] = "fi"

    for name in sorted(ADDRESSES):
        if name.startswith("desk:"):
            shown += check(name, *asked(client, user, address(name, county)))
    for place, query in PLACES:
        if place.startswith("matter "):
            matter = getattr(county, place.split()[1])
            answer, left = asked(client, user, reverse("desk:matter", args=[matter.reference]))
            about = [line for line in left if line.what == "matter"]
            assert [line.matter_id for line in about] == [matter.pk] * (answer.status_code == 200)
        else:
            answer, left = asked(client, user, f"{place}?scope={query['scope']}")
        shown += check(f"{place} {query}", answer, left)

    assert shown >= 10 or reader in ("olli", "sari", "kaisa", "karin"), shown


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["aino", "lea"])
def test_a_page_that_comes_back_with_a_wrong_answer_leaves_one_line_too(reader, county, client):  # noqa: F811
    user = getattr(county, reader)
    client.force_login(user)

    for name in sorted(ADDRESSES):
        if name.startswith("desk:") and ADDRESSES[name][1]:
            answer, left = asked(client, user, address(name, county), {})
            assert len(left) >= shows_a_client(answer, name), name
