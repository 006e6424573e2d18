import re

import pytest

from koppi.access.models import Reading
from koppi.conversations import actions as talk
from koppi.matters import actions
from koppi.matters.actions import catch_matter
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import HOUR, MINUTE, NINE

from .conftest import TEN_PAST


def rows(browser, query):
    return [row.reference for row in browser.get(f"/desk/{query}").context["list"].rows]


def look_again(browser, tokens, query="?scope=team", **more):
    return browser.post(f"/desk/rows/{query}", {"row": tokens, **more}).content.decode()


def tokens(browser, query="?scope=team"):
    return [row.token for row in browser.get(f"/desk/{query}").context["list"].rows]


@pytest.fixture
def warned(topic, matter):
    """A matter whose client affirmed a warning statement."""
    return make.make_matter(topic, make.make_client("Rauha Rinne"), subject="Rintakipu", affirmed=True)


def test_the_worklist_shows_what_waits_for_the_team(desk, matter):
    page = desk.get("/desk/?scope=team")

    assert page.status_code == 200
    assert f"/desk/m/{matter.reference}/?scope=team" in page.content.decode()


def test_what_is_urgent_comes_first_and_in_its_own_group(desk, matter, warned):
    groups = desk.get("/desk/?scope=team").context["list"].groups

    assert [(group, [row.reference for row in found]) for group, found in groups] == [
        ("urgent", [warned.reference]),
        ("today", [matter.reference]),
    ]


def test_whoever_sees_a_row_leaves_one_line_for_the_whole_list(desk, matter, warned, aino):
    desk.get("/desk/?scope=team")

    line = Reading.objects.get(reader_id=aino.pk)
    assert (line.what, line.register) == ("worklist", "patient")
    assert sorted(line.client_ids) == sorted([matter.client_id, warned.client_id])


def test_a_matter_opens_beside_the_list(desk, matter):
    page = desk.get(f"/desk/m/{matter.reference}/?scope=team").content.decode()

    assert 'id="list"' in page
    assert 'id="matter"' in page
    assert 'aria-current="true"' in page


def test_for_me_tells_why(sit_down, eero, topic, matter):
    make.make_matter(topic, make.make_client("Oma Asiakas"))
    own = make.make_matter(topic, make.make_client("Oma Toinen"), subject="Haava")
    own.meant_for = eero.professional
    own.save()

    page = sit_down(eero).get("/desk/")

    assert page.context["list"].rows[0].reference == own.reference
    assert page.context["list"].rows[0].more == "your client"


@pytest.mark.parametrize(
    ("scope", "happens"),
    [
        ("mine", lambda matter, aino: None),
        (
            "waiting",
            lambda matter, aino: actions.wait_for(
                matter_id=matter.pk, waiting_for="client", by=aino, at=TEN_PAST
            ),
        ),
        (
            "snoozed",
            lambda matter, aino: actions.snooze_matter(
                matter_id=matter.pk, until=TEN_PAST + HOUR, why="", by=aino, at=TEN_PAST
            ),
        ),
    ],
)
def test_what_i_hold_stands_in_its_own_scope(desk, matter, aino, scope, happens):
    actions.mark_answered(matter_id=matter.pk, by=aino, at=TEN_PAST)
    happens(matter, aino)

    assert rows(desk, f"?scope={scope}") == [matter.reference]
    (counted,) = re.findall(rf'id="scope-{scope}".+?<b>(\d+)</b>', desk.get("/desk/").content.decode())
    assert counted == "1"


def test_filters_narrow_the_list_and_stand_in_the_address(desk, topic, matter):
    swedish = make.make_matter(topic, make.make_client("Ellen Nyman"), language="sv")

    assert rows(desk, "?scope=team&language=sv") == [swedish.reference]
    assert rows(desk, "?scope=team&urgency=2") == []
    assert "Show all" in desk.get("/desk/?scope=team&urgency=2").content.decode()


def test_more_rows_come_with_a_cursor_and_no_row_comes_twice(desk, topic, matter):
    for number in range(30):
        make.make_matter(topic, make.make_client(f"Testi Henkilö{number}"), at=NINE - number * MINUTE)

    first = desk.get("/desk/?scope=team")
    place = first.context["place"].at(first.context["list"].more)
    second = desk.get(f"/desk/{place.query}")
    appended = desk.get(f"/desk/{place.query}", headers={"HX-Request": "true"})

    seen = [row.reference for page in (first, second) for row in page.context["list"].rows]
    assert len(seen) == len(set(seen)) == 31
    assert "<html" not in appended.content.decode()
    assert appended.content.decode().count("<li") == 6


def test_the_words_searched_for_stand_in_no_address(desk, matter):
    answer = desk.post("/desk/search/?scope=team", {"q": "kurkku"})

    assert "kurkku" not in answer["Location"].lower()
    page = desk.get(answer["Location"])
    assert [row.reference for row in page.context["list"].rows] == [matter.reference]
    assert "kurkku" not in page.request["QUERY_STRING"]


