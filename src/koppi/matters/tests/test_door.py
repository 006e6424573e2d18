"""The one door: what opens a matter, what only lends it, and what a ban closes; held against the policy."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from koppi.access import consent, lending
from koppi.access.actions import give_pass
from koppi.access.errors import Refused
from koppi.access.matrix import Kind
from koppi.access.models import BreakGlass, Crossing, Pass
from koppi.access.second_lock import acting
from koppi.conversations.models import Note
from koppi.identity.models import User
from koppi.ledger.models import Event
from koppi.matters import actions
from koppi.matters.models import Matter
from koppi.matters.queries import broken_promises, matter_for, opening_of, search_matters, worklist
from koppi.people.actions import end_duty, name_own_person
from koppi.people.models import Duty
from koppi.people.scope import facts_of

from . import factories as make
from .factories import NINE

# A pass ends by the database's clock, so what is open now ends after any test run.
LATER = NINE + timedelta(days=365 * 60)


@pytest.fixture
def social_matter(topic, maria, sari):
    """The same client's matter in social care."""
    return make.make_matter(topic, maria, register="social", subject="Toimeentulo")


@pytest.fixture
def cross(matter, social_matter, aino, maria):
    """A function that opens social care's data to Aino, who has the client's matter in health care."""

    def open_(basis="joint_service", kinds=(Kind.LETTERS,), **values):
        defaults = {
            "person_id": maria.person_id,
            "client_ids": [maria.pk],
            "from_matter_id": matter.pk,
            "role_register": "patient",
            "task": "broad",
            "represented": False,
            "why": "Teemme yhdessä palvelutarpeen arvion.",
            "until": LATER,
            "day": NINE.date(),
            "by": aino,
            "at": NINE,
        }
        return lending.open_crossing(basis=basis, kinds=kinds, **{**defaults, **values})

    return open_


@pytest.fixture
def shatter(matter, olli, maria):
    """A function that breaks the glass for Olli, a doctor of another team."""

    def break_(**values):
        defaults = {"reason": "danger", "why": "Soitti hädissään.", "until": LATER, "by": olli, "at": NINE}
        return lending.break_glass(
            person_id=maria.person_id, client_ids=[maria.pk], register="patient", **{**defaults, **values}
        )

    return break_


def anew(user):
    """Return the user as the next request reads them."""
    return User.objects.get(pk=user.pk)


def sees(user, matter):
    """Tell whether a user sees a matter: both locks must say the same, each by itself."""
    user = anew(user)
    by_the_first = Matter.objects.visible_to(user).filter(pk=matter.pk).exists()
    with acting(facts_of(user)):
        by_the_second = Matter.objects.filter(pk=matter.pk).exists()
    assert by_the_first == by_the_second
    return by_the_first


def works_on(user, matter):
    return Matter.objects.in_care_of(anew(user)).filter(pk=matter.pk).exists()


def forget_passes():
    """Take away what a test has bent, as the fixtures ask for the promises at its end."""
    Pass.objects.all().delete()
    Crossing.objects.all().delete()
    BreakGlass.objects.all().delete()


def ban(maria, register, by):
    return consent.give_ban(
        person_id=maria.person_id, client_id=maria.pk, register=register, by=by, at=NINE + timedelta(hours=1)
    )


def permit(maria, by, kinds=(Kind.LETTERS,), **values):
    return consent.give_permission(
        person_id=maria.person_id,
        client_id=maria.pk,
        from_register="social",
        kinds=kinds,
        by=by,
        at=NINE,
        **values,
    )


# In one's own register


def test_a_teams_queue_opens_and_another_teams_does_not(matter, aino, olli, sari):
    assert works_on(aino, matter)
    assert sees(aino, matter)
    assert not sees(olli, matter)
    assert not sees(sari, matter)


