"""Who has looked at somebody's data: whose log one may see, its lines, and what was asked about them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from koppi.access.matrix import Kind
from koppi.access.policy import Facts, Mandate, Minor, Who, judge
from koppi.access.queries import Seen, older_looks, readings_seen
from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import day_of
from koppi.intake.models import MatterContact
from koppi.matters.models import Matter
from koppi.people.models import Client, Membership
from koppi.people.queries import clients_to_act_for, who_are
from koppi.people.rules import ACTS_ALONE_FROM, ADULT_FROM

from . import rules, words

A_PAGE = 50
REGISTERS = ("patient", "social", "advice")
MANDATES = {
    (False, False): Mandate.NONE,
    (True, False): Mandate.HEALTH,
    (False, True): Mandate.SOCIAL,
    (True, True): Mandate.BOTH,
}
# A line's question has one key for ever, so that the same line asked about twice is one matter.
QUESTIONS = UUID("6f0d6c3e-3c5e-4c1f-9d5b-7a0f6f3b2a10")


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody whose log one may see: oneself, or somebody one may act for in certain registers."""

    client: Client
    is_self: bool
    client_ids: tuple
    registers: tuple

    @property
    def hides_units(self):
        """Under non-disclosure the name of a unit may tell where one lives: only the client reads it."""
        return self.client.non_disclosure and not self.is_self


@dataclass(frozen=True, slots=True)
class Look:
    """One look at somebody's data, in words."""

    id: int
    at: datetime
    who: str
    profession: str
    unit: str
    register: str
    what: str
    why: str
    subject: str
    reference: str
    asked: str

    @property
    def task(self):
        """The reader's profession and where they work."""
        return ", ".join(part for part in (self.profession, self.unit) if part)


@dataclass(frozen=True, slots=True)
class LooksPage:
    """Some lines of the log; `more` is where the next page begins, empty at the end."""

    looks: list
    more: str


def everybody(by, at):
    """Return whose log a resident may see: their own first, then of those they may act for, by name.

    In which registers, the policy says (703/2023 11 §; decision 0044).
    """
    day = day_of(at)
    found = []
    own = list(Client.objects.filter(person_id=by.person_id).order_by("pk")) if by.person_id else []
    if own:
        ids = tuple(client.pk for client in own)
        found.append(Whose(own[0], True, ids, _open(day, who=Who.CLIENT)))
    for other in clients_to_act_for(by, day):
        kept = _kept_from_guardians(other.client)
        registers = tuple(
            register
            for register in REGISTERS
            if _open(
                day,
                registers=(register,),
                who=Who.AGENT,
                mandate=MANDATES[other.health, other.social],
                minor=Minor.CAPABLE_AND_FORBIDS if register in kept else _age_group(other.client, day),
                non_disclosure=other.client.non_disclosure,
            )
        )
        if registers:
            found.append(Whose(other.client, False, (other.client.pk,), registers))
    return found


def _open(day, *, registers=REGISTERS, **facts):
    """Return those of some registers whose log the policy opens."""
    return tuple(
        register
        for register in registers
        if Kind.READINGS in judge(Facts(register=register, **facts), day=day).kinds
    )


def _kept_from_guardians(client):
    """Return the registers in which any matter is kept from a minor's guardian; its lines tell of it.

    Source: 703/2023 51 §.
    """
    with whole_house():
        kept = Matter.objects.filter(client=client, guardian_sees=False)
        return set(kept.values_list("register", flat=True))


def _age_group(client, day):
    age = client.age_on(day)
    if age >= ADULT_FROM:
        return Minor.ADULT
    return Minor.CAPABLE if age >= ACTS_ALONE_FROM else Minor.NOT_CAPABLE


def one_of(by, client_uuid, at):
    """Return whose log it is; without a uuid one's own.

    :raises Client.DoesNotExist: not theirs to see, or nobody
    """
    for whose in everybody(by, at):
        if whose.is_self if client_uuid is None else whose.client.uuid == client_uuid:
            return whose
    raise Client.DoesNotExist


def looks_page(whose, by, at, before=None):
    """Return a page of the log, the newest first, by a fixed number of statements.

    Lines older than two years are there once they have been given for a special reason (703/2023 11 §).

    :param before: where the page begins, as `LooksPage.more` gave it
    """
    rows = readings_seen(_seen(whose, at), before=before, limit=A_PAGE + 1)
    more = rules.cursor_of(rows[A_PAGE - 1]) if len(rows) > A_PAGE else ""
    return LooksPage(_in_words(rows[:A_PAGE], whose, by), more)


