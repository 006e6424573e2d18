"""The policy over its whole product, without a database: each claim is a sentence of its own.

The claims know nothing of how `judge` is written. `what_the_law_opens` at the end lists, from plain tables,
every combination that is open; all others must be closed.
"""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from koppi.access.matrix import ROWS, SERVICES, TASKS, Kind, most, usual_task
from koppi.access.policy import (
    Basis,
    Decision,
    Facts,
    Mandate,
    Minor,
    Purpose,
    Relation,
    Who,
    judge,
    may_cross,
)

DAY = date(2026, 11, 23)
REGISTERS = ("patient", "social")
ROLES = [("", ""), *((register, task) for register in REGISTERS for task in TASKS[register])]
ITEMISED = frozenset({Kind.BASE, Kind.MATTER, Kind.LETTERS, Kind.NOTES})
# A basis, and what the client's permission names.
BASES = [
    (None, frozenset()),
    (None, ITEMISED),
    (Basis.PERMISSION, frozenset()),
    (Basis.PERMISSION, ITEMISED),
    (Basis.JOINT_SERVICE, frozenset()),
    (Basis.CANNOT_JUDGE, frozenset()),
    (Basis.SOCIAL_NEED, frozenset()),
]
CARE = {"holder", "own_team", "own_client", "offer", "question", "appointment"}
CONTENT = {Kind.MATTER, Kind.LETTERS, Kind.ASSESSMENT, Kind.FILES, Kind.NOTES, Kind.CONTACT}


def every_fact():
    """Return all: role × task × register × relation × basis × ban × turvakielto × minor × mandate."""
    return [
        Facts(
            who=who,
            register=register,
            role_register=role[0],
            task=role[1],
            relation=relation,
            basis=basis[0],
            permitted=basis[1],
            ban=ban,
            non_disclosure=non_disclosure,
            minor=minor,
            mandate=mandate,
            represented=mandate != Mandate.NONE,
        )
        for who, role, register, relation, basis, ban, non_disclosure, minor, mandate in product(
            Who, ROLES, REGISTERS, Relation, BASES, (False, True), (False, True), Minor, Mandate
        )
    ]


@pytest.fixture(scope="module")
def judged():
    """Every combination with its judgement."""
    return [(facts, judge(facts, day=DAY)) for facts in every_fact()]


@pytest.fixture(scope="module")
def by_professionals(judged):
    """Those in which a professional looks."""
    return [pair for pair in judged if pair[0].who == Who.PROFESSIONAL]


@pytest.fixture(scope="module")
def crossings(by_professionals):
    """Those in which a professional would look into the register that is not theirs."""
    return [pair for pair in by_professionals if pair[0].register != pair[0].role_register]


def test_the_product_is_whole(judged):
    roles, relations, bases, minors, mandates = (
        len(ROLES),
        len(Relation),
        len(BASES),
        len(Minor),
        len(Mandate),
    )

    assert len(judged) == 3 * roles * 2 * relations * bases * 2 * 2 * minors * mandates
    assert len(judged) > 100_000


def test_a_refusal_shows_nothing_and_says_why(judged):
    assert all(decision.reason for _, decision in judged)
    assert all(bool(decision.kinds) == decision.allowed for _, decision in judged)


def test_without_a_task_nothing_is_open(by_professionals):
    assert not any(decision.allowed for facts, decision in by_professionals if not facts.task)


def test_an_administrator_sees_no_content(by_professionals):
    assert not any(decision.kinds & CONTENT for facts, decision in by_professionals if facts.task == "admin")


def test_a_task_never_sees_more_than_the_decree_lets_it(by_professionals):
    assert all(
        decision.kinds <= most(facts.role_register, facts.task, DAY) for facts, decision in by_professionals
    )


def test_nothing_crosses_without_a_basis(crossings):
    assert not any(decision.allowed for facts, decision in crossings if facts.basis is None)


def test_nothing_crosses_without_a_care_relation_of_ones_own(crossings):
    assert not any(decision.allowed for facts, decision in crossings if facts.relation not in CARE)


def test_breaking_the_glass_never_crosses(crossings):
    assert not any(
        decision.allowed for facts, decision in crossings if facts.relation == Relation.BREAK_GLASS
    )


def test_a_ban_stops_every_crossing(crossings):
    assert not any(decision.allowed for facts, decision in crossings if facts.ban)


def test_a_ban_stops_breaking_the_glass(by_professionals):
    glass = [pair for pair in by_professionals if pair[0].relation == Relation.BREAK_GLASS]

    assert not any(decision.allowed for facts, decision in glass if facts.ban)
    assert any(decision.allowed for facts, decision in glass if not facts.ban)


