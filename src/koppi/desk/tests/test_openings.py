"""A line of the reading log is written for what was shown, and for nothing else."""

from datetime import timedelta

import pytest

from koppi.access.models import Reading
from koppi.matters.tests import factories as make

from .conftest import TEN_PAST

NO_FILE = "018f0000-0000-7000-8000-000000000009"


def lines(matter):
    return Reading.objects.filter(matter_id=matter.pk, what="matter").count()


@pytest.mark.parametrize("method", ["get", "post"])
def test_with_nothing_to_join_no_opening_is_written(desk, topic, maria, matter, method):
    join = f"/desk/m/{matter.reference}/join/"

    answer = getattr(desk, method)(join)

    assert (answer.status_code, answer["location"]) == (303, f"/desk/m/{matter.reference}/")
    assert lines(matter) == 0

    make.make_matter(topic, maria)
    assert desk.get(join).status_code == 200
    assert lines(matter) == 1


def test_what_is_due_already_is_not_opened_for_a_snooze(desk, topic, maria, matter):
    late = make.make_matter(topic, maria, at=TEN_PAST - timedelta(days=20))

    answers = [desk.get(f"/desk/m/{one.reference}/snooze/").status_code for one in (matter, late)]

    assert answers == [200, 303]
    assert (lines(matter), lines(late)) == (1, 0)


@pytest.mark.parametrize("what", [f"files/{NO_FILE}/", "question/999999/answer/", "capacity/"])
def test_what_is_not_there_is_not_opened(desk, matter, what):
    assert desk.get(f"/desk/m/{matter.reference}/{what}").status_code in (303, 404)

    assert lines(matter) == 0
