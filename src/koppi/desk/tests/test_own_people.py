"""Name somebody as a client's own, say yes or no, end it, and one's own clients."""

import pytest
from django.utils import translation

from koppi.access.models import Reading
from koppi.desk import queries
from koppi.matters.tests.factories import DAY, NINE, make_client, make_matter
from koppi.notices.models import Notice
from koppi.people import actions, rules
from koppi.people.models import Naming, Responsibility
from koppi.people.queries import asked_of, own_people
from koppi.people.scope import scope_of

OWN = "/desk/own-clients/"


@pytest.fixture
def page(matter):
    return f"/desk/m/{matter.reference}/own-people/"


def person(user):
    return f"person:{user.professional.pk}"


def asked(matter, whom, by, role=rules.CARE_LEAD, at=NINE):
    return actions.ask_to_be_own(
        client=matter.client,
        role=role,
        register=matter.register,
        professional=whom.professional,
        by=by,
        at=at,
    )


def agreed(matter, whom, by, role=rules.CARE_LEAD, at=NINE):
    naming = asked(matter, whom, by, role, at)
    return actions.accept_naming(naming_id=naming.pk, by=whom, at=at)


def told(user):
    return list(Notice.objects.filter(to=user).values_list("kind", flat=True))


def test_somebody_is_asked_told_and_says_yes(desk, page, matter, aino, eero, sit_down):
    answer = desk.post(page, {"role": "care_lead", "who": person(eero), "why": "Tuntee Marian."}, follow=True)

    assert "Asked: Eero" in answer.content.decode()
    assert told(eero) == ["own.asked"] and not Responsibility.objects.exists()
    hers = sit_down(eero)
    shown = hers.get(OWN).content.decode()
    assert "Maria Lindqvist" in shown and "Tuntee Marian." in shown and "Asked of you" in shown
    naming = Naming.objects.get()
    notices = hers.get("/desk/notices/").content.decode()
    assert "You are asked to be a client’s own." in notices
    assert f'. <a href="{OWN}">' in notices and "Maria" not in notices
    hers.post(f"{OWN}asked/{naming.pk}/accept/")
    assert [(row.role, row.user_id) for row in own_people(matter.client, NINE + DAY)] == [
        ("care_lead", eero.pk)
    ]
    assert told(aino) == ["own.accepted"]
    assert "care lead" in desk.get(f"/desk/m/{matter.reference}/").content.decode()


def test_a_no_has_words_that_whoever_asked_reads(desk, matter, aino, eero, sit_down):
    naming = asked(matter, eero, aino)
    theirs = sit_down(eero)

    assert theirs.post(f"{OWN}asked/{naming.pk}/decline/", {"why": ""}).status_code == 422
    theirs.post(f"{OWN}asked/{naming.pk}/decline/", {"why": "Jään opintovapaalle."})

    assert told(aino) == ["own.declined"] and not Responsibility.objects.exists()
    assert "Jään opintovapaalle." in desk.get(OWN).content.decode()


def test_whoever_names_themselves_begins_at_once(desk, page, matter, aino):
    desk.post(page, {"role": "care_lead", "who": person(aino)})

    assert [row.user_id for row in own_people(matter.client, NINE + DAY)] == [aino.pk]
    assert not Notice.objects.exists()


def test_a_taken_role_changes_with_a_reason_and_a_talk(desk, page, matter, aino, eero):
    before = agreed(matter, eero, aino)
    change = {"role": f"care_lead:{before.pk}", "who": person(aino)}

    wrong = desk.post(page, change)
    assert wrong.status_code == 422 and "Write what the next one has been told." in wrong.content.decode()
    desk.post(page, {**change, "why": "Muutto.", "talk": "Kuoro on tärkeä."})

    before.refresh_from_db()
    assert before.why_ended == "Muutto."
    assert [row.user_id for row in own_people(matter.client, NINE + DAY)] == [aino.pk]
    assert "own.followed" in told(eero)


def test_a_page_that_is_stale_changes_nobody(desk, page, matter, aino, eero):
    agreed(matter, eero, aino)

    stale = desk.post(page, {"role": "care_lead", "who": person(aino)})

    assert stale.status_code == 422
    assert [row.user_id for row in own_people(matter.client, NINE + DAY)] == [eero.pk]


def test_a_second_press_asks_once(desk, page, eero):
    said = {"role": "care_lead", "who": person(eero), "why": "Hei."}
    desk.post(page, said)

    again = desk.post(page, said)

    assert again.status_code == 409 and "Hei." in again.content.decode()
    assert Naming.objects.count() == 1 and told(eero) == ["own.asked"]


