"""Who has looked at my data: the lines, whose they are, the file, the question, and the older ones."""

import csv
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from koppi.access import policy, second_lock
from koppi.access.actions import decide_older_looks, log_reading
from koppi.access.matrix import Kind
from koppi.access.models import OlderLooks, Reading
from koppi.conversations.models import Message
from koppi.intake.actions import submit_contact
from koppi.intake.tests.factories import install_topics, make_draft, make_resident
from koppi.ledger.models import Event
from koppi.matters.models import Clock, Matter
from koppi.matters.tests.factories import HOUR, NINE, let_act, make_professional
from koppi.people.models import Mandate
from koppi.resident import actions, looks, rules, words

OLD = NINE - timedelta(days=3 * 365)


def look(reader, client, at=NINE, **values):
    """Write a line of the log, and return its number."""
    log_reading(
        reader=reader,
        client_ids=[getattr(one, "pk", one) for one in (client if isinstance(client, list) else [client])],
        at=at,
        **{"register": "patient", "what": "matter", "why": "own_team", **values},
    )
    return Reading.objects.latest("id").pk


def said(answer):
    return unescape(answer.content.decode())


def page(client, name="looks_of", *more):
    return reverse(f"resident:{name}", args=[client.uuid, *more])


@pytest.fixture
def liisa(teams):
    return make_professional("Liisa Koski", teams["etela"]).user


@pytest.fixture(autouse=True)
def monday(nine):
    return nine


def test_a_line_tells_who_when_where_what_and_why(browser, liisa, maria):
    look(liisa, maria, what="contact_details", why="holder")

    shown = said(browser.get("/my-data/"))

    for part in ("Liisa Koski", "Nurse", "Rannikon terveysasema", "Health care", "how to reach you"):
        assert part in shown
    assert "takes care of your matter" in shown


