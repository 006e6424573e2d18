"""No ball lies on the floor unseen: what is urgent and uncaught alerts, what is overdue rises."""

import pytest
from django.conf import settings

from koppi.matters.actions import (
    alert_uncaught,
    catch_matter,
    close_matter,
    hear_from_client,
    mark_answered,
    raise_overdue,
    release_matter,
    set_urgency,
    warn,
)

from .factories import CLOSING, DAY, HOUR, MINUTE, NINE, be_away, events, make_matter, told

TEN = settings.URGENT_ALERT


@pytest.fixture
def urgent(topic, maria, aino, eero, lea):
    """A matter whose client affirmed a warning statement."""
    return make_matter(topic, maria, affirmed=True)


def test_an_urgent_matter_nobody_catches_alerts_the_shift_lead_once(urgent, lea, aino, koppi):
    assert alert_uncaught(by=koppi, at=NINE + TEN - MINUTE) == 0
    assert alert_uncaught(by=koppi, at=NINE + TEN) == 1
    assert alert_uncaught(by=koppi, at=NINE + TEN + MINUTE) == 0

    assert told(lea) == ["urgent.uncaught"] and told(aino) == []
    assert events(urgent) == ["matter.opened", "matter.alerted"]


def test_without_a_shift_lead_everybody_at_work_is_alerted(urgent, lea, aino, eero, koppi):
    be_away(lea.professional)
    lea.professional.roles = []
    lea.professional.save()

    alert_uncaught(by=koppi, at=NINE + HOUR)

    assert (told(aino), told(eero), told(lea)) == (["urgent.uncaught"], ["urgent.uncaught"], [])


def test_what_is_caught_closed_or_judged_calm_alerts_nobody(topic, maria, urgent, aino, koppi):
    calm, closed = make_matter(topic, maria, affirmed=True), make_matter(topic, maria, affirmed=True)
    catch_matter(matter_id=urgent.pk, by=aino, at=NINE)
    set_urgency(matter_id=calm.pk, urgency=1, by=aino, at=NINE)
    close_matter(matter_id=closed.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE)

    assert alert_uncaught(by=koppi, at=NINE + DAY) == 0


def test_an_urgent_matter_that_comes_back_alerts_anew(urgent, aino, lea, koppi):
    alert_uncaught(by=koppi, at=NINE + TEN)
    catch_matter(matter_id=urgent.pk, by=aino, at=NINE + HOUR)
    release_matter(matter_id=urgent.pk, why="", by=aino, at=NINE + 2 * HOUR)

    assert alert_uncaught(by=koppi, at=NINE + 2 * HOUR + MINUTE) == 0
    assert alert_uncaught(by=koppi, at=NINE + 2 * HOUR + TEN) == 1


def test_the_minutes_count_from_when_it_became_urgent(matter, aino, resident, koppi):
    set_urgency(matter_id=matter.pk, urgency=2, by=aino, at=NINE + HOUR)
    assert alert_uncaught(by=koppi, at=NINE + HOUR + MINUTE) == 0

    warn(matter_id=matter.pk, by=resident, at=NINE + HOUR + 9 * MINUTE)

    assert alert_uncaught(by=koppi, at=NINE + HOUR + TEN) == 0
    assert alert_uncaught(by=koppi, at=NINE + HOUR + 9 * MINUTE + TEN) == 1


def test_a_warning_about_a_held_matter_tells_the_holder(matter, aino, lea, resident):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    warn(matter_id=matter.pk, by=resident, at=NINE + HOUR)

    assert told(aino) == ["client.wrote", "client.warned"]
    assert told(lea) == []


@pytest.mark.parametrize("how", ["absent", "off shift"])
def test_a_warning_whose_holder_is_not_at_work_tells_the_lead_too(how, matter, aino, lea, resident):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    if how == "absent":
        be_away(aino.professional)

    warn(matter_id=matter.pk, by=resident, at=NINE + (HOUR if how == "absent" else 12 * HOUR))

    assert told(lea) == ["client.warned"]


def test_what_is_overdue_rises_to_the_team_once(matter, aino, eero, lea, koppi, again):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    assert raise_overdue(by=koppi, at=CLOSING) == 0
    assert raise_overdue(by=koppi, at=CLOSING + MINUTE) == 1
    assert raise_overdue(by=koppi, at=CLOSING + HOUR) == 0

    assert (again(matter).caught_by, again(matter).raised_at) == (aino, CLOSING + MINUTE)
    assert told(aino) == told(lea) == ["matter.overdue"] and told(eero) == []
    assert events(matter)[-1] == "matter.raised"


def test_what_is_on_time_again_sinks_back(matter, aino, koppi, again):
    raise_overdue(by=koppi, at=CLOSING + MINUTE)
    set_urgency(matter_id=matter.pk, urgency=0, by=aino, at=CLOSING + HOUR)
    assert again(matter).raised_at is not None

    close_matter(
        matter_id=matter.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE + DAY
    )

    assert again(matter).raised_at is None
    assert raise_overdue(by=koppi, at=NINE + 2 * DAY) == 0


def test_a_letter_does_not_give_more_time(matter, aino, resident, again):
    mark_answered(matter_id=matter.pk, by=aino, at=NINE)
    hear_from_client(matter_id=matter.pk, by=resident, at=NINE + HOUR)
    first = again(matter).clocks.get(rule="P1", running=True).due_at

    hear_from_client(matter_id=matter.pk, by=resident, at=NINE + 2 * HOUR)

    assert again(matter).clocks.get(rule="P1", running=True).due_at == first
    assert again(matter).client_wrote_at == NINE + HOUR
