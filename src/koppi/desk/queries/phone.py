"""What one needs to see while somebody is on the phone: who it is, what is open, what to read aloud."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import get_language

from koppi.conversations.queries import cards_for
from koppi.deadlines.calendars import day_of
from koppi.intake.calls import ANSWERED, BOOK, CALL, CALL_BACK, TAKE
from koppi.intake.models import Contact, Statement
from koppi.intake.queries import interpreter_said, statements_of
from koppi.intake.rules import raw_of
from koppi.intake.words import language_name
from koppi.matters.models import Matter, Topic
from koppi.matters.queries import matters_of_client, ways_to_close
from koppi.matters.queries.assessors import can_assess
from koppi.people.models import Client, Municipality, in_language
from koppi.people.queries import (
    MayCall,
    Reach,
    callers_for,
    client_by_uuid,
    minors_rule,
    own_person_responsibilities,
    professional_of,
    reach_of,
)
from koppi.people.scope import scope_of

from ..words import MANDATE, PROFESSION, REGISTER, SEX

REGISTERS = ("patient", "social")
NOBODY = "nobody"  # in the place of a client: they do not say who they are


@dataclass(frozen=True, slots=True)
class Aloud:
    """One statement to read aloud, in the client's language."""

    code: str
    text: str
    guidance: str


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A matter that is open already: since when, and who has it."""

    reference: str
    shown_reference: str
    subject: str
    opened_at: datetime
    holder: str


@dataclass(frozen=True)
class Call:
    """A call as it stands: what is known of the client, and of the topic that was chosen."""

    at: datetime
    raw: dict
    registers: tuple
    topics: list
    may_assess: bool
    is_nobodys: bool = False
    client: Client | None = None
    reach: Reach | None = None
    age: int = 0
    is_minor: bool = False
    interpreter: str = ""
    own_people: list = field(default_factory=list)
    matters: list = field(default_factory=list)
    callers: list[MayCall] = field(default_factory=list)
    topic: Topic | None = None
    statements: list[Aloud] = field(default_factory=list)
    cards: list = field(default_factory=list)
    closings: list = field(default_factory=list)

    @property
    def is_begun(self):
        """Whether it is settled who it is, or that nobody says."""
        return self.client is not None or self.is_nobodys

    @property
    def sex(self):
        """The client's sex in a word."""
        return SEX.get(self.client.sex, "")

    @property
    def language(self):
        """The language that the statements are read in: the one that was chosen, or the client's."""
        chosen = (self.raw.get("language") or [""])[0]
        return chosen or (self.client.language if self.client else "fi")

    @property
    def language_said(self):
        """The client's language, by its own name."""
        return language_name(self.client.language)

    @property
    def speaks_another(self):
        """Whether the client speaks another language than the reader reads in."""
        return self.client.language != get_language()[:2]

    @property
    def is_outside(self):
        """Whether the client lives where the county serves nobody; of a hidden client nothing is told."""
        where = self.client.municipality
        return where is not None and not where.served and not self.reach.hidden

    @property
    def caller_choices(self):
        """Those whom we know to be allowed to act for the client, as choices."""
        return [(f"m{one.mandate_id}", f"{one.name}, {MANDATE[one.kind]}") for one in self.callers]

    def caller_of(self, choice):
        """Return who was chosen of them."""
        return next(one for one in self.callers if f"m{one.mandate_id}" == choice)

    @property
    def is_theirs(self):
        """Whether the topic belongs to a register of the reader's, so that they may answer it."""
        return self.topic is not None and any(one in self.registers for one in self.topic.touched)

    @property
    def goes_across(self):
        """The other register that the topic touches, in words; its team gets a matter of its own."""
        if self.topic is None or self.is_nobodys:
            return ""
        return next((REGISTER[one] for one in self.topic.touched if one not in self.registers), "")

    @property
    def is_assessed(self):
        """Whether it may be a care need, which the law wants assessed the same day (1326/2010 51 §)."""
        care = self.client is not None and self.topic is not None and self.topic.is_care
        return care and "patient" in self.topic.touched and "patient" in self.registers

    @property
    def assessed_when(self):
        """The ends at which the care need may be assessed, as one condition."""
        return "|".join([*(code for code, _name in self.closings), TAKE, CALL_BACK, BOOK])

    @property
    def teams(self):
        """The teams that the topic's matters go to, in the reader's registers, by name."""
        routes = (self.topic.route(one)[0] for one in self.topic.touched if one in self.registers)
        return [team.name for team in routes if team]

    @property
    def asked(self):
        """The statements that are to be read aloud, as the answer "none of these" carries them."""
        return ",".join(one.code for one in self.statements)

    @property
    def none_ticked(self):
        """Whether the caller affirmed none of just these."""
        read = (self.raw.get("none") or [""])[0].split(",")
        return bool(self.statements) and all(one.code in read for one in self.statements)

    @property
    def affirmed(self):
        """The statements that were ticked."""
        return [one.code for one in self.statements if one.code in self.raw.get("affirmed", ())]

    @property
    def emergencies(self):
        """The statements whose guidance is to call 112, as one condition."""
        return "|".join(one.code for one in self.statements if one.guidance == Statement.Guidance.EMERGENCY)

    @property
    def urgencies(self):
        """The statements whose guidance is to call 116117, as one condition."""
        return "|".join(one.code for one in self.statements if one.guidance != Statement.Guidance.EMERGENCY)


