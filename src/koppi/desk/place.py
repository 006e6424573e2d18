"""Where in the worklist a reader stands: what every link and form of the desk carries along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

SCOPES = ("for_me", "team", "mine", "offered", "waiting", "snoozed")
FIRST = "for_me"
# The chat's own list stands beside the matter, in place of the worklist.
CHAT = "chat"
CARRIED = ("scope", "urgency", "language", "skill", "find", "after")


@dataclass(frozen=True, slots=True)
class Place:
    """A scope, its filters and how far down; travels in the address, never with words or names.

    `find` says that the words the reader searched with are in the session.
    """

    scope: str = FIRST
    urgency: str = ""
    language: str = ""
    skill: str = ""
    find: str = ""
    after: str = ""

    @classmethod
    def read(cls, data):
        """Return the place that a query string or a form tells; what is unknown is left out."""
        place = cls(**{name: data.get(name, "")[:64] for name in CARRIED if data.get(name)})
        if place.scope not in (*SCOPES, CHAT):
            place = replace(place, scope=FIRST)
        if place.urgency not in ("", "0", "1", "2"):
            place = replace(place, urgency="")
        return place

    @property
    def query(self):
        """The place as the end of an address: "?scope=team", or nothing for the first scope."""
        parts = {name: getattr(self, name) for name in CARRIED if getattr(self, name)}
        if parts.get("scope") == FIRST:
            del parts["scope"]
        return f"?{urlencode(parts)}" if parts else ""

    @property
    def is_chat(self):
        """Whether the reader sits at the chat."""
        return self.scope == CHAT

    def on_list(self):
        """Return the place as one of the worklist: from the chat, the top of its first scope."""
        return Place(find=self.find) if self.is_chat else self

    @property
    def is_filtered(self):
        """Whether anything narrows the scope."""
        return bool(self.urgency or self.language or self.skill)

    def to(self, scope):
        """Return the top of another scope, with nothing narrowed."""
        return Place(scope=scope)

    def at(self, after):
        """Return the same list further down."""
        return replace(self, after=after)

    def top(self):
        """Return the top of the same list."""
        return replace(self, after="")

    def searching(self):
        """Return the finds of the words in the session."""
        return Place(scope=self.scope, find="1")

    def without_search(self):
        """Return the top of the same list without the words searched for."""
        return replace(self, after="", find="")

    def without_filters(self):
        """Return the top of the same scope, not narrowed."""
        return Place(scope=self.scope, find=self.find)
