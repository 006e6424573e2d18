"""The second lock on what was permitted, opened, looked at and given out: docs/decisions/0040."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from koppi.access import consent, lending
from koppi.access.actions import give_pass, log_past_readings
from koppi.access.matrix import Kind
from koppi.access.models import Ban, BreakGlass, Crossing, Pass, Permission, Reading
from koppi.access.second_lock import NOBODY, TABLES, Later, acting
from koppi.desk.disclosing import AlreadyWritten, write_down_disclosure
from koppi.desk.lending import write_down
from koppi.disclosures.actions import record_disclosure
from koppi.disclosures.models import Disclosure
from koppi.matters.actions import cancel_matter
from koppi.matters.models import Matter
from koppi.people.directory import PeopleDirectory
from koppi.people.models import Mandate, Responsibility
from koppi.people.scope import facts_of
from koppi.resident.copying import ask_for_copy
from koppi.resident.models import DataCopy
from tests.county import TEN_PAST, make_county

pytestmark = pytest.mark.slow

REGISTERS = ("patient", "social")
# A pass ends by the database's clock, so what is open now ends after any test run.
LATER = TEN_PAST + timedelta(days=365 * 60)
# Tables that tell of a person and that everybody's statements may read, and why.
OPEN = {
    "desk_look": "which colleague has a matter open just now: two numbers and a moment",
    "identity_user": "accounts: read before anybody acts",
    "notices_delivery": "the outbox: asked for a key that was used, and sent by the worker",
    "people_client": "names: found at the sign-in, before anybody acts; the desk finds any client",
    "people_clientidentity": "the same, by the identity code, which it keeps unreadable",
}


@pytest.fixture
def shared(db, tmp_path):
    """A county where as much is known of Maria as of Otto, in both registers; by `of`, whose is what."""
    here = make_county(tmp_path)
    for model in (Pass, BreakGlass, Disclosure, DataCopy):
        model.objects.all().delete()
    here.of = {}
    for name in ("maria", "otto"):
        for register in REGISTERS:
            for model, row in _known_of(here, name, register).items():
                here.of.setdefault(model, {})[row.pk] = (name, register)
        copy = ask_for_copy(
            client_id=getattr(here, f"{name}_client").pk, language="fi", by=getattr(here, name), at=TEN_PAST
        )
        here.of.setdefault(DataCopy, {})[copy.pk] = (name, "both")
    return here


def _known_of(here, name, register):
    client = getattr(here, f"{name}_client")
    user = getattr(here, name)
    about = {"person_id": client.person_id, "client_ids": [client.pk], "why": "Yhdessä.", "until": LATER}
    given = {"person_id": client.person_id, "client_id": client.pk, "by": user, "at": TEN_PAST}
    permission = consent.give_permission(from_register=register, kinds=[Kind.LETTERS], **given)
    crossing = lending.open_crossing(
        from_matter_id=here.fresh.pk,
        role_register=consent.OTHER[register],
        task="broad",
        represented=False,
        basis="joint_service",
        kinds=[Kind.LETTERS],
        day=TEN_PAST.date(),
        by=here.aino,
        at=TEN_PAST,
        **about,
    )
    glass = lending.break_glass(register=register, reason="called", by=here.olli, at=TEN_PAST, **about)
    look = {
        "at": TEN_PAST,
        "reader_id": here.aino.pk,
        "register": register,
        "client_ids": [client.pk],
        "matter_id": None,
        "what": "matter",
        "why": "own_team",
    }
    log_past_readings([look])
    own = Responsibility.objects.create(
        client=client, professional=here.aino_person, register=register, valid_from=TEN_PAST
    )
    return {
        Responsibility: own,
        Permission: permission,
        Ban: Ban.objects.create(
            person_id=client.person_id, register=register, given_by=user, given_at=TEN_PAST
        ),
        Crossing: crossing,
        BreakGlass: glass,
        Pass: glass.passes.get(),
        Reading: Reading.objects.latest("id"),
        Disclosure: record_disclosure(
            client_id=client.pk,
            matter_id=here.fresh.pk,
            register=register,
            data=["letters"],
            receiver="Kela",
            purpose="authority",
            basis="law",
            provision="703/2023 60 §",
            by=here.aino,
            at=TEN_PAST,
        ),
    }


def shown_to(here, user, model):
    """Return whose rows of a table a user is shown when no query narrows them, and in which registers."""
    facts = facts_of(get_user_model().objects.get(pk=user.pk)) if user else NOBODY
    with acting(facts):
        ids = set(model.objects.values_list("pk", flat=True))
    return {whose for pk, whose in here.of[model].items() if pk in ids}


ABOUT_THEM = (Permission, Ban, Crossing, BreakGlass, Pass, Reading, Disclosure, Responsibility)


@pytest.mark.parametrize("model", ABOUT_THEM)
def test_a_resident_is_shown_what_is_about_them_or_about_whom_they_act_for_in_its_register(model, shared):
    assert shown_to(shared, shared.maria, model) == {("maria", "patient"), ("maria", "social")}
    assert shown_to(shared, shared.otto, model) == {("otto", "patient"), ("otto", "social")}
    # Elsa may act for Maria in health care alone.
    assert shown_to(shared, shared.elsa, model) == {("maria", "patient")}
    assert shown_to(shared, None, model) == set()


def test_a_copy_is_shown_to_whoever_asked_for_it(shared):
    assert shown_to(shared, shared.maria, DataCopy) == {("maria", "both")}
    assert shown_to(shared, shared.elsa, DataCopy) == set()
    assert shown_to(shared, shared.aino, DataCopy) == set()
    assert shown_to(shared, None, DataCopy) == set()


def test_a_mandate_is_shown_to_whoever_holds_it_and_to_whom_it_is_for(shared):
    held = set(Mandate.objects.values_list("pk", flat=True))
    shared.of[Mandate] = dict.fromkeys(held, ("elsa", "maria"))

    assert shown_to(shared, shared.elsa, Mandate) == {("elsa", "maria")}
    assert shown_to(shared, shared.maria, Mandate) == {("elsa", "maria")}
    assert shown_to(shared, shared.otto, Mandate) == set()
    assert shown_to(shared, None, Mandate) == set()


def test_for_whom_somebody_acts_is_found_out_when_the_first_statement_asks(shared):
    user = get_user_model().objects.get(pk=shared.elsa.pk)
    with acting(Later(lambda: facts_of(user))):
        assert set(Matter.objects.values_list("client_id", flat=True)) == {shared.maria_client.pk}
        assert [mandate.agent for mandate in Mandate.objects.all()] == [user.person_id]


def test_the_practice_sign_in_says_for_whom_each_may_act_before_anybody_acts(shared):
    with acting(NOBODY):
        shown = {one.name: one.acts_for for one in PeopleDirectory().shown_residents(TEN_PAST)}

    assert shown["Elsa Lindqvist"] == ("Maria Lindqvist",)


def test_the_desk_is_shown_its_own_openings_in_need_and_the_officer_all(shared):
    assert len(shown_to(shared, shared.olli, BreakGlass)) == 4
    assert shown_to(shared, shared.aino, BreakGlass) == set()
    assert len(shown_to(shared, shared.karin, BreakGlass)) == 4


def test_the_desk_is_shown_what_it_gave_out_or_sees_the_matter_of(shared):
    assert len(shown_to(shared, shared.eero, Disclosure)) == 4
    assert shown_to(shared, shared.sari, Disclosure) == set()

    Matter.objects.filter(pk=shared.fresh.pk).update(team=shared.teams["perhe"])

    assert shown_to(shared, shared.eero, Disclosure) == set()
    assert len(shown_to(shared, shared.aino, Disclosure)) == 4


# What the door reads while it decides


@pytest.fixture
def lent(db, tmp_path):
    """A county where Maria's social matter is open to Aino by permission, and her letter to Olli in need."""
    here = make_county(tmp_path)
    about = {"person_id": here.maria_client.person_id, "client_ids": [here.maria_client.pk], "until": LATER}
    here.permission = consent.give_permission(
        person_id=here.maria_client.person_id,
        client_id=here.maria_client.pk,
        from_register="social",
        kinds=[Kind.LETTERS],
        by=here.maria,
        at=TEN_PAST,
    )
    here.crossing = lending.open_crossing(
        from_matter_id=here.fresh.pk,
        role_register="patient",
        task="broad",
        represented=False,
        basis="permission",
        kinds=[Kind.LETTERS],
        why="Yhdessä.",
        day=TEN_PAST.date(),
        by=here.aino,
        at=TEN_PAST,
        **about,
    )
    here.opened = lending.break_glass(
        register="patient", reason="called", why="Soitti.", by=here.olli, at=TEN_PAST, **about
    )
    return here