def test_the_pages_go_on_where_the_last_one_ended(browser, liisa, maria, user):
    for number in range(looks.A_PAGE + 5):
        look(liisa, maria, at=NINE - number // 3 * HOUR)

    whose = looks.one_of(user, None, NINE)
    first = looks.looks_page(whose, user, NINE)
    second = looks.looks_page(whose, user, NINE, rules.read_cursor(first.more))

    assert [len(first.looks), len(second.looks), second.more] == [50, 5, ""]
    assert len({one.id for one in first.looks + second.looks}) == 55
    assert "before=" in said(browser.get("/my-data/"))
    assert browser.get("/my-data/?before=nonsense").status_code == 200


def test_each_line_of_the_two_years_is_reached_and_the_page_says_where_it_ends(browser, liisa, maria):
    """Many lines of one moment, and one of the first day that shows."""
    kept = {look(liisa, maria, at=NINE - number // 40 * HOUR) for number in range(2 * looks.A_PAGE)}
    kept.add(look(liisa, maria, at=rules.two_years_before(NINE)))
    look(liisa, maria, at=rules.two_years_before(NINE) - timedelta(seconds=1))

    found, query, ends = [], "", []
    while query is not None:
        shown = said(browser.get(f"/my-data/{query}"))
        found += [int(number) for number in re.findall(r"/lines/(\d+)/", shown)]
        counted = re.search(r"(\w+) lines? (are|is) on this page", shown)[1]
        ends.append((counted, "are on the next page" in shown, "the end of the list" in shown))
        following = re.search(r'href="(\?before=[^"]+)"', shown)
        query = following and following[1]

    assert len(found) == len(kept) and set(found) == kept
    assert ends == [("50", True, False), ("50", True, False), ("One", False, True)]
    assert "Show the newest lines" in shown


def test_a_long_log_hides_nobody_who_has_opened_the_matter(browser, liisa, maria, matter, teams):
    eero = make_professional("Eero Salo", teams["etela"]).user
    look(liisa, maria, matter_id=matter.pk)
    for _ in range(201):
        look(eero, maria, matter_id=matter.pk)

    assert ". 2 people have opened this." in said(browser.get(f"/my/{matter.reference}/"))


def test_what_the_two_years_do_not_show_is_not_said_never_to_have_been(browser, liisa, maria):
    look(liisa, maria, at=OLD)

    for address in ("/", "/my-data/"):
        assert "Nobody has looked at your data in the last two years." in said(browser.get(address))


def test_a_long_log_takes_as_many_statements_as_a_short_one(browser, liisa, maria, teams):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/my-data/").status_code == 200
        return len(asked)

    look(liisa, maria)
    browser.get("/my-data/")
    few = statements()
    for number in range(20):
        look(make_professional(f"Aino {number}", teams["etela"]).user, maria)

    assert statements() == few


def test_whoever_may_act_sees_the_registers_of_the_mandate(client, liisa, maria, stranger):
    elsa, elsa_user = make_resident("Elsa Lindqvist")
    let_act(elsa, maria, social=False)
    look(liisa, maria, what="matter")
    look(liisa, maria, register="social", what="worklist")
    client.cookies["koppi_language"] = "en"
    client.force_login(elsa_user)

    shown = said(client.get(page(maria)))

    assert "the matter with its messages" in shown and "in a list of work" not in shown
    client.force_login(stranger)
    assert client.get(page(maria)).status_code == 404


def child_of(parent, birth_date=date(2014, 1, 10)):
    child, _ = make_resident("Ada Lindqvist", birth_date=birth_date)
    let_act(parent, child, Mandate.Kind.GUARDIAN)
    return child


def test_a_guardian_sees_who_has_looked_at_a_child(browser, liisa, maria, teams):
    child = child_of(maria)
    look(liisa, child)

    assert "Liisa Koski" in said(browser.get(page(child)))


@pytest.mark.parametrize("born", [date(2011, 1, 10), date(2014, 1, 10)])
def test_what_a_minor_keeps_from_a_guardian_closes_the_log_of_that_register(
    browser, liisa, maria, user, teams, born
):
    """A line alone tells that there is a matter, and where."""
    child = child_of(maria, born)
    submit_contact(draft_uuid=make_draft(user, who={"about_whom": str(child.uuid)}).uuid, by=user, at=NINE)
    look(liisa, child)
    look(liisa, child, register="social", why="permission")
    assert "works in the team of the matter" in said(browser.get(page(child)))

    Matter.objects.update(guardian_sees=False)

    shown = said(browser.get(page(child)))
    assert "had their permission" in shown and "works in the team" not in shown
    exported = b"".join(browser.get(page(child, "looks_csv")).streaming_content).decode()
    assert "had their permission" in exported and "works in the team" not in exported
    Mandate.objects.update(social=False)
    for name in ("looks_of", "looks_csv", "looks_json", "older_looks"):
        assert browser.get(page(child, name)).status_code == 404
    assert "Ada" not in said(browser.get("/my-data/"))


def test_the_pages_show_a_log_just_where_the_policy_opens_it(browser, liisa, maria, monkeypatch):
    elsa, _ = make_resident("Elsa Lindqvist")
    let_act(maria, elsa)
    look(liisa, elsa)
    assert browser.get(page(elsa)).status_code == 200

    monkeypatch.setattr(policy, "AGENTS", policy.CLIENTS_OWN - {Kind.READINGS})

    assert browser.get(page(elsa)).status_code == 404


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_nobody_is_told_that_anothers_data_is_theirs(language):
    theirs = {
        "en": r"\byour?\b",
        "fi": r"(?<!\bava)si\b|sinu",
        "sv": r"\bdi(n|tt|na|g)\b",
    }
    with translation.override(language):
        for own in (True, False):
            told = [words.what_was_shown(code, own=own) for code in (*words.WHAT_WAS_SHOWN, "else")]
            told += [words.why_looked(code, own=own) for code in (*words.WHY_LOOKED, "else")]
            assert bool([one for one in told if re.search(theirs[language], one)]) == own


def test_whoever_acts_asks_about_the_others_data(browser, liisa, maria):
    elsa, _ = make_resident("Elsa Lindqvist")
    let_act(maria, elsa)
    number = look(liisa, elsa)

    browser.post(page(elsa, "look", number))

    asked = Matter.objects.get()
    assert asked.subject == "A question about who has looked at the data"
    shown = said(browser.get(page(elsa, "look", number))) + said(browser.get(page(elsa)))
    assert "the matter with its messages" in shown and "your matter" not in shown
    told = b"".join(browser.get(page(elsa, "looks_csv")).streaming_content).decode()
    assert "Who has looked at the data of Elsa Lindqvist" in told


def test_where_a_hidden_client_is_met_is_for_the_client_alone(client, browser, liisa, maria):
    type(maria).objects.filter(pk=maria.pk).update(non_disclosure=True)
    elsa, elsa_user = make_resident("Elsa Lindqvist")
    let_act(elsa, maria)
    look(liisa, maria)

    assert "Rannikon terveysasema" in said(browser.get("/my-data/"))
    client.force_login(elsa_user)
    assert "Rannikon terveysasema" not in said(client.get(page(maria)))


# The file


def test_the_log_comes_as_a_file_and_the_ledger_knows(browser, liisa, maria):
    for number in range(looks.A_PAGE + 1):
        look(liisa, maria, at=NINE - number * HOUR)

    answer = browser.get(page(maria, "looks_csv"))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    answer_json = browser.get(page(maria, "looks_json"))
    told = json.loads(b"".join(answer_json.streaming_content))

    assert answer.streaming and rows[0][0] == "Who has looked at my data" and rows[1][1] == maria.name
    assert len(rows) == 6 + looks.A_PAGE + 1 and rows[6][1] == "Liisa Koski"
    assert len(told["looks"]) == looks.A_PAGE + 1 and told["looks"][0]["unit"] == "Rannikon terveysasema"
    assert list(Event.objects.filter(kind="looks.exported").values_list("client_id", "data")) == [
        (maria.pk, {"form": "csv"}),
        (maria.pk, {"form": "json"}),
    ]


def test_no_cell_of_the_file_is_a_formula(browser, liisa, maria):
    type(liisa.professional).objects.update(given_name="=HYPERLINK(1)")
    look(liisa, maria)

    told = b"".join(browser.get(page(maria, "looks_csv")).streaming_content).decode()

    assert "'=HYPERLINK(1)" in told


# A question about a line


def test_one_press_asks_the_officer_and_twice_is_once(browser, liisa, maria, user, teams):
    number = look(liisa, maria)
    where = page(maria, "look", number)

    for _ in range(3):
        assert browser.post(where).status_code == 302

    matter = Matter.objects.get()
    assert (matter.register, matter.team, matter.topic.code) == (
        "patient",
        teams["tietosuoja"],
        "data_protection",
    )
    assert list(Clock.objects.values_list("rule", flat=True)) == ["P1"]
    shown = said(browser.get(where))
    assert "We have your question" in shown and matter.reference in shown
    assert "You have asked about this." in said(browser.get("/my-data/"))
    letter = said(browser.get(f"/my/{matter.reference}/"))
    assert "Liisa Koski" in letter and "Monday 3 March 2025" in letter


def test_own_words_go_into_the_same_matter(browser, liisa, maria):
    where = page(maria, "look", look(liisa, maria))
    browser.post(where)
    form = {"body": "Hän on naapurini.", "key": "018f0000-0000-7000-8000-000000000001"}

    assert browser.post(where, {"body": "", "key": form["key"]}).status_code == 422
    for _ in range(2):
        assert browser.post(where, form).status_code == 302

    assert Message.objects.get().body == "Hän on naapurini."
    assert Matter.objects.count() == 1


def test_a_line_of_social_care_is_asked_about_there(browser, liisa, maria, teams):
    browser.post(page(maria, "look", look(liisa, maria, register="social")))

    matter = Matter.objects.get()
    assert (matter.register, matter.team) == ("social", teams["tietosuoja-sosiaali"])


def test_nobody_asks_about_a_line_that_is_not_theirs(client, browser, liisa, maria, stranger):
    theirs = look(liisa, maria)
    client.force_login(stranger)
    assert client.post(page(maria, "look", theirs)).status_code == 404

    other, other_user = make_resident("Otto Toinen")
    client.force_login(other_user)
    assert client.post(page(other, "look", theirs)).status_code == 404
    assert not Matter.objects.exists()


def test_two_clients_of_one_list_ask_each_for_themselves(client, liisa, maria, user):
    other, other_user = make_resident("Otto Toinen")
    number = look(liisa, [maria, other], what="worklist")

    for who, account in ((maria, user), (other, other_user)):
        client.force_login(account)
        client.post(page(who, "look", number))

    assert set(Matter.objects.values_list("client_id", flat=True)) == {maria.pk, other.pk}


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_question(nine):
    install_topics()
    maria, user = make_resident()
    reader = make_professional("Liisa Koski").user
    number = look(reader, maria)
    whose = looks.one_of(user, None, NINE)
    line, row = looks.look_of(whose, number, user, NINE)

    def press(_):
        try:
            return actions.ask_about_look(whose=whose, row=row, line=line, by=user, at=NINE).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        asked = set(hands.map(press, range(8)))

    assert len(asked) == 1 and Matter.objects.count() == 1


# Older than two years


def ask_older(browser, maria, key="018f0000-0000-7000-8000-000000000001"):
    return browser.post(
        page(maria, "older_looks"), {"register": "patient", "reason": "Oikeudenkäynti.", "key": key}
    )


def test_what_is_older_than_two_years_waits_for_a_reason(browser, liisa, maria, user):
    old = look(liisa, maria, at=OLD, what="going_home")
    look(liisa, maria, at=OLD, register="social", what="worklist")
    assert "end of a working day" not in said(browser.get("/my-data/"))
    assert browser.post(page(maria, "look", old)).status_code == 404

    assert browser.post(page(maria, "older_looks"), {"register": "patient", "reason": ""}).status_code == 422
    ask_older(browser, maria)
    request = OlderLooks.objects.get()
    assert Matter.objects.get(pk=request.matter_id).topic.code == "data_protection"
    assert "end of a working day" not in said(browser.get("/my-data/"))

    decide_older_looks(request_id=request.pk, granted=True, answer="", by=liisa, at=NINE)
    shown = said(browser.get("/my-data/"))
    assert "end of a working day" in shown
    assert "in a list of work" not in shown  # the other register was not asked for
    later = looks.looks_page(looks.one_of(user, None, NINE), user, NINE + timedelta(days=31))
    assert later.looks == []


def test_one_request_waits_at_a_time_and_a_refusal_is_read_with_its_reasons(browser, liisa, maria):
    look(liisa, maria, at=OLD)
    ask_older(browser, maria)
    ask_older(browser, maria)
    ask_older(browser, maria, key="018f0000-0000-7000-8000-000000000002")
    request = OlderLooks.objects.get()
    assert Matter.objects.count() == 1

    decide_older_looks(request_id=request.pk, granted=False, answer="Syytä ei kerrottu.", by=liisa, at=NINE)

    shown = said(browser.get("/my-data/"))
    assert "Syytä ei kerrottu." in shown and "Liisa Koski" not in shown
    with pytest.raises(OlderLooks.DoesNotExist):
        decide_older_looks(request_id=request.pk, granted=True, answer="", by=liisa, at=NINE)
    ask_older(browser, maria, key="018f0000-0000-7000-8000-000000000003")
    assert OlderLooks.objects.count() == 2


@pytest.mark.parametrize("said", ["", "1", "a-b", "-", "1-", "99999999999999999999-1", "1-1-1"])
def test_a_cursor_that_is_none_begins_anew(said):
    assert rules.read_cursor(said) is None


def test_the_file_is_written_on_behalf_of_its_reader(browser, liisa, maria, monkeypatch):
    """It streams when the request has let go of the second lock, and would find no matter without it."""
    look(liisa, maria)
    roles = []
    page_of = looks.looks_page

    def seen(*args):
        roles.append(second_lock._acting.get().role)
        return page_of(*args)

    monkeypatch.setattr(looks, "looks_page", seen)
    b"".join(browser.get(page(maria, "looks_csv")).streaming_content)

    assert roles == ["koppi_resident"]