def test_a_team_is_asked_as_own_team_alone(desk, page, matter, eero):
    team = f"team:{matter.team_id}"
    assert desk.post(page, {"role": "care_lead", "who": team}).status_code == 422
    assert desk.post(page, {"role": "own_team", "who": person(eero)}).status_code == 422

    assert desk.post(page, {"role": "own_team", "who": team}).status_code == 303

    assert Naming.objects.get().team_id == matter.team_id and "own.asked" in told(eero)


def test_it_ends_with_a_reason_and_whoever_it_was_is_told(desk, page, matter, aino, eero):
    standing = agreed(matter, eero, aino)
    end = f"{page}{standing.pk}/end/"

    assert desk.post(end, {"why": ""}).status_code == 422
    desk.post(end, {"why": "Hoito päättyi."})

    standing.refresh_from_db()
    assert (standing.end_reason, standing.why_ended) == ("ended", "Hoito päättyi.")
    assert told(eero) == ["own.ended"]
    assert desk.get(end).status_code == 404


def test_what_is_not_yours_is_not_there(page, matter, aino, eero, olli, topic, sit_down):
    naming, standing = asked(matter, eero, aino), agreed(matter, eero, aino, rules.CASE_MANAGER)
    other = sit_down(olli)

    for url in (page, f"{page}{standing.pk}/end/", f"{OWN}asked/{naming.pk}/decline/"):
        assert other.get(url).status_code == 404
    for deed in ("accept", "withdraw"):
        assert other.post(f"{OWN}asked/{naming.pk}/{deed}/").status_code == 404
    assert "Maria Lindqvist" not in other.get(OWN).content.decode()
    elsewhere = make_matter(topic, make_client("Otto Heino"))
    mine = sit_down(aino)
    assert mine.get(f"/desk/m/{elsewhere.reference}/own-people/{standing.pk}/end/").status_code == 404


def test_whoever_asked_takes_it_back_and_cannot_say_yes_for_another(desk, matter, aino, eero):
    naming = asked(matter, eero, aino)

    desk.post(f"{OWN}asked/{naming.pk}/accept/")
    assert Naming.objects.get().outcome == ""
    desk.post(f"{OWN}asked/{naming.pk}/withdraw/")

    assert Naming.objects.get().outcome == "withdrawn" and asked_of(eero) == []


def test_each_client_in_the_list_has_a_line_in_the_log(desk, matter, aino, eero):
    agreed(matter, aino, eero)
    asked(matter, aino, eero, rules.CASE_MANAGER)

    shown = desk.get(OWN).content.decode()

    assert f"/desk/m/{matter.reference}/" in shown and "Care lead" in shown
    lines = Reading.objects.filter(reader_id=aino.pk).values_list("what", "why", "client_ids")
    assert sorted(lines) == [
        ("naming", "naming", [matter.client_id]),
        ("worklist", "own_client", [matter.client_id]),
    ]


def test_why_each_is_suggested_and_how_many_they_have(topic, matter, aino, eero):
    for name in ("Elsa Nurmi", "Kaarlo Salo"):
        agreed(make_matter(topic, make_client(name)), eero, aino)

    with translation.override("en"):
        suggested, _others = queries.suggestions(matter, aino, NINE)

    reasons = {value: said for value, _name, said in suggested}
    assert "2 own clients" in reasons[person(eero)] and "0 own clients" in reasons[person(aino)]
    assert "in the team of this matter" in reasons[person(eero)]


def test_only_a_team_lead_reads_how_many_each_has(matter, aino, head):
    agreed(matter, aino, head)

    assert queries.team_loads(aino, NINE) == []
    assert ("Aino Koski", 1) in queries.team_loads(head, NINE)


def test_own_clients_and_suggestions_cost_the_same_however_many(
    topic, matter, aino, eero, head, django_assert_num_queries
):
    for name in ("Otto Heino", "Elsa Nurmi", "Kaarlo Salo"):
        agreed(make_matter(topic, make_client(name)), aino, eero)
    for user in (aino, head):
        scope_of(user)

    with django_assert_num_queries(2):
        assert len(queries.own_clients(aino, NINE)) == 3
    with django_assert_num_queries(2):
        assert queries.team_loads(head, NINE)
    with django_assert_num_queries(6):
        queries.suggestions(matter, aino, NINE)
    with django_assert_num_queries(1):
        queries.asked_by(eero, NINE)
