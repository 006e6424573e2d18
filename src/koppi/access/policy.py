"""Who may see what: one judgement from plain facts, without a database, a clock or a request.

`judge` says whether a person may see data of one register about one client, why, and which kinds of it.
The door in the database (`matters.models.door`) asks the same in SQL; pages ask here for the kinds.

Sources: 703/2023 9 § (necessary data, a verified relation), 18 § (two registers), 34 and 51 § (minors),
53 § (the four bases for crossing); decree 457/2024 (the most by task); 307/2024 (the relation is verified).
"""

from dataclasses import dataclass
from enum import StrEnum

from .matrix import ADVICE, ADVICE_KINDS, Kind, most


class Who(StrEnum):
    """On whose behalf somebody looks."""

    PROFESSIONAL = "professional"
    CLIENT = "client"  # at their own data
    AGENT = "agent"  # a guardian, or somebody authorised


class Relation(StrEnum):
    """How a professional is tied to the client, as the system can verify it."""

    NONE = "none"
    HOLDER = "holder"
    OWN_TEAM = "own_team"
    OWN_CLIENT = "own_client"
    OFFER = "offer"
    CONSULTATION = "question"
    APPOINTMENT = "appointment"
    BREAK_GLASS = "break_glass"


class Basis(StrEnum):
    """The four legal bases for reading the other register (703/2023 53 §)."""

    JOINT_SERVICE = "joint_service"
    PERMISSION = "permission"
    CANNOT_JUDGE = "cannot_judge"
    SOCIAL_NEED = "social_need"


class Purpose(StrEnum):
    """What the looking is for; the wish to know is none."""

    CARE = "care"
    OVERSIGHT = "oversight"  # the data protection officer
    UPKEEP = "upkeep"  # running the system


class Minor(StrEnum):
    """What is known of a client's age and judgement in one event (703/2023 34 §)."""

    ADULT = "adult"
    NOT_CAPABLE = "not_capable"  # under 12 unless a professional notes otherwise
    CAPABLE = "capable"
    CAPABLE_AND_FORBIDS = "capable_and_forbids"  # the minor bans their guardian (51 §)


class Mandate(StrEnum):
    """For what an agent may act."""

    NONE = "none"
    HEALTH = "health"
    SOCIAL = "social"
    BOTH = "both"


