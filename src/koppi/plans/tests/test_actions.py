"""A summary and a plan are written with the client; two who write at once both keep what they wrote."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from koppi.access.second_lock import acting
from koppi.ledger.models import Event
from koppi.matters.errors import NobodyIdentified
from koppi.matters.models import Matter
from koppi.matters.tests.factories import HOUR, NINE, make_advice, make_client, make_matter, resident_of
from koppi.people.scope import facts_of
from koppi.plans import rules
from koppi.plans.actions import keep_unfinished, withdraw, write_paper
from koppi.plans.errors import ChangedMeanwhile, NothingNew, NotShownYet, SaysNothing, TooLong
from koppi.plans.models import Paper, Unfinished, Version
from koppi.plans.queries import changes_since, papers_shown_to, unfinished, versions_of, written_now

AT_HOME = "Asuu kotona puolison kanssa."


def write(matter, by, text=AT_HOME, *, seen=0, at=NINE, **changes):
    given = {"kind": rules.SUMMARY, "content": {"text": text}, "with_client": True, "key": uuid4()} | changes
    return write_paper(matter_id=matter.pk, seen=seen, by=by, at=at, **given)


def test_a_summary_has_versions_signed_and_dated(matter, aino, eero):
    write(matter, aino)
    write(matter, eero, f"{AT_HOME} Laulaa kuorossa.", seen=1, at=NINE + HOUR)

    newest, first = versions_of(matter, rules.SUMMARY, by=aino)
    assert (first.number, first.by_name, first.content) == (1, "Aino Koski", {"text": AT_HOME})
    assert (newest.number, newest.by_name, newest.written_at) == (2, "Eero Salo", NINE + HOUR)
    assert ("new", " Laulaa kuorossa.") in newest.changes["text"]


def test_the_second_of_two_writers_is_told_what_changed_and_nothing_is_lost(matter, aino, eero):
    write(matter, aino)
    write(matter, aino, "Asuu palvelutalossa.", seen=1)

    with pytest.raises(ChangedMeanwhile) as refusal:
        write(matter, eero, "Asuu kotona yksin.", seen=1)

    assert refusal.value.number == 2
    assert set(changes_since(matter, rules.SUMMARY, 1, by=eero)) == {"text"}
    write(matter, eero, "Asuu kotona yksin.", seen=2)
    texts = [one.content["text"] for one in versions_of(matter, rules.SUMMARY, by=aino)]
    assert texts == ["Asuu kotona yksin.", "Asuu palvelutalossa.", AT_HOME]


def test_pressing_twice_is_one_version(matter, aino):
    key = uuid4()
    first = write(matter, aino, key=key)

    assert write(matter, aino, key=key) == first
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "error"), [(" \n", SaysNothing), ("a" * 2001, TooLong), (f" {AT_HOME} ", NothingNew)]
)
def test_what_cannot_be_a_version_is_refused(matter, aino, text, error):
    write(matter, aino)

    with pytest.raises(error):
        write(matter, aino, text, seen=1)
    assert Version.objects.count() == 1


def test_the_ledger_tells_the_version_and_none_of_its_words(matter, aino):
    version = write(matter, aino)

    event = Event.objects.get(kind="paper.written")
    assert event.client_id == matter.client_id
    assert event.data == {"register": "patient", "paper": version.paper_id, "what": "summary", "number": 1}


def test_a_plan_stands_beside_the_summary(matter, aino):
    write(matter, aino)
    write(matter, aino, kind=rules.PLAN, content={"goals": "Kuoroon torstaisin", "deeds": "Aino kävelee"})

    found = written_now(matter, rules.KINDS, by=aino)
    assert set(found) == set(rules.KINDS)
    assert found[rules.PLAN].content["goals"] == "Kuoroon torstaisin"


def test_each_register_has_its_own_and_sees_no_other(matter, topic, maria, aino, sari):
    in_social = make_matter(topic, maria, register="social")
    write(matter, aino)

    assert written_now(in_social, rules.KINDS, by=sari) == {}
    write(in_social, sari, "Hakee tukea.")
    assert [one.content["text"] for one in versions_of(matter, rules.SUMMARY, by=aino)] == [AT_HOME]
    assert not Paper.objects.visible_to(sari).filter(register="patient").exists()
    with pytest.raises(Matter.DoesNotExist):
        write(matter, sari, "Terveydestä", seen=1)


def test_any_matter_of_the_client_in_the_register_leads_to_the_same_paper(matter, topic, maria, aino):
    other = make_matter(topic, maria)
    write(matter, aino)

    write(other, aino, "Muutti palvelutaloon.", seen=1)

    paper = Paper.objects.get()
    assert (paper.versions.count(), paper.matter_id) == (2, other.pk)


def test_nothing_is_written_from_advice_or_from_what_the_client_does_not_see(topic, maria, aino):
    advice = make_advice(topic, by=aino)
    hidden = make_matter(topic, maria, hidden=True)

    with pytest.raises(NobodyIdentified):
        write(advice, aino)
    with pytest.raises(NotShownYet):
        write(hidden, aino)


def test_what_is_being_written_is_its_writers_own_and_ends_with_the_version(matter, aino, eero):
    keep_unfinished(
        matter_id=matter.pk, kind=rules.PLAN, content={"goals": "Kuoroon"}, seen=0, by=aino, at=NINE
    )
    keep_unfinished(
        matter_id=matter.pk, kind=rules.PLAN, content={"deeds": "Kävelee", "x": "y"}, seen=0, by=aino, at=NINE
    )

    kept = unfinished(matter, rules.PLAN, by=aino)
    assert kept.content == {"goals": "Kuoroon", "deeds": "Kävelee"}
    assert unfinished(matter, rules.PLAN, by=eero) is None
    write(matter, aino, kind=rules.PLAN, content=kept.content)
    assert not Unfinished.objects.exists()


def test_what_was_written_about_the_wrong_client_is_shown_to_nobody(matter, aino, resident):
    write(matter, aino)

    withdraw(by=aino, at=NINE, matter_id=matter.pk)

    assert written_now(matter, rules.KINDS, by=aino) == {}
    assert papers_shown_to(resident) == []
    assert write(matter, aino, seen=0).number == 2


def test_a_client_sees_their_own_and_nobody_else_does(matter, aino, resident):
    write(matter, aino)

    assert [one.content["text"] for one in papers_shown_to(resident)] == [AT_HOME]
    assert papers_shown_to(resident_of(make_client("Otto Virta"))) == []


@pytest.mark.parametrize("count", [1, 12])
def test_the_standing_papers_take_two_statements_however_many_versions(
    matter, aino, count, django_assert_num_queries
):
    for number in range(count):
        write(matter, aino, f"Versio {number}", seen=number)
    written_now(matter, rules.KINDS, by=aino)

    with django_assert_num_queries(2):
        written_now(matter, rules.KINDS, by=aino)


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("insert into plans_paper (kind, client_id, register, matter_id)"
         " select kind, client_id, register, matter_id from plans_paper",
         "one_paper_of_a_kind_in_a_register"),
        ("update plans_paper set register = 'advice'", "a_paper_is_of_one_register"),
        ("update plans_paper set kind = 'letter'", "a_paper_is_of_a_known_kind"),
        ("update plans_version set number = 1", "one_version_of_a_number"),
        ("update plans_version set number = 0 where number = 1", "versions_are_counted_from_one"),
        ("insert into plans_unfinished (matter_id, user_id, kind, content, seen, updated_at)"
         " select matter_id, user_id, kind, content, seen, updated_at from plans_unfinished",
         "one_unfinished_paper_each"),
    ],
)  # fmt: skip
def test_the_database_keeps_the_promises(matter, aino, sql, name):
    write(matter, aino)
    write(matter, aino, "Toinen", seen=1)
    keep_unfinished(matter_id=matter.pk, kind="plan", content={}, seen=0, by=aino, at=NINE)

    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_the_second_lock_shows_a_paper_to_its_register_and_its_client(
    matter, topic, maria, aino, sari, resident
):
    make_matter(topic, maria, register="social", at=NINE + timedelta(minutes=1))
    write(matter, aino)
    keep_unfinished(matter_id=matter.pk, kind="plan", content={}, seen=0, by=aino, at=NINE)
    stranger = resident_of(make_client("Otto Virta"))

    def seen(user):
        counts = []
        with transaction.atomic(), acting(facts_of(user)), connection.cursor() as cursor:
            for table in ("paper", "version", "unfinished"):
                cursor.execute(f"select count(*) from plans_{table}")
                counts.append(cursor.fetchone()[0])
        return tuple(counts)

    assert (seen(aino), seen(sari)) == ((1, 1, 1), (0, 0, 0))
    assert (seen(resident), seen(stranger)) == ((1, 1, 0), (0, 0, 0))