def registers_of(by):
    """Return the registers in which a professional writes calls down."""
    scope = scope_of(by)
    return tuple(register for register in REGISTERS if register in scope.registers)


def call_of(draft, *, by, at):
    """Return a call as it has been typed so far.

    Of the client's matters only those that the reader has in care are asked for; whoever shows it writes the
    reading down first.
    """
    raw = raw_of(draft.answers, CALL) or {}
    registers, today = registers_of(by), day_of(at)
    topics = list(Topic.objects.offered(at).select_related("patient_team", "social_team"))
    chosen = (raw.get("topic") or [""])[0]
    topic = next((one for one in topics if one.code == chosen), None)
    known = _about(raw, registers, by=by, at=at)
    # The instructions are those of the reader's own work, also where the topic goes to the other side.
    at_work = next((one for one in registers if topic and one in topic.touched), registers[0])
    call = Call(
        at=at,
        raw=raw,
        registers=registers,
        topics=topics,
        may_assess=can_assess(professional_of(by), skill=topic.patient_skill if topic else "", day=today),
        topic=topic,
        cards=cards_for(topic, at_work, at, by=by),
        closings=[(code, name) for code, outcome, name in ways_to_close(at_work, at) if outcome in ANSWERED],
        **known,
    )
    if topic is not None:
        spoken = call.language
        call.statements.extend(
            Aloud(one.code, in_language(one, "text", spoken), one.guidance)
            for one in statements_of(topic.statements, at)
        )
    return call


def _about(raw, registers, *, by, at):
    """Return what is known of the chosen client, or nothing."""
    chosen = (raw.get("client") or [""])[0]
    if chosen in ("", NOBODY):
        return {"is_nobodys": chosen == NOBODY}
    client, today = client_by_uuid(chosen), day_of(at)
    matters = matters_of_client(client.pk, by=by)
    return {
        "client": client,
        "reach": reach_of(client),
        "age": client.age_on(today),
        "is_minor": any(minors_rule(client, register, today) for register in registers),
        "interpreter": _interpreter(matters),
        "own_people": [
            (one.professional.name, PROFESSION.get(one.professional.profession, ""))
            for one in own_person_responsibilities(client, at, registers)
        ],
        "matters": [_open(line) for line in matters if line.state != Matter.State.CLOSED],
        "callers": callers_for(client, registers, today),
    }


def _interpreter(matters):
    """Return which interpreter was needed last in these matters."""
    said = Contact.objects.filter(matter_contacts__matter__in=[line.matter_id for line in matters])
    said = said.exclude(interpreter="")
    code = said.order_by("-received_at", "-pk").values_list("interpreter", flat=True).first()
    return interpreter_said(code) if code else ""


def _open(line):
    return OpenMatter(
        reference=line.reference,
        shown_reference=line.shown_reference,
        subject=line.subject,
        opened_at=line.opened_at,
        holder=line.caught_by,
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """One client whom a search found, with what tells people of the same name apart."""

    uuid: str
    name: str
    birth_date: date
    age: int
    municipality: str
    hidden: bool
    died: bool


def hits(clients, at):
    """Return the clients of a search as rows; of a hidden one only who they are."""
    today = day_of(at)
    return [
        Hit(
            str(client.uuid),
            client.name,
            client.birth_date,
            client.age_on(today),
            reach_of(client).municipality,
            client.non_disclosure,
            client.died_on is not None,
        )
        for client in clients
    ]


def municipality_choices():
    """Return the municipalities to choose from, by name."""
    rows = sorted(Municipality.objects.all(), key=lambda row: (row.name, row.pk))
    return [(row.code, row.name) for row in rows]
