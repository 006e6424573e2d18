"""A whole county's settings as one file that people can read and compare: TOML, in order, the end marked.

What is in it: each kind of the handbook, who owns what, the usual weeks of the ways in, and when teams call
back. Nobody's name is in it, and nothing about a client.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from datetime import time, timedelta

import tomli_w
from django.db import transaction

from koppi.callbacks.actions import replace_hours
from koppi.callbacks.queries import calling_of_teams
from koppi.deadlines.calendars import day_of
from koppi.handbook import whole
from koppi.handbook.kinds import kinds
from koppi.handbook.models import LANGUAGES
from koppi.people.actions import change_week
from koppi.people.models import Team, Way
from koppi.people.queries import weeks_of

FORMAT = 1
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OWNER, OPENING, CALLING, END = "owner", "opening", "calling", "end"
INTRODUCTION = """\
# The settings of a county, as they are in force. Change what you like and take the file in again:
# an item that is left out stays as it is. Texts are in Finnish (fi), Swedish (sv) and English (en).
# The last part says that the file is whole.

"""


class BadFile(Exception):
    """The file is not taken in; `.code` says why, `.facts` which line, part or version."""

    def __init__(self, code, **facts):
        self.code, self.facts = code, facts
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class CountyFile:
    """What a file says: content by kind and code, owners' names, weeks by way, calling hours by team."""

    content: dict
    owners: dict
    opening: dict = field(default_factory=dict)
    calling: dict = field(default_factory=dict)


def written(at):
    """Return the county's settings in force at a moment as the text of a file."""
    content = whole.whole_content(at)
    said = {
        "format": FORMAT,
        OWNER: whole.owners_of(content),
        **content,
        OPENING: _opening(at),
        CALLING: _calling(),
        END: {"whole": True},
    }
    return INTRODUCTION + tomli_w.dumps(said, multiline_strings=True)


