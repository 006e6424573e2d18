"""The streams of one process, without a network: what each page is told."""

import asyncio
import json

import pytest

from koppi.live.hub import Deaf, Hub, TooMany
from koppi.live.rules import DEAF_SECONDS, HEARTBEAT_SECONDS, STREAM_SECONDS, STREAMS_OF_ONE, Nudge, Ticket


class Page:
    """A page that writes down what it is told; it may be slow to take it."""

    def __init__(self, hub, *channels, user_pk=7, slow=False):
        self.heard, self.more = [], True
        self.may_go_on = asyncio.Event()
        if not slow:
            self.may_go_on.set()
        self.hub = hub
        self.stream = hub.open(Ticket(user_pk, channels, 0), self.send, 0)

    async def send(self, text, more):
        await self.may_go_on.wait()
        self.more = more
        for block in text.decode().split("\n\n")[:-1]:
            facts = dict(line.split(": ", 1) for line in block.split("\n"))
            self.heard.append((facts["event"], json.loads(facts["data"])))

    @property
    def numbers(self):
        return [data["seq"] for name, data in self.heard if name == "nudge"]

    @property
    def names(self):
        return [name for name, _ in self.heard]


async def settled():
    """Let everything that is ready happen."""
    for _ in range(20):
        await asyncio.sleep(0)


def hearing():
    hub = Hub()
    hub.hears()
    return hub


def test_a_page_first_fetches_everything_and_then_hears_its_own_channels_only():
    async def story():
        hub = hearing()
        page, other = Page(hub, "conversation:1", "user:7"), Page(hub, "conversation:2", user_pk=8)
        for one in (page, other):
            hub.begin(one.stream)
        await settled()
        hub.tell(Nudge("conversation:1", 1))
        await settled()
        hub.tell(Nudge("user:7", None, "presence"))
        await settled()
        return page, other

    page, other = asyncio.run(story())
    assert page.heard == [
        ("catch-up", {"within": 0}),
        ("nudge", {"channel": "conversation:1", "seq": 1, "kind": "new"}),
        ("nudge", {"channel": "user:7", "seq": None, "kind": "presence"}),
    ]
    assert other.names == ["catch-up"]


def test_what_happens_between_registering_and_the_head_is_in_the_first_fetch():
    async def story():
        hub = hearing()
        page = Page(hub, "conversation:1")
        hub.tell(Nudge("conversation:1", 1))
        await settled()
        before = list(page.heard)
        hub.begin(page.stream)
        await settled()
        return before, page.heard

    assert asyncio.run(story()) == ([], [("catch-up", {"within": 0})])


def test_a_slow_page_holds_up_nobody_and_hears_the_last_number_once():
    async def story():
        hub = hearing()
        slow, quick = Page(hub, "conversation:1", slow=True), Page(hub, "conversation:1", user_pk=8)
        for one in (slow, quick):
            hub.begin(one.stream)
        await settled()
        for seq in range(1, 1001):
            hub.tell(Nudge("conversation:1", seq))
            await settled()
        slow.may_go_on.set()
        await settled()
        return slow, quick

    slow, quick = asyncio.run(story())
    assert quick.numbers == list(range(1, 1001))
    assert slow.heard == [
        ("catch-up", {"within": 0}),
        ("nudge", {"channel": "conversation:1", "seq": 1000, "kind": "new"}),
    ]


def test_when_the_carrier_is_heard_again_every_page_fetches():
    async def story():
        hub = hearing()
        page = Page(hub, "conversation:1")
        hub.begin(page.stream)
        await settled()
        hub.is_silent(1)
        hub.hears()
        await settled()
        return page.names

    assert asyncio.run(story()) == ["catch-up", "catch-up"]


def test_who_hears_nothing_from_the_database_sends_its_pages_away():
    async def story():
        hub = hearing()
        page = Page(hub, "conversation:1")
        hub.begin(page.stream)
        await settled()
        hub.is_silent(10)
        hub.tick(10 + DEAF_SECONDS)
        await settled()
        stayed = page.more
        hub.tick(10 + DEAF_SECONDS + 1)
        await settled()
        with pytest.raises(Deaf):
            hub.open(Ticket(7, ("user:7",), 0), page.send, 10 + DEAF_SECONDS + 1)
        return stayed, page.names, page.more, hub.streams, hub.listeners

    assert asyncio.run(story()) == (True, ["catch-up", "renew"], False, set(), {})


def test_a_quiet_page_hears_a_heartbeat_and_an_old_stream_ends():
    async def story():
        hub = hearing()
        page = Page(hub, "conversation:1")
        hub.begin(page.stream)
        await settled()
        for now in (HEARTBEAT_SECONDS, HEARTBEAT_SECONDS + 1, 2 * HEARTBEAT_SECONDS, STREAM_SECONDS):
            hub.tick(now)
            await settled()
        return page.names, page.more

    assert asyncio.run(story()) == (["catch-up", "beat", "beat", "renew"], False)


def test_one_person_and_one_process_have_so_many_streams_and_a_closed_one_makes_room():
    async def story():
        hub = Hub(most=STREAMS_OF_ONE + 1)
        hub.hears()
        pages = [Page(hub, "user:7") for _ in range(STREAMS_OF_ONE)]
        with pytest.raises(TooMany):
            Page(hub, "user:7")
        Page(hub, "user:8", user_pk=8)
        with pytest.raises(TooMany):
            Page(hub, "user:9", user_pk=9)
        hub.close(pages[0].stream)
        hub.close(pages[0].stream)
        Page(hub, "user:7")

    asyncio.run(story())


def test_a_process_that_ends_lets_every_page_go_once_it_has_heard_what_waited():
    async def story():
        hub = hearing()
        page = Page(hub, "conversation:1", slow=True)
        hub.begin(page.stream)
        await settled()
        hub.end_all()
        page.may_go_on.set()
        await settled()
        return page.names, page.more

    assert asyncio.run(story()) == (["catch-up", "renew"], False)