def test_a_ban_changes_nothing_for_those_who_care_for_the_client_nor_for_the_client(judged):
    for facts, decision in judged:
        if facts.ban and facts.who == Who.PROFESSIONAL:
            own = facts.register == facts.role_register and facts.relation in CARE
            if not own:
                continue
        if facts.ban:
            assert judge(replace(facts, ban=False), day=DAY) == decision


def test_internal_notes_and_the_reading_log_never_cross(crossings):
    assert not any(decision.kinds & {Kind.NOTES, Kind.READINGS} for _, decision in crossings)


def test_a_permission_opens_only_what_it_names(crossings):
    permitted = [pair for pair in crossings if pair[0].basis == Basis.PERMISSION]

    assert all(decision.kinds <= facts.permitted for facts, decision in permitted)
    assert not any(decision.allowed for facts, decision in permitted if not facts.permitted)
    assert any(decision.allowed for facts, decision in permitted)


def test_a_permission_opens_nothing_until_it_is_chosen_as_the_basis(crossings):
    assert not any(d.allowed for facts, d in crossings if facts.permitted and facts.basis is None)


def test_only_social_care_has_the_necessary_need_of_a_social_authority(crossings):
    with_need = [pair for pair in crossings if pair[0].basis == Basis.SOCIAL_NEED and pair[1].allowed]

    assert with_need
    assert {facts.role_register for facts, _ in with_need} == {"social"}


def test_nobody_judges_for_a_client_who_has_a_representative(crossings):
    assert not any(d.allowed for f, d in crossings if f.basis == Basis.CANNOT_JUDGE and f.represented)


def test_in_ones_own_register_a_basis_adds_nothing(by_professionals):
    for facts, decision in by_professionals:
        if facts.register == facts.role_register and facts.basis:
            assert judge(replace(facts, basis=None, permitted=frozenset()), day=DAY) == decision


def test_no_relation_opens_nothing(by_professionals):
    assert not any(decision.allowed for facts, decision in by_professionals if facts.relation == "none")


def test_non_disclosure_hides_where_they_are_from_everybody_else_and_nothing_more(judged):
    for facts, decision in judged:
        if not facts.non_disclosure or facts.who == Who.CLIENT:
            continue
        assert Kind.CONTACT not in decision.kinds
        if decision.allowed:
            without = judge(replace(facts, non_disclosure=False), day=DAY)
            assert without.kinds - {Kind.CONTACT} == decision.kinds


def test_a_client_sees_their_own_data_but_not_the_notes_between_colleagues(judged):
    own = [decision for facts, decision in judged if facts.who == Who.CLIENT]

    assert all(decision == Decision(True, "own", frozenset(Kind) - {Kind.NOTES}) for decision in own)


def test_an_agent_sees_only_the_register_of_the_mandate(judged):
    covered = {"none": set(), "health": {"patient"}, "social": {"social"}, "both": {"patient", "social"}}

    for facts, decision in judged:
        if facts.who == Who.AGENT and decision.allowed:
            assert facts.register in covered[facts.mandate]


def test_a_capable_minors_own_word_shuts_the_guardian_out_whatever_the_mandate(judged):
    forbidden = [d for f, d in judged if f.who == Who.AGENT and f.minor == Minor.CAPABLE_AND_FORBIDS]

    assert forbidden
    assert not any(decision.allowed for decision in forbidden)


def test_a_guardian_of_a_child_with_non_disclosure_sees_nothing(judged):
    young = [d for f, d in judged if f.who == Who.AGENT and f.minor == "not_capable" and f.non_disclosure]

    assert young
    assert not any(decision.allowed for decision in young)


def test_who_has_looked_is_for_the_client_and_whoever_acts_for_them(judged):
    assert {f.who for f, d in judged if Kind.READINGS in d.kinds} == {Who.CLIENT, Who.AGENT}


def test_an_agent_sees_who_has_looked_just_where_they_see_the_matters(judged):
    for facts, decision in judged:
        if facts.who == Who.AGENT:
            assert (Kind.READINGS in decision.kinds) == (Kind.MATTER in decision.kinds)


def test_a_minors_age_and_a_mandate_change_nothing_for_professionals_but_whom_one_judges_for(judged):
    seen = {}
    for facts, decision in judged:
        if facts.who == Who.PROFESSIONAL and facts.basis != Basis.CANNOT_JUDGE:
            alike = replace(facts, minor=Minor.ADULT, mandate=Mandate.NONE, represented=False)
            assert seen.setdefault(alike, decision) == decision


