"""The chat as a resident sees it: the ways in, their own visit, and who is there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from koppi.chat import queries as chat
from koppi.chat.models import Visit
from koppi.chat.rules import Estimate, channel_of, name_in_presence, queue_of
from koppi.conversations.models import Message
from koppi.conversations.rules import channel_of as conversation_of
from koppi.intake.queries import client_of
from koppi.live import presence
from koppi.people.models import Way
from koppi.people.queries import opening_today

from .queries import Hours, hours_of, said_spans


@dataclass(frozen=True, slots=True)
class ChatWay:
    """One way into the chat as its reader may use it now; `way_out` says why they may not, or is empty."""

    code: str
    name: str
    invite: str
    register: str
    hours: Hours
    place: int
    estimate: Estimate
    way_out: str

    @property
    def lets_in(self):
        """Whether one may enter now."""
        return not self.way_out


def hours_today(at):
    """Return the chat's hours today, or None when there is no way into it."""
    return hours_of(opening_today(Way.CHAT, at)) if chat.routes_at(at) else None


def ways_into_chat(by, at):
    """Return all ways into the chat, those that let one in first; an area counts after the sign-in."""
    client = client_of(by) if by.is_authenticated else None
    return [_way(row) for row in chat.routes_for(client, at)]


def way_for(page):
    """Return the way into the chat for the topic of a page of the contact form, or None when it has none.

    The one that lets its client in goes first; only registers in which the writer may act count.
    """
    topic, client = page.topic, page.client
    if topic is None or client is None:
        return None
    covered = page.covered(topic)
    rows = [
        row
        for row in chat.routes_for(client, page.now)
        if topic.code in row.topics and row.register in covered
    ]
    return _way(rows[0]) if rows else None


def topics_of(code, at):
    """Return the topics of a way into the chat, or nothing when there is no such way."""
    return next((route.topics for route in chat.routes_at(at) if route.code == code), ())


def _way(row):
    return ChatWay(
        code=row.code,
        name=row.name,
        invite=row.invite,
        register=row.register,
        hours=Hours(said_spans(row.spans), row.way_out != "closed", row.next_opening),
        place=row.waiting + 1,
        estimate=row.estimate,
        way_out=row.way_out,
    )


# One's own visit


@dataclass(frozen=True, slots=True)
class Talk:
    """One's own visit to the chat as it stands: the place in the queue, or who is there and what they do.

    :param read_at: when one's last letter was read, or None; `has_written` tells whether there is any
    """

    visit: Visit
    state: str
    how: str
    place: int
    estimate: Estimate
    entered_at: datetime
    by_name: str
    by_profession: str
    is_here: bool
    is_writing: bool
    has_written: bool
    read_at: datetime | None

    @property
    def is_open(self):
        """Whether one waits or talks."""
        return self.state != Visit.State.ENDED

    @property
    def tells_by(self):
        """How one is told of one's turn: "sms", "email" or nothing."""
        return self.visit.turn_by


def talk_of(matter, by, at):
    """Return the latest visit of a matter that its client may see, or None when it has had none."""
    mine = chat.my_visit(matter.pk, by=by, at=at)
    if mine is None:
        return None
    there = last = None
    if mine.is_talking:
        there = presence.of(conversation_of(matter.pk), name_in_presence(mine.professional_id), at)
        sent = Message.objects.filter(conversation__matter=matter, from_client=True)
        last = sent.order_by("-seq").values_list("pk", "read_at").first()
    return Talk(
        visit=mine.visit,
        state=mine.state,
        how=mine.visit.how,
        place=mine.place,
        estimate=mine.estimate,
        entered_at=mine.visit.entered_at,
        by_name=mine.by_name,
        by_profession=mine.by_profession,
        is_here=there is not None,
        is_writing=there is not None and there.writing_until is not None,
        has_written=last is not None,
        read_at=last[1] if last else None,
    )


def channels_of(matter):
    """Return what the pages of a matter's visit listen to besides its conversation."""
    visit = Visit.objects.open().select_related("route").filter(matter=matter).first()
    return [channel_of(visit.pk), queue_of(visit.route.code)] if visit else []


@dataclass(frozen=True, slots=True)
class OpenTalk:
    """A visit that is open, as a list of them shows it."""

    reference: str
    is_talking: bool
    place: int


def open_talks(by, at):
    """Return the visits that a resident has open, their own and of those they act for."""
    return [OpenTalk(one.matter.reference, one.is_talking, one.place) for one in chat.my_open_visits(by, at)]


ENDED = {
    Visit.How.CLIENT: gettext_lazy("You ended the chat"),
    Visit.How.PROFESSIONAL: gettext_lazy("The chat has ended"),
    Visit.How.AS_MESSAGES: gettext_lazy("You go on here by messages"),
    Visit.How.LEFT: gettext_lazy("It was your turn, and you were not there"),
    Visit.How.CLOSED_FOR_THE_DAY: gettext_lazy("The chat has closed for today"),
    Visit.How.CALLED_BACK: gettext_lazy("We call you instead"),
}