def sees(user, matter):
    """Tell whether a page of somebody's sees a matter: as they act, both locks ask the same tables."""
    user = get_user_model().objects.get(pk=user.pk)
    with acting(facts_of(user)):
        first = Matter.objects.visible_to(user).filter(pk=matter.pk).exists()
        assert first == Matter.objects.filter(pk=matter.pk).exists()
    return first


@pytest.mark.parametrize(
    ("name", "matter", "register"), [("aino", "social", "social"), ("olli", "fresh", "patient")]
)
def test_at_the_desk_a_ban_wins_whatever_else_is_open(name, matter, register, lent):
    user, matter = getattr(lent, name), getattr(lent, matter)
    assert sees(user, matter)

    # The ban alone: the passes stay open, so the door itself must read it.
    Ban.objects.create(
        person_id=lent.maria_client.person_id, register=register, given_by=lent.maria, given_at=TEN_PAST
    )

    assert not sees(user, matter)
    assert Pass.objects.in_force().filter(client_id=lent.maria_client.pk).count() == 2


def test_at_the_desk_a_permission_taken_back_opens_nothing(lent):
    assert sees(lent.aino, lent.social)

    Permission.objects.update(withdrawn_at=TEN_PAST, withdrawn_by=lent.maria)

    assert not sees(lent.aino, lent.social)
    assert Pass.objects.in_force().filter(crossing=lent.crossing).exists()


