"""What a questionnaire is once it is read: frozen, checked, and ready to be asked."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

GROUP, DISPLAY = "group", "display"
VALUE_OF = {
    "boolean": ("Boolean",),
    "decimal": ("Decimal", "Integer"),
    "integer": ("Integer",),
    "date": ("Date",),
    "dateTime": ("DateTime",),
    "time": ("Time",),
    "string": ("String",),
    "text": ("String",),
    "url": ("Uri",),
    "choice": ("Coding", "String", "Integer", "Date", "Time", "Reference"),
    "open-choice": ("Coding", "String", "Integer", "Date", "Time", "Reference"),
    "attachment": ("Attachment",),
    "reference": ("Reference",),
    "quantity": ("Quantity",),
}
"""Which FHIR values answer an item of each type (FHIR R4, item-type)."""
TYPES = {GROUP, DISPLAY, *VALUE_OF}


@dataclass(frozen=True, slots=True)
class Words:
    """A text and its translations; safe to show, as it holds no markup."""

    text: str
    translations: tuple[tuple[str, str], ...] = ()

    def in_language(self, language):
        """Return the text in a language such as `sv`, or as it was written when not translated."""
        short = language[:2]
        return next((said for code, said in self.translations if code[:2] == short), self.text)

    def __str__(self):
        return self.text

    def __bool__(self):
        return bool(self.text)


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen.

    :param weight: what it adds to a score (ordinalValue or itemWeight), if anything
    :param danger: whoever chooses it is shown help at once, and somebody is told
    :param alone: it cannot be chosen together with others
    """

    kind: str
    value: Any
    words: Words
    prefix: str = ""
    weight: Decimal | None = None
    danger: bool = False
    alone: bool = False
    selected: bool = False


@dataclass(frozen=True)
class Condition:
    """An item is asked only when an answer elsewhere compares so (enableWhen)."""

    question: str
    operator: str
    kind: str
    value: Any


@dataclass(frozen=True)
class Variable:
    """A name that expressions under its item may use."""

    name: str
    expression: str


@dataclass(frozen=True)
class Item:
    """One group, question or text of a questionnaire.

    :param place: where it stands in the file
    :param least: how many answers (or rounds of a repeating group) are needed at least, once it is required
    :param most: how many are allowed; 0 for any number
    :param every: all conditions are needed, not any one
    """

    link_id: str
    type: str
    place: str
    words: Words = Words("")
    prefix: str = ""
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    hidden: bool = False
    least: int = 0
    most: int = 0
    options: tuple[Option, ...] = ()
    initial: tuple[tuple[str, Any], ...] = ()
    conditions: tuple[Condition, ...] = ()
    every: bool = True
    shown_when: str = ""
    calculated: str = ""
    first: str = ""
    variables: tuple[Variable, ...] = ()
    min_value: Any = None
    max_value: Any = None
    min_length: int = 0
    max_length: int = 0
    decimals: int | None = None
    pattern: str = ""
    unit: str = ""
    units: tuple[Any, ...] = ()
    control: str = ""
    open_label: Words = Words("")
    items: tuple["Item", ...] = ()

    @property
    def is_group(self):
        return self.type == GROUP

    @property
    def is_question(self):
        return self.type in VALUE_OF

    @property
    def is_open(self):
        """Whether something else than what is offered may be answered."""
        return self.type == "open-choice" or not self.options


@dataclass(frozen=True)
class Form:
    """A questionnaire: what it is, and what it asks.

    :param order: the linkIds, each after what it waits for
    :param above: by linkId, the linkIds it lies under, from the top down
    :param source: the JSON it was read from, as it was
    """

    title: Words
    url: str
    version: str
    language: str
    copyright: str
    items: tuple[Item, ...]
    variables: tuple[Variable, ...]
    by_id: dict[str, Item] = field(repr=False)
    order: tuple[str, ...] = field(repr=False)
    above: dict[str, tuple[str, ...]] = field(repr=False)
    source: dict = field(repr=False)

    @property
    def canonical(self):
        """The address with the version that a response is pinned to."""
        return f"{self.url}|{self.version}" if self.version else self.url
