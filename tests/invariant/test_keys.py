"""The database refuses what breaks a promise, whoever asks: each key is broken by hand and named."""

import importlib

import pytest
import uuid6
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from koppi.conversations.actions import reply, save_draft
from koppi.conversations.models import TextModule
from koppi.conversations.tests.factories import make_card, make_template
from koppi.matters.actions import (
    ask_colleague,
    catch_matter,
    close_matter,
    offer_handover,
    snooze_matter,
)
from koppi.matters.tests.factories import (
    HOUR,
    LONG_AGO,
    MINUTE,
    NINE,
    make_advice,
    make_matter,
    make_owner,
    make_topic,
)

pytestmark = pytest.mark.slow

CLOSE = (
    "update matters_matter set state = 'closed', closed_at = now(), outcome = 'solved', catch_id = null,"
    " caught_by_id = null, uncaught_since = null, due_clock_id = null, due_at = null where id = {matter}"
)
OPEN_CATCH = (
    "insert into matters_catch (matter_id, caught_by_id, caught_at, release)"
    " values ({matter}, {other_user}, now(), '')"
)
SECOND_OFFER = (
    "insert into matters_handover (matter_id, catch_id, offered_by_id, offered_at, to_team_id, to_skill,"
    " reason, expires_at, outcome, answer) select matter_id, catch_id, offered_by_id, offered_at,"
    " to_team_id, '', 'x', expires_at, '', '' from matters_handover where id = {offer}"
)
SECOND_SNOOZE = (
    "insert into matters_snooze (matter_id, snoozed_by_id, snoozed_at, until, why)"
    " select matter_id, snoozed_by_id, snoozed_at, until, why from matters_snooze where id = {snooze}"
)
LET_GO = (
    "update matters_matter set catch_id = null, caught_by_id = null, uncaught_since = now()"
    " where id = {offered}"
)

# As if a row were born so: it cannot become so afterwards.
BORN = (
    "set constraints all immediate;"
    " alter table matters_matter disable trigger a_matter_stays_whose_it_is;"
    " update matters_matter set {what}"
)

