"""What was agreed, as the client reads it, and how they see it themselves."""

import pytest

from koppi.matters.tests.factories import NINE
from koppi.resident.own_copy import register_of, whose_copies
from koppi.segments.models import View
from koppi.segments.tests.factories import make_segment

from .test_chat import said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine", "teams")]

PAGE = "/my-data/segments/"


def test_a_client_reads_what_was_agreed_why_and_until_when(browser, matter, nurse):
    make_segment(matter, nurse, at=NINE)

    shown = said(browser.get(PAGE))

    assert "Lasting care" in shown and "Molempien mielestä apua tarvitaan joka viikko." in shown
    assert "Your own person books the times for you." in shown
    assert "We look at this again with you on" in shown


def test_a_copy_of_ones_data_holds_what_was_agreed_and_both_views(browser, matter, nurse, user):
    make_segment(matter, nurse, at=NINE)

    (whose,) = [one for one in whose_copies(user, NINE) if one.is_self]
    told = register_of(user, whose, matter.register, NINE)

    assert [one["why"] for one in told["segments"]] == ["Molempien mielestä apua tarvitaan joka viikko."]
    assert {one["whose"] for one in told["views"]} == {"client", "professional"}


def test_a_client_tells_their_own_view_beforehand(browser, matter):
    given = {"strengths": "Kuoro", "coping": "4", "need": "2", "duration": "passing", "words": "Väsyttää."}

    answer = browser.post(f"{PAGE}{matter.register}/", given, follow=True)

    assert "Thank you. We look at this together when we meet." in said(answer)
    view = View.objects.get()
    assert (view.how, view.dot, view.strengths) == ("home", (4, 2), "Kuoro")


def test_what_is_missing_is_told_and_the_words_stay(browser, matter):
    answer = browser.post(f"{PAGE}{matter.register}/", {"words": "Väsyttää."})

    assert answer.status_code == 422 and "Väsyttää." in said(answer)
    assert not View.objects.exists()