def test_an_own_client_is_seen_whole_in_the_register_and_not_in_the_other(
    matter, social_matter, olli, maria, koppi
):
    name_own_person(client=maria, professional=olli.professional, register="patient", by=koppi, at=NINE)

    assert works_on(olli, matter)
    assert not sees(olli, social_matter)
    assert opening_of(matter, by=anew(olli), at=NINE).why == "own_client"

    name_own_person(client=maria, professional=olli.professional, register="patient", by=koppi, at=NINE)
    assert Pass.objects.filter(why="own_client").count() == 1


def test_the_pass_of_an_own_client_ends_with_the_naming(matter, olli, eero, maria, koppi):
    name_own_person(client=maria, professional=olli.professional, register="patient", by=koppi, at=NINE)
    name_own_person(client=maria, professional=eero.professional, register="patient", by=koppi, at=NINE)

    assert not sees(olli, matter)


def test_an_offer_opens_one_matter_until_it_is_settled(matter, aino, olli):
    actions.offer_handover(
        matter_id=matter.pk, reason="Lääkäri.", by=aino, at=NINE, to_person=olli.professional
    )
    assert works_on(olli, matter)
    assert opening_of(matter, by=anew(olli), at=NINE).why == "offer"

    actions.withdraw_handover(handover_id=matter.handovers.get().pk, by=aino, at=NINE)
    assert not sees(olli, matter)


def test_a_pass_for_the_other_register_opens_nothing_without_a_basis(matter, social_matter, aino):
    give_pass(register="social", why="offer", at=NINE, matter_id=social_matter.pk, professional=aino)
    give_pass(register="patient", why="own_client", at=NINE, client_id=matter.client_id, professional=aino)

    assert not sees(aino, social_matter)
    assert [promise for promise, _ in broken_promises()] == ["a pass stands for a relation that is there"]
    Pass.objects.all().delete()


@pytest.mark.parametrize("task", ["admin", None])
def test_without_a_task_that_sees_matters_a_team_opens_nothing(matter, aino, koppi, task):
    duty = Duty.objects.get(professional=aino.professional)
    if task:
        Duty.objects.filter(pk=duty.pk).update(task=task)
    else:
        end_duty(duty_id=duty.pk, by=koppi, at=NINE + timedelta(minutes=1))

    assert not sees(aino, matter)
    assert worklist(by=anew(aino), scope="team", at=NINE).rows == []


# Across registers


@pytest.mark.parametrize("basis", ["joint_service", "cannot_judge"])
def test_a_basis_opens_the_other_register_for_reading_only(cross, social_matter, aino, basis):
    cross(basis)

    assert sees(aino, social_matter)
    assert not works_on(aino, social_matter)
    opening = opening_of(social_matter, by=anew(aino), at=NINE)
    assert (opening.why, opening.lent) == (basis, True)
    assert opening.kinds == {Kind.BASE, Kind.MATTER, Kind.LETTERS}
    with pytest.raises(Matter.DoesNotExist):
        actions.catch_matter(matter_id=social_matter.pk, by=anew(aino), at=NINE)


def test_the_database_shows_no_note_across_the_boundary(cross, matter, social_matter, aino):
    for one in (matter, social_matter):
        Note.objects.create(matter=one, written_by=aino, body="Vain meille.", written_at=NINE)
    cross(kinds=(Kind.LETTERS,))

    with acting(facts_of(anew(aino))):
        assert Matter.objects.filter(pk=social_matter.pk).exists()
        assert [note.matter_id for note in Note.objects.all()] == [matter.pk]


def test_what_was_crossed_to_is_in_no_list_and_no_search(cross, social_matter, aino):
    cross()
    reader = anew(aino)

    assert search_matters(by=reader, text="Lindqvist") == [Matter.objects.get(register="patient")]
    assert search_matters(by=reader, text=social_matter.reference) == []
    assert {row.register for row in worklist(by=reader, scope="team", at=NINE).rows} == {"patient"}
    assert matter_for(social_matter.reference, by=reader) == social_matter