# What breaks each key. Nobody holds `free`; `held` is held; `offered` is held and offered.
BREAKS = {
    # Keys between tables: the promises themselves.
    "the_holder_holds_an_open_catch": [
        "update matters_matter set caught_by_id = {other_user} where id = {held}",
        "update matters_catch set released_at = now(), release = 'returned' where id = {catch}",
        "update matters_matter set catch_id = {catch}, caught_by_id = {user}, uncaught_since = null"
        " where id = {free}",
    ],
    "an_open_catch_is_its_matters": [
        OPEN_CATCH.format(matter="{free}", other_user="{other_user}"),
        "update matters_matter set catch_id = null, caught_by_id = null, uncaught_since = now()"
        " where id = {held}",
    ],
    "one_open_catch_per_matter": [OPEN_CATCH.format(matter="{held}", other_user="{other_user}")],
    "a_pending_offer_keeps_the_giver": [
        "update matters_catch set released_at = now(), release = 'returned' where id = {offered_catch}; "
        + LET_GO,
        "update matters_handover set catch_id = {catch} where id = {offer}",
    ],
    "an_open_matter_has_an_open_team": ["update people_team set closed_at = now() where id = {team}"],
    "the_due_time_is_a_running_clocks": [
        "update matters_matter set due_at = due_at + interval '1 minute' where id = {free}",
        "update matters_clock set met_at = now() where id = {due_clock}",
        "update matters_matter set due_clock_id = {strange_clock} where id = {free}",
    ],
    "the_due_time_is_the_earliest_clocks": [
        "update matters_clock set due_at = started_at where id = {later_clock}",
        "update matters_matter set (due_clock_id, due_at) = (select id, due_at from matters_clock"
        " where id = {later_clock}) where id = {free}",
        "insert into matters_clock (matter_id, rule, version, statutory, started_at, due_at, ended)"
        " select matter_id, 'X1', 1, false, started_at, started_at, '' from matters_clock"
        " where id = {later_clock}",
    ],
    "a_running_clock_has_an_open_matter": [
        CLOSE.format(matter="{free}"),
        "update matters_clock set ended_at = null, ended = '', met_at = null where id = {ended_clock}",
        "insert into matters_clock (matter_id, rule, version, statutory, started_at, due_at, ended)"
        " values ({closed}, 'X1', 1, false, now(), now(), '')",
    ],
    # What one row says must hang together.
    "a_matter_stays_whose_it_is": [
        "update matters_matter set register = 'advice' where id = {free}",
        "update matters_matter set register = 'advice', client_id = null where id = {free}",
        "update matters_matter set register = 'patient', client_id = {client} where id = {advice}",
    ],
    "only_advice_has_no_client": [
        BORN.format(what="register = 'advice', shown_from = null where id = {free}"),
        BORN.format(what="client_id = null where id = {free}"),
        BORN.format(what="register = 'social' where id = {advice}"),
        BORN.format(what="client_id = {client} where id = {advice}"),
    ],
    "a_closed_matter_waits_for_no_care": [
        "update matters_matter set care_due_at = now() where id = {closed}",
    ],
    "a_delay_says_what_the_client_was_told": [
        "insert into matters_delay (clock_id, matter_id, why, told, told_on, recorded_by_id, recorded_at)"
        " select id, matter_id, 'other', '', current_date, {user}, now() from matters_clock"
        " where matter_id = {free} limit 1",
    ],
    "advice_is_shown_to_no_client": ["update matters_matter set shown_from = now() where id = {advice}"],
    "only_a_capable_minor_forbids": [
        "insert into matters_capacity (matter_id, capable, guardian_sees, reason, noted_by_id, noted_at)"
        " values ({free}, false, false, '', {user}, now())"
    ],
    "closed_means_signed_closed": ["update matters_matter set closed_at = now() where id = {free}"],
    "an_open_matter_has_a_due_time": [
        "update matters_matter set due_at = null, due_clock_id = null where id = {free}"
    ],
    "a_closed_matter_is_let_go": ["update matters_matter set snoozed_until = now() where id = {closed}"],
    "a_catch_has_a_catcher": ["update matters_matter set caught_by_id = null where id = {held}"],
    "uncaught_says_since_when": [
        "update matters_matter set uncaught_since = null where id = {free}",
        "update matters_matter set uncaught_since = now() where id = {held}",
    ],
    "no_snooze_past_the_due_time": [
        "update matters_matter set snoozed_until = due_at + interval '1 second' where id = {held}"
    ],
    "waiting_says_for_what": [
        "update matters_matter set waiting_for = 'client' where id = {free}",
        "update matters_matter set state = 'waiting' where id = {free}",
    ],
    "urgency_is_signed_by_a_person": ["update matters_matter set urgency = 2 where id = {free}"],
    "a_closed_matter_has_an_outcome": [
        "update matters_matter set outcome = '' where id = {closed}",
        "update matters_matter set outcome = 'solved' where id = {free}",
    ],
    "the_newer_joins_the_older": ["update matters_matter set joined_into_id = id where id = {closed}"],
    "a_joined_matter_stays_closed": [
        "update matters_matter set joined_into_id = {free} where id = {held}",
    ],
    "one_running_clock_of_a_rule": ["update matters_clock set rule = 'H1' where id = {later_clock}"],
    "met_or_ended_not_both": [
        "update matters_clock set met_at = now(), ended_at = now(), ended = 'closed' where id = {later_clock}"
    ],
    "an_ended_clock_says_why": [
        "update matters_clock set ended_at = now() where id = {later_clock}",
        "update matters_clock set ended = 'closed' where id = {later_clock}",
    ],
    "due_after_it_starts": [
        "update matters_clock set due_at = started_at - interval '1 second' where id = {later_clock}"
    ],
    "a_released_catch_says_why": ["update matters_catch set released_at = now() where id = {catch}"],
    "one_pending_offer": [SECOND_OFFER],
    "a_settled_offer_is_signed": [
        "update matters_handover set settled_at = now() where id = {offer}",
        "update matters_handover set outcome = 'accepted' where id = {offer}",
    ],
    "an_offer_stands_for_a_while": ["update matters_handover set expires_at = offered_at where id = {offer}"],
    "a_question_has_one_address": [
        "update matters_consultation set to_person_id = null where id = {question}",
        "update matters_consultation set to_team_id = {team} where id = {question}",
    ],
    "an_answer_is_signed": ["update matters_consultation set answer = 'x' where id = {question}"],
    "answered_or_withdrawn_not_both": [
        "update matters_consultation set answer = 'x', answered_by_id = {user}, answered_at = now(),"
        " withdrawn_at = now() where id = {question}"
    ],
    "one_snooze_at_a_time": [SECOND_SNOOZE],
    "a_snooze_lasts": ["update matters_snooze set until = snoozed_at where id = {snooze}"],
    # Topics.
    "a_topic_version_once": [
        "update matters_topic set code = 'kurkku', valid_to = now() where id = {other_topic}"
    ],
    "one_topic_version_in_force": [
        "update matters_topic set code = 'kurkku', version = 2 where id = {other_topic}"
    ],
    "a_patient_topic_has_a_patient_team": [
        "update matters_topic set patient_team_id = null where id = {topic}"
    ],
    "a_social_topic_has_a_social_team": ["update matters_topic set social_team_id = null where id = {topic}"],
    "a_closingreason_version_once": [
        "update matters_closingreason set code = 'guided', valid_to = valid_from where code = 'solved'"
    ],
    "one_closingreason_version_in_force": [
        "update matters_closingreason set code = 'guided', version = 2 where code = 'solved'"
    ],
    "nobody_chooses_what_follows_from_another_action": [
        "update matters_closingreason set offered = true where code = 'joined'"
    ],
    "only_a_closed_matter_was_closed_as": [
        "update matters_matter set closed_as_id = r.id from matters_closingreason r"
        " where r.code = 'solved' and matters_matter.id = {held}"
    ],
    # Conversations.
    "one_message_at_a_place": ["update conversations_message set seq = 1 where id = {message}"],
    "one_draft_of_a_kind_for_each_writer": [
        "update conversations_draft set kind = 'reply' where id = {draft}"
    ],
    "a_textmodule_version_once": [
        "update conversations_textmodule set code = 'hei', valid_to = now() where id = {phrase}"
    ],
    "one_textmodule_version_in_force": [
        "update conversations_textmodule set code = 'hei', version = 2 where id = {phrase}"
    ],
    "a_instructioncard_version_once": [
        "update conversations_instructioncard set code = 'kipu', valid_to = valid_from where id = {card}"
    ],
    "one_instructioncard_version_in_force": [
        "update conversations_instructioncard set code = 'kipu', version = 2 where id = {card}"
    ],
    "a_recordingtemplate_version_once": [
        "update conversations_recordingtemplate set code = 'puhelu', valid_to = valid_from"
        " where id = {template}"
    ],
    "one_recordingtemplate_version_in_force": [
        "update conversations_recordingtemplate set code = 'puhelu', version = 2 where id = {template}"
    ],
    "only_a_note_has_a_template": [
        "update conversations_draft set template_id = {template} where kind = 'reply'"
    ],
}


