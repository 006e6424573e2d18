"""The chat at the desk: who waits, one's own talks, and how the talk of the open matter stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from koppi.chat import queries as chat
from koppi.chat.rules import is_here, name_in_presence, queue_of
from koppi.conversations.rules import channel_of
from koppi.ledger.queries import events_of_matter
from koppi.live import presence
from koppi.live.rules import MOST_CHANNELS
from koppi.people.queries import who_are

from ..words import SEX_LETTER, SOMEBODY


@dataclass(frozen=True, slots=True)
class WaitsLine:
    """Somebody who waits, as a row."""

    visit_id: int
    reference: str
    subject: str
    details: str
    urgent: bool
    since: datetime
    is_here: bool
    held_by: str


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One of one's own talks, as a row."""

    reference: str
    client_name: str
    subject: str
    unread: int
    has_arrived: bool
    is_here: bool
    urgent: bool
    other_language: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ChatList:
    """What stands beside the matter at the chat: one's watch, one's talks, and those who wait."""

    watch: object
    offered: list
    waiting: list[WaitsLine]
    talks: list[TalkLine]
    more: bool
    has_room: bool
    clients: dict
    next_talk: str

    @property
    def route_names(self):
        """The names of the chats that one answers."""
        return [route.name for route in self.offered if self.watch and route.code in self.watch.routes]

    @property
    def free_to_take(self):
        """Whether somebody waits whom one may take."""
        return any(not line.held_by for line in self.waiting)

    @property
    def longest_since(self):
        """Since when the one who has waited longest has waited."""
        return min((line.since for line in self.waiting), default=None)

    @property
    def newest(self):
        """The number of the latest who came: by it a page knows that somebody is new."""
        return max((line.visit_id for line in self.waiting), default=0)

    @property
    def newest_urgent(self):
        """The number of the latest who came with a warning sign."""
        return max((line.visit_id for line in self.waiting if line.urgent), default=0)

    @property
    def unread(self):
        """How many letters nobody has opened in one's talks."""
        return sum(line.unread for line in self.talks)


def chat_list(by, at, *, open_reference=""):
    """Return one's chat at a moment; the same few statements however many wait or talk.

    :param open_reference: of the matter that is open beside it
    """
    console = chat.console(by, at)
    return ChatList(
        watch=console.watch,
        offered=console.offered,
        waiting=[_waits(row) for row in console.waiting],
        talks=[_talks(row, open_reference) for row in console.talks],
        more=console.more,
        has_room=console.has_room,
        clients=console.clients,
        next_talk=_next_talk(console.talks, open_reference),
    )


def _waits(row):
    age = f"{row.age} {SEX_LETTER.get(row.sex, '')}".strip()
    details = (age, row.other_language, row.topic if row.topic != row.subject else "", row.route_name)
    return WaitsLine(
        visit_id=row.visit_id,
        reference=row.reference,
        subject=row.subject,
        details=", ".join(filter(None, details)),
        urgent=row.urgent,
        since=row.entered_at,
        is_here=row.is_here,
        held_by="" if row.mine else row.held_by,
    )


def _talks(row, open_reference):
    return TalkLine(
        reference=row.reference,
        client_name=row.client_name,
        subject=row.subject,
        unread=row.unread,
        has_arrived=row.has_arrived,
        is_here=row.is_here,
        urgent=row.urgent,
        other_language=row.other_language,
        is_open=row.reference == open_reference,
    )


def _next_talk(talks, open_reference):
    """Return which talk to go to next: the first after the open one that has news, else the one after it."""
    references = [row.reference for row in talks]
    at = references.index(open_reference) + 1 if open_reference in references else 0
    others = [row for row in (*talks[at:], *talks[:at]) if row.reference != open_reference]
    news = [row for row in others if row.unread]
    return (news or others)[0].reference if others else ""


def chat_channels(by, at):
    """Return the channels on which a page of the chat hears that something is new."""
    watch = chat.my_watch(by)
    queues = [queue_of(code) for code in watch.routes] if watch else []
    talks = [channel_of(row.matter_id) for row in chat.talks_of(by, at)]
    return [f"user:{by.pk}", *queues, *talks][: MOST_CHANNELS - 2]


# The talk of the open matter


@dataclass(frozen=True, slots=True)
class ChatNote:
    """How a matter's conversation is live just now: the client waits, or talks with somebody."""

    visit_id: int
    route_name: str
    since: datetime
    is_talking: bool
    mine: bool
    by_name: str
    has_arrived: bool
    is_here: bool
    is_writing: bool
    seen_at: datetime | None
    given_up_at: datetime | None


def chat_note(matter, *, by, at):
    """Return how the conversation of a matter is live, or None; the matter's door has been opened before."""
    visit = chat.visit_of(matter.pk)
    if visit is None:
        return None
    talking = visit.taken_by_id is not None
    mine = visit.taken_by_id == by.pk
    client = presence.of(channel_of(matter.pk), name_in_presence(visit.entered_by_id), at)
    return ChatNote(
        visit_id=visit.pk,
        route_name=visit.route.name,
        since=visit.called_at if talking else visit.entered_at,
        is_talking=talking,
        mine=mine,
        by_name=_name(visit.taken_by_id) if talking and not mine else "",
        has_arrived=visit.arrived_at is not None,
        is_here=client is not None or is_here(visit.seen_at, at),
        is_writing=client is not None and client.writing_until is not None,
        seen_at=visit.seen_at,
        given_up_at=visit.called_at + timedelta(minutes=visit.route.grace) if talking else None,
    )


def has_more_news(matter, seen):
    """Tell whether more has happened than an open talk shows by itself: letters, and who came to the chat.

    :param seen: the number of the last event that the page knows
    """
    if seen == matter.last_event_no:
        return False
    events = events_of_matter(matter.pk, since=matter.opened_at)
    later = (event.kind for event in events if event.matter_no > seen)
    return any(kind != "client.wrote" and not kind.startswith("visit.") for kind in later)


def _name(user_id):
    who = who_are({user_id}).get(user_id)
    return who.name if who else str(SOMEBODY)


def talk_in_hand(matter, by):
    """Return the visit of a talk that somebody has in their own hands, or None."""
    visit = chat.visit_of(matter.pk)
    return visit if visit is not None and visit.taken_by_id == by.pk else None