# Advice to somebody whom nobody has identified


@pytest.mark.parametrize("who", [Who.CLIENT, Who.AGENT])
@pytest.mark.parametrize("mandate", Mandate)
def test_advice_is_no_clients_and_no_agents(who, mandate):
    facts = Facts(who=who, register="advice", mandate=mandate)

    assert judge(facts, day=DAY) == Decision(False, "nobodys")


def test_advice_opens_to_a_task_and_a_relation_to_the_matter_alone_whatever_else_is_so(by_professionals):
    """Neither a ground nor a permission, a ban or a broken glass is about anybody here."""
    to_the_matter = {"holder", "own_team", "offer", "question"}
    for facts, _ in by_professionals:
        decision = judge(replace(facts, register="advice"), day=DAY)
        kinds = most(facts.role_register, facts.task, DAY) & {Kind.MATTER, Kind.NOTES}

        assert decision.allowed == (facts.relation in to_the_matter and Kind.MATTER in kinds)
        assert decision.kinds == (kinds if decision.allowed else frozenset())


def test_advice_is_open_to_both_sides(by_professionals):
    opened = {
        facts.role_register
        for facts, _ in by_professionals
        if judge(replace(facts, register="advice"), day=DAY).allowed
    }

    assert opened == {"patient", "social"}


def what_the_law_opens(facts):
    """Tell from plain tables whether a combination is open: the whole answer key."""
    if facts.who == Who.CLIENT:
        return True
    if facts.who == Who.AGENT:
        covered = facts.mandate == "both" or (facts.mandate, facts.register) in {
            ("health", "patient"),
            ("social", "social"),
        }
        silent = facts.minor == "capable_and_forbids"
        hidden_child = facts.minor == "not_capable" and facts.non_disclosure
        return covered and not silent and not hidden_child
    if facts.task in ("", "admin"):
        return False
    if facts.register == facts.role_register:
        return facts.relation in CARE or (facts.relation == "break_glass" and not facts.ban)
    if facts.ban or facts.relation not in CARE:
        return False
    return {
        None: False,
        "joint_service": True,
        "permission": "matter" in facts.permitted,
        "cannot_judge": not facts.represented,
        "social_need": facts.role_register == "social",
    }[facts.basis]


def test_all_that_is_open_is_in_the_answer_key_and_nothing_else(judged):
    assert [f for f, d in judged if d.allowed != what_the_law_opens(f)] == []


# What stands beside the product


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose != Purpose.CARE])
def test_nobody_looks_for_another_purpose_than_care(by_professionals, purpose):
    for facts, _ in by_professionals[::7]:
        assert not judge(replace(facts, purpose=purpose), day=DAY).allowed


def test_mediation_shelters_and_therapy_notes_are_for_whoever_does_that_work(by_professionals):
    for facts, decision in by_professionals[::3]:
        shut = judge(replace(facts, excluded=True), day=DAY)
        if facts.relation == Relation.HOLDER and facts.register == facts.role_register:
            assert shut == decision
        else:
            assert not shut.allowed


def test_every_row_of_the_matrix_has_its_section_and_holds_from_a_day():
    assert all(row.section.startswith("457/2024") and row.valid_from for row in ROWS)
    assert len({(row.register, row.task, row.valid_from) for row in ROWS}) == len(ROWS)
    assert {len(tasks) for tasks in TASKS.values()} == {5}
    assert not most("patient", "broad", date(2023, 12, 31))
    assert not most("patient", "arranging", DAY)


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("profession", ["nurse", "doctor", "social_worker", "social_adviser", "paramedic"])
def test_a_professions_usual_task_is_one_of_the_register(register, profession):
    assert usual_task(register, profession) in TASKS[register]
    assert "" in SERVICES[register]


@pytest.mark.parametrize(
    ("basis", "facts", "refusal"),
    [
        ("joint_service", {}, ""),
        ("joint_service", {"ban": True}, "ban"),
        ("permission", {}, "no_permission"),
        ("permission", {"permitted": ITEMISED}, ""),
        ("cannot_judge", {}, ""),
        ("cannot_judge", {"represented": True}, "has_a_representative"),
        ("social_need", {}, "not_a_social_authority"),
        ("social_need", {"role_register": "social", "task": "arranging"}, ""),
        ("joint_service", {"task": "admin"}, "no_task"),
    ],
)
def test_a_crossing_is_judged_before_it_is_begun(basis, facts, refusal):
    known = {"role_register": "patient", "task": "broad", "represented": False, "ban": False, **facts}

    assert may_cross(Basis(basis), day=DAY, **known) == refusal