# Asked at the commit, so that rows that name each other can be written in either order.
DEFERRED = {
    "the_holder_holds_an_open_catch",
    "an_open_catch_is_its_matters",
    "a_pending_offer_keeps_the_giver",
    "an_open_matter_has_an_open_team",
    "the_due_time_is_a_running_clocks",
    "the_due_time_is_the_earliest_clocks",
    "a_running_clock_has_an_open_matter",
}


def make_phrase(code):
    """Return a text module in force."""
    texts = {f"{field}_{language}": code for field in ("title", "body") for language in ("fi", "sv", "en")}
    return TextModule.objects.create(code=code, owner=make_owner(), valid_from=LONG_AGO, **texts)


@pytest.fixture
def facts(topic, maria, matter, nurses, aino, eero, olli):
    """Matters in every state that the keys are about, and the ids of their rows."""
    held, offered, closed = make_matter(topic, maria), make_matter(topic, maria), make_matter(topic, maria)
    catch = catch_matter(matter_id=held.pk, by=aino, at=NINE)
    snooze_matter(matter_id=held.pk, until=NINE + HOUR, why="", by=aino, at=NINE)
    offer = offer_handover(matter_id=offered.pk, reason="x", by=aino, at=NINE, to_person=olli.professional)
    question = ask_colleague(matter_id=matter.pk, question="?", by=aino, at=NINE, to_person=olli.professional)
    close_matter(matter_id=closed.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE)
    for body in ("Hei", "Ja vielä."):
        message = reply(matter_id=held.pk, body=body, client_uuid=uuid6.uuid7(), by=aino, at=NINE + MINUTE)
    save_draft(matter_id=held.pk, kind="reply", body="x", by=aino, at=NINE)
    draft = save_draft(matter_id=held.pk, kind="note", body="x", by=aino, at=NINE)
    make_phrase("hei")
    make_card("kipu")
    make_template("puhelu")
    h1, p1 = matter.clocks.order_by("due_at")
    return {
        "free": matter.pk,
        "advice": make_advice(topic, by=aino).pk,
        "client": maria.pk,
        "held": held.pk,
        "offered": offered.pk,
        "closed": closed.pk,
        "catch": catch.pk,
        "offered_catch": offer.catch_id,
        "offer": offer.pk,
        "question": question.pk,
        "snooze": held.snoozes.get().pk,
        "user": aino.pk,
        "other_user": eero.pk,
        "team": nurses.pk,
        "due_clock": h1.pk,
        "later_clock": p1.pk,
        "strange_clock": held.clocks.get(rule="H1").pk,
        "ended_clock": closed.clocks.get(rule="H1").pk,
        "topic": topic.pk,
        "other_topic": make_topic(nurses).pk,
        "message": message.pk,
        "draft": draft.pk,
        "phrase": make_phrase("moi").pk,
        "card": make_card("kuume").pk,
        "template": make_template("vastaanotto").pk,
    }


