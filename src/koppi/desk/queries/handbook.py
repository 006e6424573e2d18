"""What the pages about the county's own rules and texts show."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from koppi.handbook import queries as handbook
from koppi.handbook.kinds import Sort, kind_of, kinds
from koppi.handbook.models import LANGUAGES, Change
from koppi.handbook.rules import GONE, NEW, SAME, Preview, base_of, differences
from koppi.intake.previews import previewed_matters
from koppi.people.queries import who_are

from ..words import CHANGE_STATE, LANGUAGE_OF_TEXT, NOBODY_NAMED, VERSION_STATE

A_WEEK = timedelta(days=7)
MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a difference, word by word; `lang` when it is one of three."""

    lang: str
    language: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that a change changes."""

    label: str
    texts: list[Text]


@dataclass(frozen=True, slots=True)
class Said:
    """What an item says in a field, as words: one for all languages, or one for each."""

    label: str
    value: str = ""
    texts: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change in a list: of what, who proposed it and when, and what became of it."""

    id: int
    kind: str
    title: str
    what: str
    who: str
    at: datetime
    why: str
    state: str
    state_said: str
    owner: str
    approver: str
    settled_at: datetime | None
    in_force_at: datetime | None
    sent_back_why: str
    ends: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the list of its kind."""

    code: str
    title: str
    owner: str
    version: int
    since: datetime
    ends_at: datetime | None
    waits: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in an item's history, what it changed, and by which change."""

    number: int
    since: datetime
    until: datetime | None
    state: str
    state_said: str
    change: ChangeRow | None
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class Sorting:
    """How the last week's contacts would have been sorted, and those of them that the reader may see."""

    preview: Preview
    matters: list
    hidden: int


def kind_rows():
    """Return the kinds with how many changes of each wait."""
    waits = {}
    for kind, code in Change.objects.pending().values_list("kind", "code"):
        waits.setdefault(kind, set()).add(code)
    return [(kind, len(waits.get(kind.code, ()))) for kind in kinds().values()]


def change_rows(changes, at):
    """Return changes as rows of a list."""
    people = who_are(
        one
        for change in changes
        for one in (change.proposed_by_id, change.approved_by_id, change.sent_back_by_id)
    )
    return [_change_row(change, people, at) for change in changes]


def items(kind, at):
    """Return the items of a kind that hold or are to hold, in order, and those that have ended."""
    waits = {}
    for code in Change.objects.pending().filter(kind=kind.code).values_list("code", flat=True):
        waits[code] = waits.get(code, 0) + 1
    newest = {}
    for row in kind.rows().order_by("code", "version"):
        if row.valid_to is None or row.valid_to > row.valid_from:
            held = newest.get(row.code)
            newest[row.code] = held if held and held.is_in_force(at) else row
    rows = sorted(newest.values(), key=lambda row: (getattr(row, "position", 0), row.code))
    shown = [(row, _item_row(kind, row, waits)) for row in rows]
    here = [one for row, one in shown if row.valid_to is None or row.valid_to > at]
    return here, [one for row, one in shown if row.valid_to is not None and row.valid_to <= at]


def what_is_said(kind, content, at):
    """Return what content says, field by field, in words."""
    return [_said(one, content[one.name], at) for one in kind.all_fields]


def differences_of(kind, before, after, at):
    """Return what a change changes, field by field and word by word; everything when there was nothing."""
    found = []
    for one in kind.all_fields:
        old = before[one.name] if before else one.empty()
        new = after[one.name] if after else one.empty()
        if old == new and before and after:
            continue
        texts = _texts(one, old, new, at)
        if any(what != SAME for text in texts for what, _piece in text.parts):
            found.append(Difference(str(one.label), texts))
    return found


def history(kind, code, at):
    """Return the versions of an item, newest first, each with what it changed and by which change."""
    changes = handbook.changes_of(kind.code, code)
    by_version = dict(zip([one.version for one in changes], change_rows(changes, at), strict=True))
    rows, before = [], None
    for row in kind.rows().filter(code=code).order_by("version"):
        content = kind.content_of(row)
        state = _state_of(row, at)
        rows.append(
            VersionRow(
                row.version,
                row.valid_from,
                row.valid_to,
                state,
                str(VERSION_STATE[state]),
                by_version.get(row.version),
                differences_of(kind, before, content, at) if before else [],
            )
        )
        before = content if row.valid_to != row.valid_from else before
    return rows[::-1]


def other_changes(kind, code, at):
    """Return the changes of an item that have made no version: waiting, sent back, withdrawn, or endings."""
    return change_rows([one for one in handbook.changes_of(kind.code, code) if one.version is None], at)


def before_of(kind, change):
    """Return what the item said that a change was written on top of; None when it was new, or had ended."""
    if change.base_version is None or _had_ended(change):
        return None
    return kind.content_of(kind.rows().get(code=change.code, version=change.base_version))


def is_stale(kind, change):
    """Tell whether the item has changed since a change was written."""
    base = base_of(kind.latest(change.code))
    return (base.version, base.ends_at) != (change.base_version, change.base_ends_at) if base else False