def test_a_search_finds_a_name_and_a_reference_too(desk, matter):
    for words in ("Lindq", matter.shown_reference, "kurkut kipeinä"):
        page = desk.get(desk.post("/desk/search/", {"q": words})["Location"])
        assert [row.reference for row in page.context["list"].rows] == [matter.reference], words


def test_an_empty_search_goes_back_to_the_list(desk, matter):
    assert desk.post("/desk/search/?scope=team", {"q": " "})["Location"] == "/desk/?scope=team"


def test_a_search_shows_no_matter_of_another_team(sit_down, olli, matter):
    browser = sit_down(olli)

    page = browser.get(browser.post("/desk/search/", {"q": "kurkku"})["Location"])

    assert page.context["list"].rows == []
    assert "Nothing was found" in page.content.decode()


# A page that looks again


def test_nothing_is_said_when_nothing_has_changed(desk, matter):
    told = look_again(desk, tokens(desk))

    assert "row-" not in told
    assert "new. Show" not in told


def test_a_row_that_another_took_says_so_in_its_place(desk, matter, eero):
    known = tokens(desk)
    catch_matter(matter_id=matter.pk, by=eero, at=TEN_PAST)

    told = look_again(desk, known)

    assert f'id="row-{matter.reference}" hx-swap-oob="true"' in told
    assert "Eero took it" in told


def test_new_rows_wait_behind_a_bar(desk, topic, matter):
    known = tokens(desk)
    make.make_matter(topic, make.make_client("Uusi Ihminen"), subject="Yskä")

    told = look_again(desk, known)

    assert "1 new. Show" in told
    assert "Yskä" not in told


def test_an_urgent_new_row_shows_at_once_in_the_place_kept_for_it(desk, topic, matter, aino):
    known = tokens(desk)
    urgent = make.make_matter(topic, make.make_client("Rauha Rinne"), subject="Rintakipu", affirmed=True)

    told = look_again(desk, known)

    assert "Urgent, new: Rintakipu" in told
    assert f'id="row-{urgent.reference}"' not in told
    assert Reading.objects.filter(reader_id=aino.pk, client_ids=[urgent.client_id]).exists()


def test_a_row_one_may_no_longer_see_keeps_nothing_of_the_client(desk, matter, olli, eero):
    known = tokens(desk)
    offer = actions.offer_handover(
        matter_id=matter.pk, reason="Lääkärille", by=eero, at=TEN_PAST, to_person=olli.professional
    )
    actions.accept_handover(handover_id=offer.pk, by=olli, at=TEN_PAST)

    told = look_again(desk, known)

    assert "moved" in told
    assert "Kurkkukipu" not in told


def test_rows_of_a_later_page_stay_while_they_wait(desk, topic, matter):
    for number in range(30):
        make.make_matter(topic, make.make_client(f"Testi Henkilö{number}"), at=NINE - number * MINUTE)
    first = desk.get("/desk/?scope=team")
    place = first.context["place"].at(first.context["list"].more)
    known = [
        row.token for page in (first, desk.get(f"/desk/{place.query}")) for row in page.context["list"].rows
    ]

    assert "row-" not in look_again(desk, known)


def test_looking_again_tells_who_else_looks_and_that_the_matter_changed(desk, matter, eero):
    known = tokens(desk)
    seen = matter.last_event_no
    from koppi.desk.actions import look_at

    look_at(matter_id=matter.pk, by=eero, at=TEN_PAST)
    catch_matter(matter_id=matter.pk, by=eero, at=TEN_PAST)

    told = look_again(desk, known, open=matter.reference, seen=seen)

    assert "Eero is looking" in told
    assert "This has changed. Show" in told


def test_the_same_number_of_statements_for_one_row_and_for_a_full_page(
    desk, topic, matter, django_assert_num_queries, django_assert_max_num_queries
):
    desk.get("/desk/?scope=team")
    with django_assert_max_num_queries(25) as few:
        desk.get("/desk/?scope=team")
    for number in range(30):
        make.make_matter(topic, make.make_client(f"Testi Henkilö{number}"))

    with django_assert_num_queries(len(few)):
        desk.get("/desk/?scope=team")


def test_empty_lists_say_what_comes_and_what_to_do(desk, aino):
    for scope in ("for_me", "team", "mine", "offered", "waiting", "snoozed"):
        assert 'class="empty"' in desk.get(f"/desk/?scope={scope}").content.decode()


def test_an_unanswered_letter_in_my_matter_stands_out(desk, matter, aino, resident):
    from uuid import uuid4

    talk.reply(matter_id=matter.pk, body="Hei", client_uuid=uuid4(), by=aino, at=TEN_PAST)
    assert not desk.get("/desk/?scope=mine").context["list"].rows[0].unread

    talk.write_letter(matter_id=matter.pk, body="Hei", client_uuid=uuid4(), by=resident, at=TEN_PAST)

    assert desk.get("/desk/?scope=mine").context["list"].rows[0].unread
