"""An extract of the licence register, read from CSV: pure, no database and no clock.

The columns are assumed, and a county may name a file of its own for them (decision 0062).
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

OURS = Path(__file__).with_name("licences.toml")
COLUMNS = frozenset(("number", "name", "profession", "right", "valid_from", "valid_to", "restriction"))
# From the least to the most; only the last may assess (1326/2010 51 §).
RIGHTS = ("none", "protected_title", "licensed")
LONGEST = {"number": 32, "name": 160, "profession": 32, "restriction": 200}
MOST_ROWS = 50_000
MOST_BYTES = 10 * 1024 * 1024
MOST_NAMED = 50


class BadExtract(ValueError):
    """The file cannot be read at all; `.code` says why, `.missing` the columns it does not have."""

    def __init__(self, code: str, missing: Iterable[str] = ()):
        super().__init__(code)
        self.code, self.missing = code, tuple(missing)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which column holds what, and what each right is called."""

    columns: Mapping[str, str]
    rights: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A right of one person for a time, as the register has it; both days belong to it."""

    number: str
    name: str
    profession: str
    right: str
    valid_from: date
    valid_to: date | None
    restriction: str

    @property
    def key(self) -> tuple[str, str, str, date]:
        """What makes two rows speak of the same right."""
        return self.number, self.profession, self.right, self.valid_from


@dataclass(frozen=True, slots=True)
class Extract:
    """What was read: the rows, and the lines that cannot be understood, with the reason of each."""

    rows: tuple[Row, ...]
    bad: tuple[tuple[int, str], ...]


def right_on(declared: str, rows: Iterable[tuple[str, date, date | None, bool]], day: date) -> str:
    """Return what somebody may do on a day: the most that an unrestricted right in force allows.

    :param declared: what was written when they came; it counts as long as the register has told nothing
    :param rows: right, first day, last day or None, and whether it is restricted
    """
    known = list(rows)
    if not known:
        return declared
    held = [
        right
        for right, first, last, restricted in known
        if first <= day and (last is None or day <= last) and not restricted
    ]
    return max(held, key=RIGHTS.index, default="none")


def read_mapping(path: Path) -> Mapped:
    """Return which columns an extract has.

    :raises ValueError: the file cannot be read or lacks something; the text tells whoever wrote it
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ValueError("it must name a file that Koppi may read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"it must name a TOML file; {error}") from None
    columns, rights = given.get("columns"), given.get("rights")
    if not isinstance(columns, dict) or set(columns) != COLUMNS:
        raise ValueError(f"its [columns] must name {', '.join(sorted(COLUMNS))} and nothing else")
    if not isinstance(rights, dict) or not rights or not set(rights.values()) <= set(RIGHTS):
        raise ValueError(f"its [rights] must be of {', '.join(RIGHTS)}")
    return Mapped(
        {name: str(column).strip() for name, column in columns.items()},
        {str(said).strip().casefold(): right for said, right in rights.items()},
    )


def read_extract(data: bytes, mapped: Mapped) -> Extract:
    """Read an extract: UTF-8 with or without its mark, or Windows-1252; semicolons, commas or tabs.

    :raises BadExtract: it is no text, too large, empty, or lacks a column
    """
    if len(data) > MOST_BYTES:
        raise BadExtract("too_large")
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    lines, places = _table(text, first, mapped)
    rows: dict[tuple, Row] = {}
    bad: list[tuple[int, str]] = []
    try:
        for line, fields in lines:
            if len(rows) + len(bad) >= MOST_ROWS:
                raise BadExtract("too_many")
            found = _row(fields, places, mapped)
            if isinstance(found, str):
                bad.append((line, found))
            elif found.key in rows:
                bad.append((line, "twice"))
            else:
                rows[found.key] = found
    except csv.Error:
        raise BadExtract("broken") from None
    if not rows and not bad:
        raise BadExtract("empty")
    return Extract(tuple(rows.values()), tuple(bad))


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise BadExtract("not_text")


def _table(text: str, first: str, mapped: Mapped) -> tuple[Iterator[tuple[int, list[str]]], dict[str, int]]:
    """Return the lines after the headings with their numbers, and in which place each column is."""
    if not text.strip():
        raise BadExtract("empty")
    missing: list[str] = []
    for delimiter in ";,\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            heading = [name.strip().casefold() for name in next(reader)]
        except (csv.Error, StopIteration):
            continue
        absent = [column for column in mapped.columns.values() if column.casefold() not in heading]
        if not absent:
            places = {name: heading.index(column.casefold()) for name, column in mapped.columns.items()}
            return ((reader.line_num, fields) for fields in reader if any(map(str.strip, fields))), places
        if not missing or len(absent) < len(missing):
            missing = absent
    raise BadExtract("columns", missing)


def _row(fields: list[str], places: dict[str, int], mapped: Mapped) -> Row | str:
    """Return a line as a row, or the reason why it is none."""
    if len(fields) <= max(places.values()):
        return "short"
    given = {name: " ".join(fields[place].split()) for name, place in places.items()}
    if not given["number"] or not given["name"]:
        return "nobody"
    if any(len(given[name]) > longest for name, longest in LONGEST.items()):
        return "long"
    right = mapped.rights.get(given["right"].casefold())
    if right is None:
        return "right"
    try:
        first = _day(given["valid_from"])
        last = _day(given["valid_to"]) if given["valid_to"] else None
    except ValueError:
        return "day"
    if last is not None and last < first:
        return "backwards"
    return Row(given["number"], given["name"], given["profession"], right, first, last, given["restriction"])


def _day(written: str) -> date:
    if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", written):
        day, month, year = (int(part) for part in found.groups())
        return date(year, month, day)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        return date.fromisoformat(written)
    raise ValueError(written)
