"""Who may sign in: what identity needs to know about people, answered by a package above it.

Identity stands below people and never imports them;
`settings.IDENTITY_DIRECTORY` names the class that answers.
"""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


class CodeRefused(Exception):
    """An identity code cannot be used; the text of the error tells a person why."""


class WrongCode(Exception):
    """A provider told an identity code that is none."""


class PracticeOnly(Exception):
    """A provider told a real identity code where only invented people may be."""


class NotAClient(Exception):
    """The person a provider named cannot be served here."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident as the sign-in shows them."""

    person_id: UUID
    name: str
    language: str
    age: int | None = None
    code: str = field(default="", repr=False)
    acts_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """A professional in one team, as the sign-in shows them."""

    user_id: int
    name: str
    task: str
    team: str
    leads: bool

    @property
    def searched(self):
        """What a search looks at."""
        return f"{self.name} {self.task} {self.team}".casefold()


class Directory(Protocol):
    """What the sign-in asks."""

    def resident_by_code(self, code, at): ...

    def new_resident(self, code, given_name, family_name, language, by, at): ...

    def resident(self, person_id): ...

    def identified(self, facts, language, by, at): ...

    def shown_residents(self, at): ...

    def workers(self, at, words=""): ...

    def worker_names(self, user_id): ...


def directory() -> Directory:
    """Return whoever answers for people."""
    return import_string(settings.IDENTITY_DIRECTORY)()
