"""How each segment is worked with: the county's own words, by service and age."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from koppi.matters.tests.factories import DAY, NINE, make_client
from koppi.segments import rules
from koppi.segments.kinds import WAYS_OF_WORKING as KIND
from koppi.segments.models import WayOfWorking
from koppi.segments.queries import how_we_work, segment_history

from .factories import make_segment

pytestmark = pytest.mark.django_db


def test_every_segment_has_a_way_of_working_in_both_registers():
    client = make_client()

    for register in ("patient", "social"):
        assert all(how_we_work(segment, register, client, NINE) for segment in rules.SEGMENTS)


def test_the_first_content_is_right_as_it_stands():
    for code, content in KIND.in_force(NINE).items():
        assert KIND.problems(code, content, NINE) == []


def test_what_is_for_an_age_group_goes_before_what_is_for_all():
    child, grown = make_client("Otto Heino", birth_date=date(2015, 1, 1)), make_client()
    content = KIND.content_of(KIND.latest("patient-care"))
    own = {**content, "ages": "minors", "promise": dict.fromkeys(("fi", "sv", "en"), "Soitamme huoltajalle.")}
    assert KIND.problems("patient-care-minors", own, NINE) == []

    KIND.begin("patient-care-minors", own, version=1, at=NINE)

    assert "Soitamme huoltajalle." in how_we_work("care", "patient", child, NINE).lines
    assert "Soitamme huoltajalle." not in how_we_work("care", "patient", grown, NINE).lines


def test_a_client_keeps_what_was_agreed_when_the_county_changes_it(matter, aino, maria):
    make_segment(matter, aino)
    WayOfWorking.objects.filter(code="patient-care").update(valid_to=NINE + DAY)
    content = KIND.content_of(WayOfWorking.objects.get(code="patient-care"))
    KIND.begin("patient-care", {**content, "review_weeks": 4}, version=2, at=NINE + DAY)

    (row,) = segment_history(maria, by=aino)
    assert (row.how.version, row.how.review_weeks) == (1, 8)
    assert how_we_work("care", "patient", maria, NINE + DAY).version == 2


def test_it_is_read_in_the_language_of_the_reader(maria):
    with translation.override("sv"):
        lines = how_we_work("care", "patient", maria, NINE).lines

    assert "Din egen person bokar tiderna för dig." in lines


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"role": "team"}, "role"), ({"named": False}, "role"), ({"segment": "support"}, "ages")],
)
def test_what_does_not_fit_is_told_at_its_field(changes, field):
    content = {**KIND.content_of(KIND.latest("patient-care")), **changes}

    assert [one.field for one in KIND.problems("patient-care", content, NINE)] == [field]


def test_the_one_for_all_ages_does_not_end():
    assert [one.field for one in KIND.check_end("patient-care", NINE)] == ["ages"]


@pytest.mark.parametrize(
    ("sql", "name"),
    [("named = not named", "who_is_named_has_a_role"), ("review_weeks = 0", "a_way_is_looked_at_again")],
)
def test_the_database_keeps_the_promise(sql, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update segments_wayofworking set {sql}")
