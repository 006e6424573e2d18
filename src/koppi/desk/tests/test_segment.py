"""A talk at one screen: what is said is kept, both dots are drawn, and two people agree."""

import pytest

from koppi.access.models import Reading
from koppi.desk.segment_field import field_of
from koppi.matters.tests.factories import DAY, NINE, make_client, make_matter
from koppi.people.scope import scope_of
from koppi.segments.models import SegmentPeriod, Talk
from koppi.segments.queries import reviews_due
from koppi.segments.tests.factories import EASY, make_segment

DOTS = {"client_coping": "3", "client_need": "4", "professional_coping": "5", "professional_need": "5"}
AGREED = {
    **DOTS,
    "strengths": "Kuoro torstaisin.",
    "duration": "lasting",
    "segment": "care",
    "why": "Kolme kaatumista syksyllä.",
    "how": "chair",
    "seen": "",
}


@pytest.fixture
def page(matter):
    return f"/desk/m/{matter.reference}/segment/"


def test_two_people_agree(desk, page):
    answer = desk.post(page, {**AGREED, "do": "agree"}, follow=True)

    period = SegmentPeriod.objects.get()
    assert (period.segment, str(period.review_on)) == ("care", "2025-04-28")
    assert "Agreed: Lasting care. Both views are kept." in answer.content.decode()


def test_what_is_said_is_kept_and_both_dots_are_drawn(desk, page):
    desk.post(page, {**DOTS, "why": "Kesken vielä.", "do": "later"})

    shown = desk.get(page).content.decode()
    assert "Kesken vielä." in shown and 'cx="320"' in shown and 'cx="576"' in shown
    assert "Aino finds everyday life harder than Maria does." in shown
    assert not SegmentPeriod.objects.exists()


def test_a_draft_is_kept_without_a_page(desk, page):
    answer = desk.post(page, {"why": "Kesken"}, headers={"X-Koppi-Draft": "1"})

    assert answer.json() == {"saved": "9:10"}
    assert Talk.objects.get().draft == {"why": "Kesken"}


def test_what_is_missing_is_told_and_nothing_is_lost(desk, page):
    answer = desk.post(page, {"strengths": "Kuoro", "segment": "support", **DOTS, "do": "agree"})

    assert answer.status_code == 422
    assert "Write why, so that it can be understood later, too." in answer.content.decode()
    assert Talk.objects.get().draft["strengths"] == "Kuoro"


def test_another_quarter_than_both_dots_asks_why(desk, page):
    both = {**AGREED, "client_coping": "5", "segment": "self-reliant", "do": "agree"}

    assert desk.post(page, both).status_code == 422
    desk.post(page, {**both, "why_otherwise": "Tytär muuttaa kotiin."})

    assert SegmentPeriod.objects.get().why_otherwise == "Tytär muuttaa kotiin."


def test_a_second_press_agrees_once_and_leaves_no_draft(desk, page):
    for _press in range(2):
        assert desk.post(page, {**AGREED, "do": "agree"}).status_code == 303

    assert SegmentPeriod.objects.count() == 1
    assert not Talk.objects.filter(ended_at=None).exists()


def test_the_slower_hears_that_it_changed_and_keeps_the_words(desk, page, topic, maria, eero):
    make_segment(make_matter(topic, maria), eero, client=EASY)

    answer = desk.post(page, {**AGREED, "do": "agree"}, follow=True)

    shown = answer.content.decode()
    assert "The segment has changed since you opened this page." in shown
    assert "Kolme kaatumista syksyllä." in shown


def test_somebody_of_another_team_finds_nothing(sit_down, page, sari):
    assert sit_down(sari).get(page).status_code == 404


def test_a_long_history_costs_the_same(desk, page, matter, aino, django_assert_max_num_queries):
    for hour in range(5):
        make_segment(matter, aino, at=NINE.replace(hour=hour))

    with django_assert_max_num_queries(60):
        assert desk.get(page).status_code == 200


def test_whose_day_has_come_is_listed_with_one_line_in_the_log(desk, matter, aino, eero, sit_down):
    make_segment(matter, aino, at=NINE - 30 * DAY, review_on=NINE.date())

    shown = desk.get("/desk/segments/").content.decode()

    assert "Maria Lindqvist" in shown and f"/desk/m/{matter.reference}/segment/" in shown
    assert Reading.objects.filter(reader_id=aino.pk, what="worklist").count() == 1
    assert "Maria Lindqvist" not in sit_down(eero).get("/desk/segments/").content.decode()


def test_the_list_of_reviews_takes_two_statements(matter, topic, aino, django_assert_num_queries):
    for name in ("Otto Heino", "Elsa Nurmi", "Kaarlo Salo"):
        other = make_matter(topic, make_client(name))
        make_segment(other, aino, at=NINE - 30 * DAY, review_on=NINE.date())
    scope_of(aino)

    with django_assert_num_queries(2):
        assert len(reviews_due(by=aino, at=NINE)) == 3


def test_dots_in_one_place_stand_beside_each_other():
    field = field_of(("Maria", "Aino"), ((5, 5), (5, 5)))

    assert (field["client"].x, field["professional"].x) == (554, 598)
    assert [one.here for one in field["quarters"]] == [False, True, False, False]
    assert field["differs"] == ""


def test_nothing_is_drawn_before_anything_is_said():
    field = field_of(("Maria", "Aino"), ((None, None), (3, None)))

    assert field["client"] is None and field["professional"] is None
