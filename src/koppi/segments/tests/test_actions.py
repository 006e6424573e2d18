"""Two people agree on a segment; it never comes by itself, and two never hold at once."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from koppi.access.second_lock import acting
from koppi.ledger.models import Event
from koppi.matters.actions import catch_matter, close_matter, correct_client, join_matters
from koppi.matters.errors import AlreadyClosed, NotAllowed
from koppi.matters.models import Matter
from koppi.matters.tests.factories import DAY, HOUR, NINE, events, make_client, make_matter, resident_of
from koppi.people.scope import facts_of
from koppi.retention.queries import hanging_on
from koppi.segments.actions import agree, begin_talk, end_segment, keep_draft, tell_own_view
from koppi.segments.errors import ChangedMeanwhile, Incomplete, NothingToEnd
from koppi.segments.models import SegmentPeriod, Talk, View
from koppi.segments.queries import current_segments, latest_own_view, segment_history, why_look_again

from .factories import EASY, HARD, make_segment

pytestmark = pytest.mark.django_db


def test_a_talk_ends_in_a_segment_with_both_views(matter, aino, maria):
    make_segment(matter, aino, client=EASY, professional=HARD)

    (row,) = current_segments(maria, by=aino, at=NINE)
    assert (row.segment, row.decided_by, row.rules_version) == ("care", "Aino Koski", 1)
    assert (row.client_view.coping, row.professional_view.coping) == (2, 5)
    assert row.client_view.strengths == "Kuoro torstaisin."
    assert Talk.objects.get().draft == {}
    assert [kind for kind in events(matter) if "segment" in kind] == ["segment.talk_begun", "segment.opened"]


def test_dots_alone_set_nothing(matter, aino, maria, resident):
    keep_draft(matter_id=matter.pk, draft={"client-coping": 5, "client-need": 5}, by=aino, at=NINE)
    tell_own_view(client_id=maria.pk, register="patient", seen=HARD, by=resident, at=NINE)

    assert not SegmentPeriod.objects.exists()


def test_a_new_segment_ends_the_one_before_it(matter, aino, maria):
    first = make_segment(matter, aino)
    make_segment(matter, aino, at=NINE + DAY, segment="support", client=EASY)

    newer, older = segment_history(maria, by=aino)
    assert (newer.segment, newer.valid_to) == ("support", None)
    assert (older.pk, older.valid_to, older.end_reason) == (first.pk, NINE + DAY, "replaced")
    assert [row.pk for row in current_segments(maria, by=aino, at=NINE + HOUR)] == [first.pk]


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"segment": "heavy"}, "segment"),
        ({"why": "  "}, "why"),
        ({"how": "home"}, "how"),
        ({"review_on": date(2025, 3, 3)}, "review_on"),
        ({"segment": "self-reliant"}, "why_otherwise"),
        ({"client": replace(HARD, coping=6)}, "client-coping"),
        ({"professional": replace(HARD, need=None)}, "professional-need"),
        ({"professional": replace(HARD, duration="")}, "professional-duration"),
    ],
)
def test_what_is_missing_is_named_and_nothing_changes(matter, aino, values, missing):
    with pytest.raises(Incomplete) as refusal:
        make_segment(matter, aino, **values)

    assert refusal.value.missing == (missing,)
    assert not SegmentPeriod.objects.exists()


def test_another_quarter_than_both_dots_is_allowed_with_a_reason(matter, aino):
    period = make_segment(matter, aino, segment="support", why_otherwise="Tytär muuttaa kotiin.")

    assert (period.dots, period.segment, period.why_otherwise) == ("care", "support", "Tytär muuttaa kotiin.")


def test_a_double_click_agrees_once(matter, aino):
    period = make_segment(matter, aino)

    with pytest.raises(ChangedMeanwhile):
        agree(
            matter_id=matter.pk,
            segment="care",
            client=HARD,
            professional=HARD,
            how="chair",
            why="Sama.",
            why_otherwise="",
            review_on=date(2025, 6, 3),
            seen=None,
            by=aino,
            at=NINE,
        )
    assert SegmentPeriod.objects.get() == period


def test_the_slower_of_two_hears_that_it_has_changed(matter, topic, maria, aino, eero):
    other = make_matter(topic, maria)
    make_segment(matter, aino)

    with pytest.raises(ChangedMeanwhile):
        make_segment(other, eero, at=NINE + HOUR, seen=None)


def test_a_draft_is_kept_and_goes_on(matter, aino, eero):
    keep_draft(matter_id=matter.pk, draft={"strengths": "Kuoro", "why": "a"}, by=aino, at=NINE)
    keep_draft(matter_id=matter.pk, draft={"why": "b"}, by=eero, at=NINE + HOUR)

    assert Talk.objects.get().draft == {"strengths": "Kuoro", "why": "b"}


def test_a_segment_ends_with_a_reason(matter, aino, maria):
    period = make_segment(matter, aino)

    with pytest.raises(Incomplete):
        end_segment(matter_id=matter.pk, why=" ", seen=period.pk, by=aino, at=NINE + DAY)
    end_segment(matter_id=matter.pk, why="Muutti pois.", seen=period.pk, by=aino, at=NINE + DAY)
    with pytest.raises(NothingToEnd):
        end_segment(matter_id=matter.pk, why="Muutti pois.", seen=period.pk, by=aino, at=NINE + DAY)

    (row,) = segment_history(maria, by=aino)
    assert (row.end_reason, row.why_ended, row.ended_by) == ("ended", "Muutti pois.", "Aino Koski")
    assert Event.objects.filter(kind="segment.ended").count() == 1


def test_only_a_professional_of_the_matter_talks(matter, sari, resident, maria):
    with pytest.raises(NotAllowed):
        begin_talk(matter_id=matter.pk, by=resident, at=NINE)
    with pytest.raises(Matter.DoesNotExist):
        begin_talk(matter_id=matter.pk, by=sari, at=NINE)


def test_a_client_tells_of_themselves_alone(resident, maria):
    other = make_client("Otto Heino")

    with pytest.raises(NotAllowed):
        tell_own_view(client_id=other.pk, register="patient", seen=HARD, by=resident, at=NINE)
    with pytest.raises(Incomplete):
        tell_own_view(
            client_id=maria.pk, register="patient", seen=replace(HARD, need=9), by=resident, at=NINE
        )


def test_a_changed_view_and_many_contacts_are_reasons_to_look_again(matter, topic, maria, aino, resident):
    period = make_segment(matter, aino)
    for _one in range(4):
        make_matter(topic, maria, at=NINE + HOUR)
    tell_own_view(client_id=maria.pk, register="patient", seen=EASY, by=resident, at=NINE + HOUR)

    assert why_look_again(period, by=aino, at=NINE + HOUR) == ("view-changed", "many-contacts")
    assert why_look_again(period, by=aino, at=NINE + 200 * DAY) == ("review-passed", "view-changed")


def test_a_talk_ends_with_its_matter_and_keeps_what_was_said(matter, aino):
    keep_draft(matter_id=matter.pk, draft={"why": "kesken"}, by=aino, at=NINE)
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    close_matter(
        matter_id=matter.pk, outcome="guided", without_assessment="not_reached", by=aino, at=NINE + HOUR
    )

    talk = Talk.objects.get()
    assert (talk.outcome, talk.draft) == ("left", {"why": "kesken"})
    with pytest.raises(AlreadyClosed):
        begin_talk(matter_id=matter.pk, by=aino, at=NINE + DAY)


def test_a_talk_goes_along_when_matters_are_joined(matter, topic, maria, aino):
    newer = make_matter(topic, maria)
    keep_draft(matter_id=newer.pk, draft={"why": "kesken"}, by=aino, at=NINE)

    join_matters(newer_id=newer.pk, older_id=matter.pk, by=aino, at=NINE)

    assert Talk.objects.get().matter_id == matter.pk


def test_what_was_about_somebody_else_is_no_history(matter, aino, maria, resident):
    make_segment(matter, aino)
    catch_matter(matter_id=matter.pk, by=aino, at=NINE + HOUR)

    correct_client(
        matter_id=matter.pk, client=make_client("Otto Heino"), reason="Väärä Maria.", by=aino, at=NINE + HOUR
    )

    assert segment_history(maria, by=aino) == []
    assert latest_own_view(maria, "patient", by=aino) is None
    assert SegmentPeriod.objects.get().end_reason == "wrong-client"
    with acting(facts_of(resident)):
        assert not SegmentPeriod.objects.exists()
        assert not View.objects.exists()


def test_a_segment_goes_with_the_matter_in_which_it_was_agreed(matter, aino):
    make_segment(matter, aino)

    gone = hanging_on(Matter, [matter.pk])

    assert [len(gone[model]) for model in (Talk, View, SegmentPeriod)] == [1, 2, 1]


# Who sees it


def test_a_segment_is_of_its_register(matter, aino, sari, maria, resident):
    make_segment(matter, aino)
    stranger = resident_of(make_client("Otto Heino"))

    seen = {user: len(segment_history(maria, by=user)) for user in (aino, sari, resident, stranger)}
    assert list(seen.values()) == [1, 0, 1, 0]
    for user, count in seen.items():
        with acting(facts_of(user)):
            assert SegmentPeriod.objects.count() == count
            assert View.objects.count() == 2 * count


def test_a_history_costs_the_same_however_long_it_is(matter, aino, maria, django_assert_num_queries):
    for day in range(4):
        make_segment(matter, aino, at=NINE + day * DAY)
    segment_history(maria, by=aino)

    with django_assert_num_queries(2):
        assert len(segment_history(maria, by=aino)) == 4


# What the database keeps, whoever writes

PERIOD = "update segments_segmentperiod set "


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("update segments_view set coping = 6", "a_view_lies_in_the_field"),
        (
            "update segments_view set talk_id = null, how = 'home' where whose = 'professional'",
            "a_professional_sees_it_in_a_talk",
        ),
        (
            "update segments_view set how = 'home' where whose = 'client'",
            "a_view_at_home_comes_before_a_talk",
        ),
        ("update segments_talk set outcome = ''", "a_talk_ends_one_way"),
        ("update segments_talk set draft = '{\"why\": 1}'", "an_agreed_talk_keeps_no_draft"),
        (PERIOD + "why = ''", "a_segment_says_why"),
        (PERIOD + "segment = 'support'", "a_segment_beside_both_dots_says_why"),
        (PERIOD + "valid_to = valid_from", "a_segment_ends_signed"),
        (
            PERIOD + "valid_to = valid_from, end_reason = 'ended', ended_by_id = decided_by_id",
            "who_ends_a_segment_says_why",
        ),
    ],
)
def test_the_database_keeps_the_promise(matter, aino, sql, name):
    make_segment(matter, aino)

    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_two_segments_never_hold_at_once(matter, aino):
    make_segment(matter, aino)
    make_segment(matter, aino, at=NINE + DAY)

    with (
        pytest.raises(IntegrityError, match="one_segment_in_a_register_at_a_time"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(PERIOD + "valid_from = valid_from - interval '2 days' where valid_to is null")


def test_a_matter_has_one_talk_under_way(matter, aino):
    begin_talk(matter_id=matter.pk, by=aino, at=NINE)
    begin_talk(matter_id=matter.pk, by=aino, at=NINE)

    with pytest.raises(IntegrityError, match="one_open_talk_of_a_matter"), transaction.atomic():
        Talk.objects.create(matter=matter, begun_by=aino, begun_at=NINE)
