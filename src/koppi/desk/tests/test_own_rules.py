"""Cards, templates, outcomes and promises: each changed on its page, and in force in the work."""

import pytest

from koppi.conversations.queries import cards_for, templates_for
from koppi.conversations.tests.factories import make_card, make_template
from koppi.handbook.models import Change
from koppi.handbook.tests.factories import give_role
from koppi.handbook.tests.fixtures import *  # noqa: F403
from koppi.matters.queries import ways_to_close
from koppi.matters.tests.factories import make_owner
from koppi.people.queries import clock_rule

from .conftest import TEN_PAST
from .test_handbook import filled

OWNER = "process-owner-of-client-intake"


@pytest.fixture
def theirs(sit_down, aino):
    """The desk of the process owner."""
    give_role(OWNER, aino)
    return sit_down(aino)


@pytest.fixture
def hers(sit_down, manager):
    """The desk of the manager."""
    return sit_down(manager)


def walk(writer, owner, kind, code, **values):
    """Write a change on its page, send it and approve it; return the pages on the way."""
    place = f"/desk/handbook/{kind}/"
    pages = [writer.get(place), writer.get(f"{place}{code}/"), writer.get(f"{place}{code}/change/")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    form = filled(pages[-1]) | values | {"why": "Näin on parempi.", "press": "send"}
    sent = writer.post(f"{place}{code}/change/", form)
    assert sent.status_code == 303, sent.context["form"].errors
    owner.post(f"/desk/handbook/changes/{Change.objects.get().pk}/approval/")
    return [page.content.decode() for page in pages]


def test_a_promise_is_changed_never_added_and_never_ended(hers, theirs):
    of_kind, of_item, _form = walk(hers, theirs, "promise", "P1", amount="48")

    rule = clock_rule("P1", TEN_PAST)
    assert (rule.version, rule.limit.amount) == (2, 48)
    assert "/desk/handbook/promise/new/" not in of_kind and "/P1/end/" not in of_item
    assert hers.get("/desk/handbook/promise/new/").status_code == 404
    refused = hers.post("/desk/handbook/promise/P1/end/", {"base": "2", "why": "-", "when": "once"})
    assert refused.status_code in (409, 422) and Change.objects.count() == 1


def test_a_promise_beyond_its_bounds_is_refused_at_its_field(hers):
    place = "/desk/handbook/promise/P1/change/"
    form = filled(hers.get(place)) | {"amount": "121", "why": "-", "press": "send"}

    answer = hers.post(place, form)

    assert answer.status_code == 422
    assert answer.context["form"].errors["amount"] == ["At most 120 hours."]


def test_an_outcome_is_called_otherwise_from_then_on(hers, theirs):
    walk(hers, theirs, "closing-reason", "solved", name_en="Cared for")

    assert ("solved", "solved", "Cared for") in list(ways_to_close("patient", TEN_PAST))


def test_a_card_and_a_template_are_changed_for_their_topic(hers, theirs, topic, aino):
    make_card(topics=[topic.code], owner=make_owner(OWNER))
    walk(hers, theirs, "instruction-card", "kipu", title_en="Pain")
    Change.objects.all().delete()
    make_template(owner=make_owner(OWNER))
    walk(hers, theirs, "recording-template", "puhelu", title_en="A call")

    [card] = cards_for(topic, "patient", TEN_PAST)
    [template] = templates_for(topic, "patient", TEN_PAST, by=aino)
    assert (card.title, card.version) == ("Pain", 2)
    assert (template.title, template.version) == ("A call", 2)
