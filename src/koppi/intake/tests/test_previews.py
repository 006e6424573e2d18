"""How last week's contacts would have been sorted: counted whole, shown only through the door."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from koppi.handbook.kinds import kind_of
from koppi.handbook.rules import Moved
from koppi.intake.actions import Said, receive_contact
from koppi.intake.previews import previewed_matters
from koppi.matters.models import Matter, Topic
from koppi.matters.tests.factories import DAY, LONG_AGO, NINE, make_skill
from koppi.people.tests.factories import make_professional

from .factories import install_topics, make_resident

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def teams(db):
    make_skill("general")
    make_skill("wound")
    return install_topics(LONG_AGO)


def write(code, at=NINE - DAY, affirmed=(), name="Maria Lindqvist"):
    """Let somebody contact us about a topic."""
    client, user = make_resident(name)
    topic = Topic.objects.get(code=code)
    said = Said(about=client, topic=topic, registers=topic.touched, words="Iho kutisee.", affirmed=affirmed)
    return receive_contact(said=said, key=uuid4(), channel="form", by=user, at=at)


def preview(code, **values):
    """Return what a change of a topic would have done; `None` in place of values ends it."""
    kind = kind_of("topic")
    before = kind.content_of(kind.latest(code))
    after = None if "ends" in values else {**before, **values}
    return kind.preview(code, before, after, NINE - WEEK, NINE)


def test_what_goes_elsewhere_is_counted_by_where_it_went_and_would_have_gone(teams):
    for number in range(3):
        write("skin", name=f"Maria {number}")
    write("wound")
    write("skin", at=NINE - WEEK - DAY)

    shown = preview("skin", patient_team="etela", patient_skill="wound")

    assert (shown.total, shown.same) == (3, 0)
    assert shown.moved == (
        Moved(3, f"{teams['pohjoinen'].name}, skill: general", f"{teams['etela'].name}, skill: wound"),
    )


def test_what_stays_is_counted_too(teams):
    write("skin")

    shown = preview("skin", name=dict.fromkeys(("fi", "sv", "en"), "Ihottumat"))

    assert (shown.total, shown.same, shown.moved) == (1, 1, ())


def test_a_register_that_comes_along_or_leaves_is_told(teams):
    write("skin")

    more = preview("skin", registers="both", social_team="perhe", social_skill="")
    other = preview("skin", registers="social", social_team="perhe", social_skill="")

    assert (more.same, more.moved) == (1, (Moved(1, "Nowhere", teams["perhe"].name),))
    went = f"{teams['pohjoinen'].name}, skill: general"
    assert other.moved == (Moved(1, "Nowhere", teams["perhe"].name), Moved(1, went, "Nowhere"))


def test_a_danger_that_would_not_have_been_asked_is_told(teams):
    write("skin", affirmed=("allergy",), name="Maria 1")
    write("skin", affirmed=("allergy", "breathing"), name="Maria 2")
    write("skin", name="Maria 3")

    less = preview("skin", statements=["breathing", "wound-spreads"])
    more = preview("skin", statements=["allergy", "breathing", "wound-spreads", "stroke"])

    assert less.said == (
        "1 client affirmed a warning statement that would not have been asked, "
        "and would not have come on top of the list.",
    )
    assert more.said == (
        "3 contacts would have been asked a new warning statement; nobody knows the answers.",
    )


def test_what_an_ended_topic_would_have_cost_is_told(teams):
    write("skin")

    told = ("1 contact came by this topic, and would have had to choose another.",)
    assert preview("skin", ends=True).said == preview("skin", in_form=False).said == told


def test_a_new_topic_has_nothing_to_show(teams):
    kind = kind_of("topic")
    content = kind.content_of(kind.latest("skin"))

    shown = kind.preview("travel", None, content, NINE - WEEK, NINE)

    assert (shown.total, shown.moved, shown.said) == (0, (), ())


def test_a_statement_tells_how_many_were_asked_and_what_they_would_have_been_told(teams):
    write("skin", affirmed=("allergy",), name="Maria 1")
    write("skin", name="Maria 2")
    kind = kind_of("statement")
    before = kind.content_of(kind.latest("allergy"))

    shown = kind.preview("allergy", before, {**before, "guidance": "116117"}, NINE - WEEK, NINE)

    assert shown.said == (
        "2 contacts were asked this.",
        "1 client affirmed it and came on top of the list.",
        "1 client would have been told to call 116117, not 112.",
    )


def test_only_what_the_reader_sees_is_shown_one_by_one(teams):
    write("skin")
    shown = preview("skin", patient_team="etela")
    ours = make_professional("Aino Koski", teams["pohjoinen"], at=LONG_AGO).user
    theirs = make_professional("Sari Rinne", teams["perhe"], at=LONG_AGO).user

    assert previewed_matters(shown, by=ours, most=10) == [Matter.objects.get()]
    assert previewed_matters(shown, by=theirs, most=10) == []


def test_a_preview_costs_the_same_for_many_contacts(teams):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            preview("skin", patient_team="etela")
        return len(asked)

    write("skin")
    few = statements()
    for number in range(5):
        write("skin", name=f"Maria {number}")

    assert statements() == few