def sorting(kind, code, before, after, *, by, at):
    """Return how the last week's contacts would have been sorted, or None when the kind sorts nothing."""
    if kind.preview is None:
        return None
    preview = kind.preview(code, before, after, at - A_WEEK, at)
    matters = previewed_matters(preview, by=by, most=MOST_LISTED)
    moved = sum(one.count for one in preview.moved)
    return Sorting(preview, matters, max(0, moved - len(matters)))


def owner_rows(at):
    """Return the roles that own content, each with the name of whoever has it."""
    rows = handbook.owners(at)
    people = who_are({row.user_id for row in rows})
    return [(row, people[row.user_id].name if row.user_id in people else "") for row in rows]


def holder_of(owner, at):
    """Return the name of whoever has an owner's role, or that nobody has it."""
    user = handbook.owner_of(owner, at)
    found = who_are([user.pk]) if user else {}
    return found[user.pk].name if found else str(NOBODY_NAMED)


def _change_row(change, people, at):
    kind = kind_of(change.kind)
    content = change.content or before_of(kind, change)

    def name(user_id):
        return people[user_id].name if user_id in people else ""

    state = state_of(change, at)
    return ChangeRow(
        id=change.pk,
        kind=str(kind.one),
        title=kind.name_of(content),
        what=_what(change),
        who=name(change.proposed_by_id),
        at=change.proposed_at,
        why=change.why,
        state=state,
        state_said=str(CHANGE_STATE[state]),
        owner=change.owner.name,
        approver=name(change.approved_by_id or change.sent_back_by_id),
        settled_at=change.approved_at or change.sent_back_at or change.withdrawn_at,
        in_force_at=change.in_force_at,
        sent_back_why=change.sent_back_why,
        ends=change.ends,
    )


def _had_ended(change):
    return change.base_ends_at is not None and change.base_ends_at <= change.proposed_at


def _what(change):
    if change.ends:
        return _("Ends")
    if change.undoes_id:
        return _("Goes back")
    if _had_ended(change):
        return _("Is taken into use again")
    return _("Changes") if change.base_version else _("New")


def state_of(change, at):
    """Return where a change stands: pending, sent_back, withdrawn, called_off, planned or in_force."""
    if change.sent_back_at:
        return "sent_back"
    if change.withdrawn_at:
        return "withdrawn"
    if change.approved_at is None:
        return "pending"
    if change.called_off_at:
        return "called_off"
    return "planned" if change.in_force_at > at else "in_force"


def _state_of(row, at):
    if row.valid_to == row.valid_from:
        return "called_off"
    if row.valid_from > at:
        return "planned"
    return "in_force" if row.is_in_force(at) else "past"


def _item_row(kind, row, waits):
    return ItemRow(
        row.code,
        kind.name_of(kind.content_of(row)),
        row.owner.name,
        row.version,
        row.valid_from,
        row.valid_to,
        waits.get(row.code, 0),
    )


def _said(one, value, at):
    if one.translated:
        texts = [(language, str(LANGUAGE_OF_TEXT[language]), value[language]) for language in LANGUAGES]
        return Said(str(one.label), texts=texts)
    return Said(str(one.label), _in_words(one, value, at) or "–")


def _in_words(one, value, at):
    if one.sort == Sort.FLAG:
        return _("Yes") if value else _("No")
    if one.nothing and not value:
        return str(one.nothing)
    if one.sort in (Sort.CHOICE, Sort.CHOICES):
        return ", ".join(_names(one, value, at))
    return str(one.said) % {"number": value} if one.said else str(value)


def _names(one, value, at):
    codes = value if one.sort == Sort.CHOICES else [value] if value else []
    if one.nothing and not codes:
        return [str(one.nothing)]
    names = {code: str(said) for code, said in one.options(at)} if codes else {}
    return [names.get(code, code) for code in codes]


def _texts(one, old, new, at):
    if one.translated:
        return [
            Text(language, str(LANGUAGE_OF_TEXT[language]), differences(old[language], new[language]))
            for language in LANGUAGES
            if old[language] != new[language]
        ]
    if one.sort == Sort.CHOICES:
        return [Text("", "", _listed(_names(one, old, at), _names(one, new, at)))]
    before, after = (
        "" if value in ("", None) and not one.nothing else _in_words(one, value, at) for value in (old, new)
    )
    parts = [(what, said) for what, said in ((GONE, before), (NEW, after)) if said]
    return [Text("", "", [parts[0], (SAME, " "), parts[1]] if len(parts) > 1 else parts)]


def _listed(old, new):
    """Return how a list became another: what left it, what came to it, and what stays, in the new order."""
    if set(old) == set(new) and old != new:
        return [(GONE, ", ".join(old)), (SAME, " "), (NEW, ", ".join(new))]
    parts = [(GONE, name) for name in old if name not in new]
    parts += [(SAME if name in old else NEW, name) for name in new]
    spaced = []
    for what, name in parts:
        spaced += [(SAME, ", "), (what, name)] if spaced else [(what, name)]
    return spaced
