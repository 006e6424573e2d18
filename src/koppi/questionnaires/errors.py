"""Why a questionnaire is refused, and what is wrong with an answer: a place and a plain reason."""

from dataclasses import dataclass, field

from .wording import ANSWERS, REASONS


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with a questionnaire.

    :param code: a key of `wording.REASONS`
    :param place: where in the file, such as `item[3].enableWhen[0].operator`
    :param link_id: of which item, if of one
    :param what: what was found there; shown, never executed
    """

    code: str
    place: str
    link_id: str = ""
    what: str = ""

    def __str__(self):
        return str(REASONS[self.code]) % {"what": self.what}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an answer, or with its absence.

    :param code: a key of `wording.ANSWERS`
    :param address: which place of the sheet: pairs of linkId and number from the top down
    """

    code: str
    link_id: str
    address: tuple = ()
    limit: str = ""

    def __str__(self):
        return str(ANSWERS[self.code]) % {"limit": self.limit}


@dataclass
class BrokenQuestionnaire(ValueError):
    """The file is not a questionnaire that Koppi can ask; `flaws` says where and why."""

    flaws: list[Flaw] = field(default_factory=list)

    def __str__(self):
        return "; ".join(f"{flaw.place}: {flaw.code}" for flaw in self.flaws)


@dataclass
class UnreadableResponse(ValueError):
    """The response does not belong to this questionnaire, or is not one; `flaws` says where and why."""

    flaws: list[Flaw] = field(default_factory=list)

    def __str__(self):
        return "; ".join(f"{flaw.place}: {flaw.code}" for flaw in self.flaws)


class ExpressionError(ValueError):
    """A FHIRPath expression could not be read or evaluated."""