def test_a_crossing_opens_to_its_own_professional_alone(cross, social_matter, eero):
    cross()

    assert not sees(eero, social_matter)


def test_social_need_is_for_social_care(cross, matter, social_matter, sari):
    with pytest.raises(Refused, match="not_a_social_authority"):
        cross("social_need")

    cross("social_need", role_register="social", from_matter_id=social_matter.pk, by=sari)
    assert sees(sari, matter)


def test_nobody_judges_for_a_client_with_a_representative(cross):
    with pytest.raises(Refused, match="has_a_representative"):
        cross("cannot_judge", represented=True)

    assert not Crossing.objects.exists()


def test_a_permission_opens_what_it_names_and_its_withdrawal_closes_at_once(
    cross, social_matter, aino, resident, maria
):
    with pytest.raises(Refused, match="no_permission"):
        cross("permission")
    permit(maria, resident, kinds=[Kind.LETTERS])
    cross("permission", kinds=[Kind.LETTERS, Kind.FILES])
    assert opening_of(social_matter, by=anew(aino), at=NINE).kinds == {Kind.BASE, Kind.MATTER, Kind.LETTERS}

    consent.withdraw_permission(
        person_id=maria.person_id,
        client_id=maria.pk,
        from_register="social",
        by=resident,
        at=NINE + timedelta(minutes=1),
    )

    assert not sees(aino, social_matter)
    assert Crossing.objects.get().ended_at is not None


def test_the_door_asks_for_the_permission_itself(cross, social_matter, aino, resident, maria):
    permission = permit(maria, resident)
    cross("permission")

    type(permission).objects.filter(pk=permission.pk).update(withdrawn_at=NINE, withdrawn_by=resident)

    assert Pass.objects.in_force().filter(why="crossing").exists()
    assert not sees(aino, social_matter)

    assert broken_promises()
    forget_passes()


def test_a_ban_closes_a_crossing_at_once_and_stops_the_next(cross, social_matter, aino, resident, maria):
    permit(maria, resident)
    cross()
    cross("permission")
    assert sees(aino, social_matter)

    ban(maria, "social", resident)

    assert not sees(aino, social_matter)
    assert not Pass.objects.in_force().filter(why="crossing").exists()
    for basis in ("joint_service", "permission", "cannot_judge"):
        with pytest.raises(Refused, match="ban"):
            cross(basis)


def test_the_door_asks_for_the_ban_itself(cross, social_matter, aino, resident, maria):
    given = ban(maria, "social", resident)
    type(given).objects.filter(pk=given.pk).update(withdrawn_at=NINE, withdrawn_by=resident)
    cross()
    assert sees(aino, social_matter)

    type(given).objects.filter(pk=given.pk).update(withdrawn_at=None, withdrawn_by=None)

    assert Pass.objects.in_force().filter(why="crossing").exists()
    assert not sees(aino, social_matter)

    assert broken_promises()
    forget_passes()


def test_a_ban_of_one_row_holds_for_every_row_of_the_human(cross, topic, maria, aino, resident):
    other_row = make.make_client("Maria Lindqvist", person_id=maria.person_id)
    second = make.make_matter(topic, other_row, register="social", by=resident)
    cross(client_ids=[maria.pk, other_row.pk])
    assert sees(aino, second)

    ban(maria, "social", resident)

    assert not sees(aino, second)


def test_a_ban_leaves_those_who_care_for_the_client_and_the_client_alone(
    matter, social_matter, aino, sari, maria, resident
):
    ban(maria, "social", resident)
    ban(maria, "patient", resident)

    assert works_on(aino, matter)
    assert works_on(sari, social_matter)
    assert sees(resident, social_matter)


def test_a_lifted_ban_opens_nothing_by_itself(cross, social_matter, aino, maria, resident):
    cross()
    ban(maria, "social", resident)
    at = NINE + timedelta(hours=2)
    about = {"person_id": maria.person_id, "client_id": maria.pk, "register": "social"}
    assert consent.lift_ban(by=resident, at=at, **about)
    assert not consent.lift_ban(by=resident, at=at, **about)

    assert not sees(aino, social_matter)


