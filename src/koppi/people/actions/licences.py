"""The licence register's word about who may do what: read, looked at, then taken in whole or not at all."""

from dataclasses import asdict, dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from koppi.deadlines.calendars import day_of
from koppi.ledger.actions import record
from koppi.notices.actions import tell

from ..errors import ExtractChanged
from ..licences import MOST_NAMED, RIGHTS, Row, read_extract
from ..models import LicenceImport, LicenceRow, Professional
from ..queries.professionals import leads_of, managers
from .hours import check_manages

ASSESSES = RIGHTS[-1]


@dataclass(frozen=True, slots=True)
class Change:
    """What an extract would change for one professional: new rows, changed rows, rows it no longer has.

    :param linked: the professional was found by name, and gets the register's number
    :param before: what they may do today; `after`, what they may do then
    """

    professional: Professional
    linked: bool
    new: list[Row]
    changed: list[Row]
    gone: list[LicenceRow]
    before: str
    after: str

    @property
    def loses(self):
        """Whether the right to assess ends with it."""
        return self.before == ASSESSES != self.after


@transaction.atomic
def read_licences(*, data, by, at):
    """Read an extract and keep what concerns those who work here, to be looked at; nothing changes yet.

    :raises BadExtract: it cannot be read
    :raises NotManager: `by` does not manage the county
    """
    check_manages(by)
    extract = read_extract(data, settings.LICENCE_COLUMNS)
    known = _found(extract.rows)
    ours = [row for row in extract.rows if row.number in known]
    return LicenceImport.objects.create(
        read_by=by,
        read_at=at,
        rows=[_kept(row) for row in ours],
        bad=[list(one) for one in extract.bad[:MOST_NAMED]],
        others=len(extract.rows) - len(ours),
    )


def licence_changes(found, at):
    """Return what an extract that was read would change now, by name, of those for whom it changes."""
    rows = [_row(row) for row in found.rows]
    known = _found(rows)
    day = day_of(at)
    changes = []
    for number, professional in known.items():
        change = _change(professional, [row for row in rows if row.number == number], day)
        if change.new or change.changed or change.gone or change.linked:
            changes.append(change)
    return sorted(changes, key=lambda one: (one.professional.family_name, one.professional.pk))


@transaction.atomic
def take_licences(*, import_id, seen, by, at):
    """Take in an extract that was read: all of it, or nothing. Whoever leads hears who may no longer assess.

    :param seen: the mark of the changes that `by` looked at
    :raises ExtractChanged: it was taken in already, has a bad line, or would change something else by now
    :raises NotManager: `by` does not manage the county
    """
    check_manages(by)
    found = LicenceImport.objects.select_for_update().get(pk=import_id)
    list(Professional.objects.filter(ended_at=None).order_by("pk").select_for_update(no_key=True))
    changes = licence_changes(found, at)
    if found.done_at or found.bad or mark_of(changes) != seen:
        raise ExtractChanged
    for change in changes:
        _take(change, at)
    found.done_at, found.rows = at, []
    found.save(update_fields=["done_at", "rows"])
    for change in changes:
        if change.loses:
            _tell_leads(change.professional, at)
    record("licences.taken", by=by, at=at, imported=found.pk, professionals=len(changes))
    return changes


def tell_of_ended_licences(*, by, at):
    """Tell the leads of those whose last right to assess has run out since; safe to repeat.

    :return: of how many
    """
    ended = LicenceRow.objects.filter(
        right=ASSESSES, valid_to__lt=day_of(at), told_at=None, replaced_at=None, professional__ended_at=None
    )
    people = Professional.objects.filter(pk__in=ended.values("professional")).order_by("pk")
    return sum(_tell_ended(person, at) for person in list(people))


def mark_of(changes):
    """Return what tells whether changes are still those that somebody looked at."""
    return ";".join(
        f"{one.professional.pk}:{len(one.new)}:{len(one.changed)}:{len(one.gone)}:{one.before}>{one.after}"
        for one in changes
    )


@transaction.atomic
def _tell_ended(person, at):
    told = LicenceRow.objects.filter(
        professional=person, right=ASSESSES, valid_to__lt=day_of(at), told_at=None, replaced_at=None
    ).update(told_at=at)
    if not told or person.right_on(day_of(at)) == ASSESSES:
        return 0
    _tell_leads(person, at)
    return 1


def _tell_leads(person, at):
    users = {user.pk: user for user in (*leads_of(person, at), *managers())}
    tell([*users.values(), person.user], "licence.ended", at=at, who=person.name)


def _found(rows):
    """Return the professionals of an extract by the register's number: found by it, or by name.

    A name counts only when exactly one person here has it and no number yet, and one number in the extract.
    """
    here = list(Professional.objects.filter(ended_at=None).select_related("user").order_by("pk"))
    known = {person.register_number: person for person in here if person.register_number}
    numbers: dict[str, set] = {}
    for row in rows:
        numbers.setdefault(row.name.casefold(), set()).add(row.number)
    nameless: dict[str, list] = {}
    for person in here:
        if not person.register_number:
            for name in (person.name, f"{person.family_name} {person.given_name}"):
                nameless.setdefault(name.casefold(), []).append(person)
    found = {}
    for row in rows:
        if row.number in known:
            found[row.number] = known[row.number]
        elif len(numbers[name := row.name.casefold()]) == 1 and len(nameless.get(name, ())) == 1:
            found[row.number] = nameless[name][0]
    return found


def _change(professional, rows, day):
    standing = {_key(row): row for row in professional.licence_rows.filter(replaced_at=None)}
    new = [row for row in rows if _key_of(row) not in standing]
    changed = [row for row in rows if _key_of(row) in standing and _differs(row, standing[_key_of(row)])]
    keys = {_key_of(row) for row in rows}
    after = professional.__class__(licence=professional.licence)
    after.in_rights = [(row.right, row.valid_from, row.valid_to, bool(row.restriction)) for row in rows]
    return Change(
        professional=professional,
        linked=not professional.register_number,
        new=new,
        changed=changed,
        gone=[row for key, row in standing.items() if key not in keys],
        before=professional.right_on(day),
        after=after.right_on(day),
    )


def _take(change, at):
    person = change.professional
    if change.linked:
        (person.register_number,) = {row.number for row in (*change.new, *change.changed)}
        person.save(update_fields=["register_number"])
    replaced = [row.pk for row in change.gone]
    for row in change.changed:
        replaced += person.licence_rows.filter(
            profession_code=row.profession, right=row.right, valid_from=row.valid_from, replaced_at=None
        ).values_list("pk", flat=True)
    LicenceRow.objects.filter(pk__in=replaced).update(replaced_at=at)
    LicenceRow.objects.bulk_create(
        LicenceRow(
            professional=person,
            profession_code=row.profession,
            right=row.right,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            restriction=row.restriction,
            read_at=at,
            told_at=at if row.valid_to and row.valid_to < day_of(at) else None,
        )
        for row in (*change.new, *change.changed)
    )


def _key(row):
    return row.profession_code, row.right, row.valid_from


def _key_of(row):
    return row.profession, row.right, row.valid_from


def _differs(row, standing):
    return (row.valid_to, row.restriction) != (standing.valid_to, standing.restriction)


def _row(kept):
    ends = date.fromisoformat(kept["valid_to"]) if kept["valid_to"] else None
    return Row(**{**kept, "valid_from": date.fromisoformat(kept["valid_from"]), "valid_to": ends})


def _kept(row):
    ends = str(row.valid_to) if row.valid_to else ""
    return {**asdict(row), "valid_from": str(row.valid_from), "valid_to": ends}
