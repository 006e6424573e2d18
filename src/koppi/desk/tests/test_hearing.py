"""What an open matter page asks for by itself: the same door, and one line for each opening."""

import re
from datetime import UTC, datetime
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError

from koppi.access.models import Reading
from koppi.conversations import actions as talk
from koppi.conversations.models import Message
from koppi.live.tickets import read_ticket
from koppi.matters.tests.factories import HOUR, MINUTE

from .conftest import TEN_PAST
from .test_matter_page import page


def write(told, resident, body="Ja nyt nousi kuume."):
    return talk.write_letter(matter_id=told.pk, body=body, client_uuid=uuid4(), by=resident, at=TEN_PAST)


def letters_address(shown):
    """Where the open page asks for what it lacks, and after which number."""
    html = shown.content.decode()
    address = unescape(re.search(r'data-live-from="([^"]+)"', html)[1])
    after = re.search(r'data-live-after="(\d+)"', html)[1]
    return f"{address}&after={after}"


def lines_of(reader):
    return Reading.objects.filter(reader_id=reader.pk, what="matter").count()


def test_an_open_page_gets_what_it_lacks_and_the_opening_stays_one_line(desk, told, resident, aino):
    address = letters_address(page(desk, told))

    for number in range(1, 4):
        message = write(told, resident, f"Kuume on {37 + number}.")
        fresh = desk.get(address).content.decode()
        assert fresh.count("<li") == number
        assert f'id="letter-{message.pk}"' in fresh
        assert f'data-live-after="{number}"' in fresh
        assert f"Maria writes: Kuume on {37 + number}." in fresh

    assert lines_of(aino) == 1
    assert Message.objects.filter(read_at=None).count() == 0


def test_without_an_opened_page_the_letters_leave_a_line_and_nothing_new_leaves_none(
    desk, told, resident, aino
):
    address = f"/desk/m/{told.reference}/letters/?after=0"
    assert "<li" not in desk.get(address).content.decode()
    assert lines_of(aino) == 0

    write(told, resident)
    assert "<li" in desk.get(address).content.decode()
    assert lines_of(aino) == 1


def test_a_mark_of_somebody_else_of_another_matter_or_of_long_ago_is_none(
    desk, sit_down, told, matter, resident, aino, eero
):
    theirs = letters_address(page(sit_down(eero), told))
    others = letters_address(page(desk, matter)).split("?")[1]
    mine = letters_address(page(desk, told))
    write(told, resident)
    before = lines_of(aino)

    desk.get(theirs)
    desk.get(f"/desk/m/{told.reference}/letters/?{others}")
    assert lines_of(aino) == before + 2
    with time_machine.travel(TEN_PAST + HOUR + MINUTE, tick=False):
        sit_down(aino).get(mine)
    assert lines_of(aino) == before + 3


def test_whoever_may_not_see_the_matter_gets_neither_letters_nor_a_ticket(sit_down, told, resident, olli):
    write(told, resident)
    for name in ("letters", "live"):
        assert sit_down(olli).get(f"/desk/m/{told.reference}/{name}/").status_code == 404


def test_a_ticket_is_for_this_conversation_alone_and_leaves_no_line(desk, told, aino):
    given = desk.get(f"/desk/m/{told.reference}/live/").json()
    ticket = read_ticket(given["ticket"], datetime.now(UTC))
    assert (ticket.user_pk, ticket.channels) == (aino.pk, (f"conversation:{told.pk}",))
    assert given["address"] == ""  # none runs beside these tests
    assert lines_of(aino) == 0


def test_what_the_page_asks_by_itself_keeps_nobody_signed_in(desk, told):
    page(desk, told)
    seen = desk.session["seen"]
    with time_machine.travel(TEN_PAST + 5 * MINUTE, tick=False):
        for name in ("letters", "live"):
            desk.get(f"/desk/m/{told.reference}/{name}/")
        assert desk.session["seen"] == seen
        page(desk, told)
        assert desk.session["seen"] > seen


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 20, "1.5", "²"])
def test_a_wrong_number_means_everything(desk, told, resident, after):
    write(told, resident)
    answer = desk.get(f"/desk/m/{told.reference}/letters/", {"after": after})
    assert answer.status_code == 200
    assert "Ja nyt nousi kuume." in answer.content.decode()


def test_without_a_line_in_the_reading_log_no_letter_is_shown(desk, told, resident, monkeypatch):
    def cannot(**line):
        raise DatabaseError

    write(told, resident)
    monkeypatch.setattr("koppi.access.actions.log_reading", cannot)
    answer = desk.get(f"/desk/m/{told.reference}/letters/?after=0")
    assert answer.status_code == 503
    assert "kuume" not in answer.content.decode()
