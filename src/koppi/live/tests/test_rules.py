"""What a nudge may carry, and that nothing grows."""

import json

import pytest

from koppi.live.rules import MOST_WAITING, BadChannel, Nudge, Waiting, event, spread_of


@pytest.mark.parametrize("channel", ["conversation:123", "queue:patient", "user:77", "board", "a:b:c"])
def test_a_nudge_travels_and_comes_back_as_it_was(channel):
    for nudge in (Nudge(channel), Nudge(channel, 7), Nudge(channel, 0, "presence")):
        assert Nudge.read(nudge.line) == nudge


@pytest.mark.parametrize(
    "channel", ["", "Matti Meikäläinen", "conversation:1 2", "a:b:c:d", "a" * 40, "x:\n"]
)
def test_a_channel_has_no_room_for_words(channel):
    with pytest.raises(BadChannel):
        Nudge(channel)


@pytest.mark.parametrize("line", ["", "new", "new x y:1", "new 1", "NEW 1 y:1", "new 1 y:1 more"])
def test_what_is_no_nudge_is_passed_over(line):
    assert Nudge.read(line) is None


def test_what_waits_for_a_slow_page_waits_once_with_its_highest_number():
    waiting = Waiting()
    for seq in (3, 5, 4):
        waiting.add(Nudge("conversation:1", seq))
    waiting.add(Nudge("conversation:1", None, "presence"))

    everything, nudges = waiting.take()

    assert not everything
    assert nudges == [Nudge("conversation:1", 5), Nudge("conversation:1", None, "presence")]
    assert not waiting


def test_what_waits_never_grows_past_its_bound_and_then_means_everything():
    waiting = Waiting()
    for number in range(MOST_WAITING + 100):
        waiting.add(Nudge(f"conversation:{number}", 1))
        assert len(waiting.nudges) <= MOST_WAITING

    assert waiting.take() == (True, [])
    assert waiting.take() == (False, [])


def test_an_event_is_one_block_that_a_browser_reads():
    said = event("nudge", {"channel": "user:1", "seq": None}, 4).decode()
    number, name, data, *end = said.split("\n")
    assert (number, name, end) == ("id: 4", "event: nudge", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == {"channel": "user:1", "seq": None}


@pytest.mark.parametrize(("streams", "milliseconds"), [(1, 0), (20, 0), (200, 1000), (10_000, 30_000)])
def test_when_all_must_fetch_they_are_spread(streams, milliseconds):
    assert spread_of(streams) == milliseconds