def last_look(by, at):
    """Return the latest look at a resident's own data, or None."""
    own = [whose for whose in everybody(by, at) if whose.is_self]
    rows = readings_seen(_seen(own[0], at), limit=1) if own else []
    return _in_words(rows, own[0], by)[0] if rows else None


def look_of(whose, reading_id, by, at):
    """Return one line of the log and its row, or None when it is not theirs to see."""
    rows = readings_seen(_seen(whose, at), reading_id=reading_id, limit=1)
    return (_in_words(rows, whose, by)[0], rows[0]) if rows else None


def all_looks(whose, by, at):
    """Yield the whole log that one may see, a page at a time in memory."""
    before = None
    while True:
        page = looks_page(whose, by, at, before)
        yield from page.looks
        if not page.more:
            return
        before = rules.read_cursor(page.more)


def requests_of(whose):
    """Return the requests for older lines in the registers one may see, the latest first."""
    return [row for row in older_looks(whose.client_ids) if row.register in whose.registers]


def question_key(reading_id, client_id):
    """Return the key of the contact that asks about a line."""
    return uuid5(QUESTIONS, f"{reading_id} {client_id}")


def _seen(whose, at):
    given = {row.register for row in requests_of(whose) if row.open_until and row.open_until > at}
    two_years = rules.two_years_before(at)
    return [
        Seen(register, whose.client_ids, rules.LONG_AGO if register in given else two_years)
        for register in whose.registers
    ]


def _in_words(rows, whose, by):
    names = who_are({row.reader_id for row in rows})
    units = {} if whose.hides_units else _units(rows)
    subjects = {
        matter.pk: matter
        for matter in Matter.objects.visible_to(by)
        .filter(pk__in={row.matter_id for row in rows if row.matter_id})
        .only("pk", "subject", "reference")
    }
    asked = _asked(rows, whose, by)
    return [
        Look(
            id=row.id,
            at=row.at,
            who=names[row.reader_id].name
            if row.reader_id in names
            else _("Somebody who no longer works here"),
            profession=names[row.reader_id].profession if row.reader_id in names else "",
            unit=units.get(row.id, ""),
            register=str(words.REGISTERS.get(row.register, "")),
            what=words.what_was_shown(row.what, own=whose.is_self),
            why=words.why_looked(row.why, own=whose.is_self),
            subject=subjects[row.matter_id].subject if row.matter_id in subjects else "",
            reference=subjects[row.matter_id].reference if row.matter_id in subjects else "",
            asked=asked.get(row.id, ""),
        )
        for row in rows
    ]


def _units(rows):
    """Return by line the unit where the reader worked then, first of all in the line's register."""
    memberships = list(
        Membership.objects.filter(professional__user_id__in={row.reader_id for row in rows})
        .select_related("team__unit", "professional")
        .order_by("pk")
    )
    found = {}
    for row in rows:
        then = [
            one
            for one in memberships
            if one.professional.user_id == row.reader_id
            and one.since <= row.at
            and (one.until is None or row.at < one.until)
        ]
        then.sort(key=lambda one, register=row.register: one.team.register != register)
        if then:
            found[row.id] = then[0].team.unit.name
    return found


def _asked(rows, whose, by):
    """Return the references of the matters in which lines have been asked about, by line."""
    keys = {
        question_key(row.id, client_id): row.id
        for row in rows
        for client_id in row.client_ids
        if client_id in whose.client_ids
    }
    asked = MatterContact.objects.filter(
        contact__key__in=keys, matter__in=Matter.objects.visible_to(by)
    ).values_list("contact__key", "matter__reference")
    return {keys[key]: reference for key, reference in asked}


def own_client_id(whose, row):
    """Return which of somebody's client rows a line is about."""
    return next(client_id for client_id in row.client_ids if client_id in whose.client_ids)


def matter_asked(key, by):
    """Return the matter that a contact opened, for whoever may see it, or None."""
    matters = Matter.objects.visible_to(by).filter(matter_contacts__contact__key=key)
    return matters.order_by("pk").first()