def test_what_the_client_is_not_shown_crosses_for_nobody(cross, social_matter, aino):
    Matter.objects.filter(pk=social_matter.pk).update(shown_from=None)
    cross()

    assert not sees(aino, social_matter)


def test_a_crossing_ends_with_the_matter_it_started_from(cross, matter, social_matter, aino):
    cross()
    actions.catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    actions.close_matter(
        matter_id=matter.pk,
        outcome="solved",
        without_assessment="not_a_care_need",
        by=aino,
        at=NINE + timedelta(minutes=5),
    )

    assert not sees(aino, social_matter)


def test_a_crossing_ends_when_its_time_is_up_or_by_its_own_professional(cross, social_matter, aino, eero):
    cross(until=NINE + timedelta(days=1))
    assert not sees(aino, social_matter)

    crossing = cross()
    later = NINE + timedelta(minutes=1)
    assert not lending.end_crossing(crossing_id=crossing.pk, by=eero, at=later)
    assert sees(aino, social_matter)
    assert lending.end_crossing(crossing_id=crossing.pk, by=aino, at=later)
    assert not sees(aino, social_matter)


def test_whoever_has_no_task_any_more_crosses_nowhere(cross, social_matter, aino):
    cross()
    Duty.objects.filter(professional=aino.professional).update(until=NINE)

    assert not sees(aino, social_matter)


# Break-glass


def test_broken_glass_stands_in_for_the_relation_for_reading_only(shatter, matter, olli):
    glass = shatter()

    assert sees(olli, matter)
    assert not works_on(olli, matter)
    opening = opening_of(matter, by=anew(olli), at=NINE)
    assert (opening.why, opening.lent, opening.until) == ("break_glass", True, glass.until)
    assert search_matters(by=anew(olli), text="Lindqvist") == []


def test_broken_glass_never_crosses(shatter, social_matter, olli):
    shatter()

    assert not sees(olli, social_matter)


def test_a_pass_of_broken_glass_for_the_other_register_opens_nothing(shatter, social_matter, olli):
    glass = shatter()
    Pass.objects.filter(glass=glass).update(register="social")

    assert not sees(olli, social_matter)

    assert broken_promises()
    forget_passes()


def test_broken_glass_never_opens_over_a_ban(shatter, matter, olli, maria, resident):
    shatter()
    given = ban(maria, "patient", resident)
    assert not sees(olli, matter)

    with pytest.raises(Refused, match="ban"):
        shatter()

    Pass.objects.filter(why="break_glass").update(until=LATER)
    assert not sees(olli, matter)
    type(given).objects.filter(pk=given.pk).update(withdrawn_at=NINE, withdrawn_by=resident)
    assert sees(olli, matter)
    forget_passes()


def test_broken_glass_is_reviewed_once_by_somebody_else(shatter, olli, lea):
    glass = shatter()
    verdict = {"glass_id": glass.pk, "was_right": False, "review": "Ei syytä.", "at": NINE}
    with pytest.raises(Refused, match="own_glass"):
        lending.review_glass(by=olli, **verdict)

    lending.review_glass(by=lea, **verdict)

    assert BreakGlass.objects.get().was_right is False
    with pytest.raises(Refused, match="reviewed"):
        lending.review_glass(by=lea, **verdict)


# What the keys of the database refuse


@pytest.mark.parametrize(
    "values",
    [
        {"matter_id": None},
        {"client_id": 1},
        {"basis": "joint_service"},
        {"why": "break_glass"},
        {"register": "both"},
        {"matter_id": None, "client_id": 1, "professional": None, "team_id": 1},
    ],
)
def test_a_pass_is_whole_or_is_not(aino, values):
    whole = {"professional": aino, "matter_id": 1, "register": "patient", "why": "offer", "since": NINE}

    with pytest.raises(DatabaseError), transaction.atomic():
        Pass.objects.create(**{**whole, **values})