def read(data):
    """Return what a file says (`CountyFile`); nothing of it is checked against the county yet.

    :param data: the bytes of the file
    :raises BadFile: `not_text`; `not_readable` with the place; `not_settings`; `other_version`; `cut_short`;
        `unknown_part` with its name; `bad_hours` with the place
    """
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadFile("not_text") from None
    except tomllib.TOMLDecodeError as wrong:
        raise BadFile("not_readable", where=str(wrong)) from None
    if "format" not in said:
        raise BadFile("not_settings")
    if said["format"] != FORMAT:
        raise BadFile("other_version", found=said["format"], known=FORMAT)
    if said.get(END) != {"whole": True}:
        raise BadFile("cut_short")
    parts = {name: value for name, value in said.items() if name not in ("format", END)}
    for name, value in parts.items():
        if name not in (*kinds(), OWNER, OPENING, CALLING) or not isinstance(value, dict):
            raise BadFile("unknown_part", part=name)
    return CountyFile(
        content={name: parts[name] for name in kinds() if name in parts},
        owners=_names(parts.get(OWNER, {})),
        opening={way: _week(way, week) for way, week in parts.get(OPENING, {}).items()},
        calling={team: _calls(team, rules) for team, rules in parts.get(CALLING, {}).items()},
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """What a file would change: items of the handbook, and the hours of ways in and of teams."""

    items: list
    opening: dict
    calling: dict
    opening_before: dict
    calling_before: dict

    def __bool__(self):
        return bool(self.items or self.opening or self.calling)


def changes_of(file, at):
    """Return what a file would change (`Changes`)."""
    opening, calling = _opening(at), _calling()
    return Changes(
        items=whole.differences(file.content, at),
        opening={way: week for way, week in file.opening.items() if opening.get(way) != week},
        calling={team: rules for team, rules in file.calling.items() if calling.get(team) != rules},
        opening_before=opening,
        calling_before=calling,
    )


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An item that a file says otherwise: its part, its code, and each field with what it was and becomes."""

    part: str
    code: str
    new: bool
    fields: list[tuple[str, str, str]]


def items_of(changes):
    """Return what a file would change, item by item, for a page or a terminal."""
    found = [
        ChangedItem(str(one.kind.one), one.code, not one.before, _pairs(one.before or {}, one.after))
        for one in changes.items
    ]
    for part, changed, standing in (
        (OPENING, changes.opening, changes.opening_before),
        (CALLING, changes.calling, changes.calling_before),
    ):
        for code, rules in changed.items():
            new = code not in standing
            found.append(ChangedItem(part, code, new, _pairs(standing.get(code, {}), rules)))
    return found


def lines_of(changes):
    """Return what a file would change as lines of text, old (-) and new (+), for a terminal."""
    lines = []
    for item in items_of(changes):
        lines.append(f"{item.part}: {item.code}" + (" (new)" if item.new else ""))
        for label, was, becomes in item.fields:
            lines += [f"  - {label}: {was}"] if was else []
            lines += [f"  + {label}: {becomes}"] if becomes else []
    return lines


def mark_of(changes):
    """Return a mark of what a file would change; it is another one when the county has changed meanwhile."""
    return hashlib.sha256("\n".join(lines_of(changes)).encode()).hexdigest()


def _pairs(before, after):
    """Return each thing that differs: its name, what it was and what it becomes, as text."""
    found = []
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if isinstance(old or new, dict):
            old, new = old or {}, new or {}
            told = [(f"{name}, {part}", old.get(part), new.get(part)) for part in dict.fromkeys((*old, *new))]
        else:
            told = [(name, old, new)]
        for label, was, becomes in told:
            if was != becomes:
                found.append(
                    (label, "" if was is None else str(was), "" if becomes is None else str(becomes))
                )
    return found


@transaction.atomic
def take_in(*, file, why, at_once, by, at):
    """Take a file in, all of it or nothing; return what it changed.

    Items of the handbook wait for their owners, unless an operator puts them in force at once. Hours have no
    owner: the ways in have them from tomorrow, the teams' calls at once.

    :raises koppi.handbook.errors.Refusal: an item cannot be as the file says
    :raises koppi.people.errors.Refusal: hours cannot be as the file says, or `by` is no manager
    :raises BadFile: `bad_team`: calling hours name a team that is not there, or cannot be
    """
    changes = changes_of(file, at)
    tomorrow = day_of(at) + timedelta(days=1)
    for way, week in changes.opening.items():
        days = [[_span(text) for text in week.get(day, ())] for day in DAYS]
        change_week(way=way, week=days, valid_from=tomorrow, by=by, at=at)
    for team, rules in changes.calling.items():
        try:
            replace_hours(team_code=team, **_hours_of(rules), by=by, at=at)
        except (Team.DoesNotExist, ValueError):
            raise BadFile("bad_team", team=team) from None
    whole.take_in(content=file.content, owners=file.owners, why=why, at_once=at_once, by=by, at=at)
    return changes


# Hours, as a person writes them: mon = ["08:00-12:00", "13:00-16:00"]


def _opening(at):
    """Return the usual week of each way in, as of tomorrow, when a change could begin."""
    tomorrow = day_of(at) + timedelta(days=1)
    found = {}
    for way in Way.values:
        for week in weeks_of(way):
            if week.valid_from <= tomorrow and (week.valid_to is None or week.valid_to > tomorrow):
                found[way] = {
                    day: [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans]
                    for day, spans in zip(DAYS, week.days, strict=True)
                    if spans
                }
    return found


def _calling():
    """Return when each team calls back, how many calls fit into an hour, and how often it tries."""
    return {
        team.code: {
            "tries": rules.attempts,
            "minutes_apart": rules.minutes_apart,
            "hours": [
                f"{DAYS[span.weekday]} {span.opens:02}-{span.closes:02} {span.calls_per_hour}"
                for span in spans
            ],
        }
        for team, spans, rules in calling_of_teams()
    }


def _week(way, week):
    """Check the form of a week, so that nothing is half done."""
    if way not in Way.values or not isinstance(week, dict) or not set(week) <= set(DAYS):
        raise BadFile("bad_hours", where=way)
    for day, spans in week.items():
        for text in spans if isinstance(spans, list) else [None]:
            if _span(text) is None:
                raise BadFile("bad_hours", where=f"{way}, {day}")
    return {day: week[day] for day in DAYS if week.get(day)}


def _span(text):
    try:
        opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    except (AttributeError, ValueError):
        return None
    return (opens, closes) if opens < closes else None


def _calls(team, rules):
    try:
        _hours_of(rules)
    except (KeyError, TypeError, ValueError):
        raise BadFile("bad_hours", where=team) from None
    return rules


def _hours_of(rules):
    """Return calling hours as `replace_hours` takes them."""
    spans = []
    for text in rules["hours"]:
        day, hours, calls = text.split()
        opens, closes = hours.split("-")
        spans.append((DAYS.index(day), int(opens), int(closes), int(calls)))
    return {"spans": spans, "attempts": int(rules["tries"]), "minutes_apart": int(rules["minutes_apart"])}


def _names(owners):
    for code, name in owners.items():
        if not isinstance(name, dict) or not all(name.get(language) for language in LANGUAGES):
            raise BadFile("unknown_part", part=f"{OWNER}.{code}")
    return owners