CARE_RELATIONS = frozenset(Relation) - {Relation.NONE, Relation.BREAK_GLASS}
# What ties somebody to a client, and never to what is nobody's.
ABOUT_A_CLIENT = frozenset((Relation.OWN_CLIENT, Relation.APPOINTMENT))
# What may cross with a basis: never internal notes, never who has looked.
CROSSES = frozenset((Kind.BASE, Kind.CONTACT, Kind.MATTER, Kind.LETTERS, Kind.ASSESSMENT, Kind.FILES))
CLIENTS_OWN = frozenset(Kind) - {Kind.NOTES}
# The log of the mandate's register too: a county that reads the law otherwise takes READINGS away here, and
# the pages follow (decision 0044).
AGENTS = CLIENTS_OWN
COVERS = {
    Mandate.NONE: (),
    Mandate.HEALTH: ("patient",),
    Mandate.SOCIAL: ("social",),
    Mandate.BOTH: ("patient", "social"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a judgement rests on; what is not said is not so.

    :param role_register: the register in which the professional has a task
    :param permitted: the kinds that the client's permission in force names, for the basis of that name
    :param ban: the client has banned the other side, and whoever has no care relation, from this register
    :param excluded: mediation, a shelter or therapy notes
    :param represented: the client has somebody who may act for them
    """

    who: Who
    register: str
    role_register: str = ""
    task: str = ""
    relation: Relation = Relation.NONE
    purpose: Purpose = Purpose.CARE
    basis: Basis | None = None
    permitted: frozenset = frozenset()
    ban: bool = False
    non_disclosure: bool = False
    excluded: bool = False
    minor: Minor = Minor.ADULT
    represented: bool = False
    mandate: Mandate = Mandate.NONE


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether one may look, why or why not as a code, and at which kinds of data."""

    allowed: bool
    reason: str
    kinds: frozenset = frozenset()


def judge(facts, *, day):
    """Return what somebody may see of one client in one register on a day; nothing by default."""
    if facts.register == ADVICE:
        return _judge_advice(facts, day)
    if facts.who == Who.CLIENT:
        return Decision(True, "own", CLIENTS_OWN)
    if facts.who == Who.AGENT:
        return _judge_agent(facts)
    decision = _judge_professional(facts, day)
    if decision.allowed and facts.non_disclosure:
        return Decision(True, decision.reason, decision.kinds - {Kind.CONTACT})
    return decision


def _judge_agent(facts):
    if facts.register not in COVERS[facts.mandate]:
        return _refused("no_mandate")
    if facts.minor == Minor.CAPABLE_AND_FORBIDS:
        return _refused("minors_own_word")
    if facts.minor == Minor.NOT_CAPABLE and facts.non_disclosure:
        return _refused("under_12_non_disclosure")
    return Decision(True, "mandate", AGENTS - {Kind.CONTACT} if facts.non_disclosure else AGENTS)


def _judge_professional(facts, day):
    kinds = most(facts.role_register, facts.task, day)
    if facts.purpose != Purpose.CARE:
        return _refused("purpose")
    if Kind.MATTER not in kinds:
        return _refused("no_task")
    if facts.excluded and (facts.relation != Relation.HOLDER or facts.register != facts.role_register):
        return _refused("excluded")
    if facts.register == facts.role_register:
        return _judge_in_own_register(facts, kinds)
    return _judge_crossing(facts, kinds)


def _judge_in_own_register(facts, kinds):
    if facts.relation in CARE_RELATIONS:
        return Decision(True, str(facts.relation), kinds)
    if facts.relation == Relation.NONE:
        return _refused("no_relation")
    if facts.ban:
        return _refused("ban")
    return Decision(True, "break_glass", kinds)


def _judge_advice(facts, day):
    """Judge a look at advice: it is about no client, so no client owns it and no ground crosses to it."""
    if facts.who != Who.PROFESSIONAL:
        return _refused("nobodys")
    kinds = most(facts.role_register, facts.task, day) & ADVICE_KINDS
    if facts.purpose != Purpose.CARE:
        return _refused("purpose")
    if Kind.MATTER not in kinds:
        return _refused("no_task")
    if facts.relation not in CARE_RELATIONS - ABOUT_A_CLIENT:
        return _refused("no_relation")
    return Decision(True, str(facts.relation), kinds)


def _judge_crossing(facts, kinds):
    """Judge a look into the other register: a basis, one's own care relation, and no ban."""
    if facts.basis is None:
        return _refused("no_basis")
    if facts.ban:
        return _refused("ban")
    if facts.relation not in CARE_RELATIONS:
        return _refused("no_relation")
    if facts.basis == Basis.SOCIAL_NEED and facts.role_register != "social":
        return _refused("not_a_social_authority")
    if facts.basis == Basis.CANNOT_JUDGE and facts.represented:
        return _refused("has_a_representative")
    across = kinds & CROSSES
    if facts.basis == Basis.PERMISSION:
        across &= facts.permitted
        if Kind.MATTER not in across:
            return _refused("no_permission")
    return Decision(True, str(facts.basis), across)


def _refused(reason):
    return Decision(False, reason)


def may_cross(basis, *, role_register, task, day, represented, ban, permitted=frozenset()):
    """Return the reason why a crossing is refused before it is begun, or nothing when it may be.

    The care relation is verified by the caller, who opens the crossing from a matter of their own.
    """
    facts = Facts(
        who=Who.PROFESSIONAL,
        register="social" if role_register == "patient" else "patient",
        role_register=role_register,
        task=task,
        relation=Relation.HOLDER,
        basis=basis,
        permitted=permitted,
        ban=ban,
        represented=represented,
    )
    decision = judge(facts, day=day)
    return "" if decision.allowed else decision.reason