@pytest.mark.parametrize(
    ("name", "sql"),
    [(name, sql) for name, breaks in BREAKS.items() for sql in breaks],
    ids=lambda value: value[:40],
)
def test_the_database_refuses_what_breaks_the_promise(name, sql, facts):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(**facts))
        # The key itself is asked first: several may be broken by one row.
        if name in DEFERRED:
            cursor.execute(f"set constraints {name} immediate")
        cursor.execute("set constraints all immediate")

    assert refusal.value.__cause__.diag.constraint_name == name


def test_every_key_is_tried():
    models = [
        model for app in ("matters", "conversations") for model in apps.get_app_config(app).get_models()
    ]
    named = {
        constraint.name
        for model in models
        for constraint in model._meta.constraints
        # A unique key that holds the primary key only serves another table's foreign key.
        if "id" not in getattr(constraint, "fields", ())
    }
    promises = importlib.import_module("koppi.matters.migrations.0002_promises")

    triggers = {"the_due_time_is_the_earliest_clocks", "a_matter_stays_whose_it_is"}
    assert set(BREAKS) == named | {key[1] for key in promises.KEYS} | triggers


def test_the_keys_of_the_promises_wait_for_the_commit(facts):
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname from pg_constraint where condeferred and conname = any(%s)", [[*BREAKS]]
        )
        deferred = {row[0] for row in cursor.fetchall()}

    assert deferred == DEFERRED