# What somebody sets off beyond what they are shown


def test_a_ban_written_down_by_one_closes_what_a_colleague_opened(lent):
    with acting(facts_of(lent.aino)):
        assert not BreakGlass.objects.filter(pk=lent.opened.pk).exists()
        write_down(matter_id=lent.fresh.pk, act="ban", kinds=(), by=lent.aino, at=TEN_PAST)

    lent.opened.refresh_from_db()
    assert lent.opened.ended_at == TEN_PAST
    assert not lent.opened.passes.in_force().exists()


def test_a_ban_and_a_withdrawal_by_the_client_close_what_was_opened(lent):
    about = {"person_id": lent.maria_client.person_id, "client_id": lent.maria_client.pk, "at": TEN_PAST}
    with acting(facts_of(lent.maria)):
        consent.withdraw_permission(from_register="social", by=lent.maria, **about)
        consent.give_ban(register="patient", by=lent.maria, **about)
        assert consent.lift_ban(register="patient", by=lent.maria, **about)

    assert not Pass.objects.in_force().filter(client_id=lent.maria_client.pk).exists()
    assert not Crossing.objects.filter(ended_at=None).exists()


def test_whoever_acts_in_health_care_alone_closes_a_matter_with_what_was_opened_from_it(lent):
    """What was opened is in social care, which Elsa is shown nothing of."""
    give_pass(register="patient", why="offer", at=TEN_PAST, matter_id=lent.fresh.pk, professional=lent.olli)
    with acting(facts_of(lent.elsa)):
        assert not Crossing.objects.exists()
        cancel_matter(matter_id=lent.fresh.pk, by=lent.elsa, at=TEN_PAST)

    lent.crossing.refresh_from_db()
    assert lent.crossing.ended_at == TEN_PAST
    assert not lent.crossing.passes.in_force().exists()


def test_a_disclosures_key_that_was_used_out_of_sight_is_refused_and_not_told_of(db, tmp_path):
    here = make_county(tmp_path)
    said = {
        "data": ["letters"],
        "receiver": "Kela",
        "purpose": "authority",
        "basis": "law",
        "provision": "703/2023 60 §",
        "given_at": TEN_PAST,
        "key": uuid4(),
        "at": TEN_PAST,
    }
    write_down_disclosure(matter_id=here.held.pk, by=here.aino, **said)

    with acting(facts_of(here.sari)):
        assert not Disclosure.objects.exists()
        with pytest.raises(AlreadyWritten):
            write_down_disclosure(matter_id=here.social.pk, by=here.sari, **said)


@pytest.mark.django_db
def test_each_table_that_tells_of_a_person_is_locked_or_says_why_not():
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
            " and not c.relispartition and not a.attisdropped"
            " and a.attname in ('client_id', 'client_ids', 'person_id', 'matter_id', 'about_id')"
        )
        found = {row[0] for row in cursor.fetchall()}

    assert found - set(TABLES) == set(OPEN)