# Advice without a client


@pytest.fixture
def advice(topic, matter, aino, sari):
    """Advice that waits for the nurses, beside matters of a client."""
    return make.make_advice(topic, by=aino)


def test_advice_is_its_teams_and_nobody_elses(advice, aino, eero, olli, sari, resident):
    assert works_on(aino, advice)
    assert sees(eero, advice)
    for stranger in (olli, sari, resident):
        assert not sees(stranger, advice)


def test_advice_vanishes_from_no_list_of_its_team(advice, eero):
    reader = anew(eero)

    rows = {row.reference: row for row in worklist(by=reader, scope="team", at=NINE).rows}
    assert (rows[advice.reference].client_id, rows[advice.reference].age) == (None, None)
    assert [one.pk for one in search_matters(by=reader, text=advice.reference)] == [advice.pk]
    assert advice.pk in [one.pk for one in search_matters(by=reader, text="kuume")]
    assert opening_of(advice, by=reader, at=NINE).kinds == {Kind.MATTER, Kind.NOTES}


def test_advice_offered_to_the_other_side_opens_there(advice, aino, sari, social):
    actions.offer_handover(matter_id=advice.pk, reason="Tuista.", to_team=social, by=aino, at=NINE)

    assert works_on(sari, advice)


def test_a_pass_to_a_client_matches_no_advice(advice, matter, olli, maria, koppi):
    name_own_person(client=maria, professional=olli.professional, register="patient", by=koppi, at=NINE)
    bent = give_pass(register="advice", why="own_client", at=NINE, client_id=maria.pk, professional=olli)

    assert sees(olli, matter)
    assert not sees(olli, advice)
    Pass.objects.filter(pk=bent.pk).delete()


def test_broken_glass_opens_no_advice(advice, matter, shatter, olli):
    shatter()

    assert sees(olli, matter)
    assert not sees(olli, advice)


def test_a_crossing_opens_no_advice_of_the_other_side(topic, cross, matter, social_matter, aino, sari):
    theirs = make.make_advice(topic, by=sari)
    cross()

    assert sees(aino, social_matter)
    assert not sees(aino, theirs)


@pytest.mark.parametrize("task", ["admin", None])
def test_without_a_task_that_sees_matters_no_advice_opens_either(advice, aino, koppi, task):
    duty = Duty.objects.get(professional=aino.professional)
    if task:
        Duty.objects.filter(pk=duty.pk).update(task=task)
    else:
        end_duty(duty_id=duty.pk, by=koppi, at=NINE + timedelta(minutes=1))

    assert not sees(aino, advice)


def test_a_note_and_a_contact_of_advice_are_seen_with_it(advice, aino, olli):
    Note.objects.create(matter=advice, written_by=aino, body="Neuvoin levon.", written_at=NINE)

    with acting(facts_of(anew(aino))):
        assert Note.objects.filter(matter=advice).exists()
        assert Event.objects.filter(matter_id=advice.pk).exists()
    with acting(facts_of(anew(olli))):
        assert not Note.objects.filter(matter=advice).exists()
        assert not Event.objects.filter(matter_id=advice.pk).exists()


def test_a_matter_is_of_one_register(matter):
    with pytest.raises(DatabaseError), transaction.atomic():
        Matter.objects.filter(pk=matter.pk).update(register="advice")


# Minors


def test_a_capable_minors_word_closes_the_matter_to_the_guardian_at_once(topic, maria):
    child = make.make_client("Ella Lindqvist", birth_date=NINE.date().replace(year=NINE.year - 14))
    make.let_act(maria, child, kind="guardian")
    matter = make.make_matter(topic, child)
    guardian = make.resident_of(maria)
    assert sees(guardian, matter)

    Matter.objects.filter(pk=matter.pk).update(guardian_sees=False)

    assert not sees(guardian, matter)
    assert sees(make.resident_of(child), matter)
