"""Whoever has a conversation open hears of each letter, by its number, and of nothing that was not."""

from uuid import uuid4

import pytest

from koppi.conversations import actions as talk
from koppi.conversations.errors import SomebodyReplied
from koppi.live.carriers import carrier
from koppi.live.rules import Nudge
from koppi.matters.tests.factories import MINUTE, NINE


@pytest.fixture
def nudges(settings):
    settings.LIVE_CARRIER = "koppi.live.carriers.Memory"
    return carrier().sent


def test_each_letter_nudges_its_conversation_with_its_number(matter, resident, aino, nudges):
    channel = f"conversation:{matter.pk}"
    key = uuid4()
    for _again in range(2):
        talk.write_letter(matter_id=matter.pk, body="Hei", client_uuid=key, by=resident, at=NINE)
    talk.reply(matter_id=matter.pk, body="Päivää", client_uuid=uuid4(), by=aino, at=NINE + MINUTE)

    assert nudges == [Nudge(channel, 1), Nudge(channel, 2)]


def test_a_note_and_a_refusal_nudge_nobody(matter, aino, eero, nudges):
    talk.write_note(matter_id=matter.pk, body="Soita.", client_uuid=uuid4(), by=aino, at=NINE)
    talk.reply(matter_id=matter.pk, body="Päivää", client_uuid=uuid4(), by=aino, at=NINE)
    with pytest.raises(SomebodyReplied):
        talk.reply(matter_id=matter.pk, body="Hei", client_uuid=uuid4(), by=eero, at=NINE, seen_seq=0)

    assert [nudge.seq for nudge in nudges] == [1]


def test_that_something_was_read_is_told_once(matter, resident, aino, nudges):
    talk.write_letter(matter_id=matter.pk, body="Hei", client_uuid=uuid4(), by=resident, at=NINE)
    for _again in range(2):
        talk.mark_read(matter=matter, by=aino, at=NINE)

    assert [nudge.kind for nudge in nudges] == ["new", "read"]
