"""How a demo contact is told: a hand-written text with a few choices in it."""

import re
from dataclasses import dataclass

_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody writes about one topic.

    :param text: in it `{a|b}` is a choice, and `<name>` whom it is about
    :param ages: whom it fits, in full years
    :param sex: "female" or "male" when it fits only them
    :param who: "self", or "child" or "parent" when it is written about one
    :param writer: "female" or "male" when only they would write so about another
    :param says: the warning statement that is affirmed with it, if any
    """

    topic: str
    language: str
    text: str
    ages: tuple[int, int] = (18, 79)
    sex: str = ""
    who: str = "self"
    since: str = "3d"
    says: str = ""
    title: str = ""
    writer: str = ""


def vary(text, rng, name=""):
    """Return a text with each choice made and the name filled in."""
    while match := _CHOICE.search(text):
        chosen = rng.choice(match.group(1).split("|"))
        text = text[: match.start()] + chosen + text[match.end() :]
    return text.replace("<name>", name)
