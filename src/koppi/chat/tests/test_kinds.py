"""What a way into the chat may say, what it means that it ends, and what last week would have been like."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from koppi.chat.actions import take_next
from koppi.chat.models import Route
from koppi.handbook.errors import NotComplete
from koppi.handbook.kinds import kind_of
from koppi.handbook.tests.factories import change, give_role
from koppi.intake.actions import receive_contact
from koppi.intake.tests.factories import install_topics
from koppi.matters.models import Topic
from koppi.matters.tests.factories import DAY, HOUR, LONG_AGO, MINUTE, NINE, make_skill, make_team
from koppi.people.models import Municipality, OpeningException
from koppi.people.tests.factories import make_professional

from .factories import enter, make_hours, make_neighbour, make_place, make_route, said_by, watch

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def teams(db):
    for code in ("general", "mental", "family"):
        make_skill(code)
    make_hours()
    make_place("905")
    return install_topics(LONG_AGO)


@pytest.fixture
def health():
    """A way into the chat of health care."""
    return make_route("health", ["skin", "wound"])


@pytest.fixture
def mari(teams):
    """A nurse manager who also owns the chats and the topics."""
    user = make_professional("Mari Manager", make_team(), roles=["manager"], at=LONG_AGO).user
    for role in ("head-of-the-health-stations", "chief-physician", "head-of-social-services"):
        give_role(role, user)
    give_role(make_route("old", ["skin"], valid_to=LONG_AGO + DAY).owner_id, user)
    return user


def chats():
    return kind_of("chat")


def said_of(code="health", **values):
    """Return what a chat says, with other values."""
    return {**chats().content_of(chats().latest(code)), **values}


def problems(**values):
    return [(one.field, one.language) for one in chats().problems("health", said_of(**values), NINE)]


def test_a_chat_as_it_stands_has_no_problem(health):
    assert problems() == []


@pytest.mark.parametrize(
    "values, wrong",
    [
        ({"name": {"fi": "Terveys", "sv": " ", "en": "Health"}}, [("name", "sv")]),
        ({"invite": {"fi": "Tule", "sv": "Kom", "en": ""}}, [("invite", "en")]),
        (
            {"invite": dict.fromkeys(("fi", "sv", "en"), "x" * 301)},
            [("invite", one) for one in ("fi", "sv", "en")],
        ),
        ({"topics": []}, [("topics", "")]),
        ({"topics": ["nothing"]}, [("topics", "")]),
        ({"topics": ["family"]}, [("topics", "")]),
        ({"topics": ["skin", "skin"]}, [("topics", "")]),
        ({"register": "advice"}, [("register", "")]),
        ({"register": "social"}, [("register", "")]),
        ({"team": "perhe"}, [("team", "")]),
        ({"team": "nowhere"}, [("team", "")]),
        ({"municipalities": ["091"]}, [("municipalities", "")]),
        ({"opens": 12, "closes": 12}, [("closes", "")]),
        ({"opens": 13, "closes": 12}, [("closes", "")]),
        ({"opens": 8.5}, [("opens", "")]),
        ({"opens": -1}, [("opens", "")]),
        ({"opens": 24}, [("opens", "")]),
        ({"closes": 25}, [("closes", "")]),
        ({"opens": 8, "closes": 9, "last_entry": 60}, [("last_entry", "")]),
        ({"most_at_once": 0}, [("most_at_once", "")]),
        ({"most_at_once": 10}, [("most_at_once", "")]),
        ({"grace": 0}, [("grace", "")]),
        ({"owner": ""}, [("owner", "")]),
    ],
)
def test_what_does_not_hold_is_named_at_its_field(health, values, wrong):
    assert problems(**values) == wrong


def test_what_is_of_the_other_service_is_named(health):
    [topic, team] = chats().problems("health", said_of(topics=["skin", "family"], team="perhe"), NINE)

    assert topic.said == f"These topics are not of health care: {Topic.objects.get(code='family').name}."
    assert team.said == "This team is not of health care."


def test_a_topic_of_both_services_and_one_hour_are_fine(health):
    Topic.objects.filter(code="family").update(registers="both", patient_team=make_team("neuvola"))

    assert problems(topics=["family", "skin"], opens=23, closes=24, last_entry=0, team="mieli") == []


def test_a_new_chat_begins_with_what_is_usual(health, mari):
    empty = chats().empty()
    assert (empty["opens"], empty["closes"], empty["last_entry"], empty["grace"]) == (0, 24, 15, 5)
    named = {
        "name": dict.fromkeys(("fi", "sv", "en"), "Yö"),
        "invite": dict.fromkeys(("fi", "sv", "en"), "Tule"),
    }
    new = {**named, "register": "social", "topics": ["family"], "owner": health.owner_id}

    done = change("chat", "night", by=mari, owner=mari, content={**empty, **new})

    row = Route.objects.in_force(NINE).get(code="night")
    assert (done.version, row.register, row.topics, row.team, row.most_at_once) == (
        1,
        "social",
        ["family"],
        None,
        3,
    )


def test_what_is_read_is_what_was_written(health, mari):
    said = said_of(
        team="pohjoinen", municipalities=["905"], topics=["wound", "skin"], opens=9, closes=14, grace=7
    )

    change("chat", "health", by=mari, owner=mari, content=said)

    assert chats().content_of(chats().at("health", NINE)) == chats().tidy(said)


def test_somebody_in_the_chat_keeps_the_version_they_came_in_by(health, mari):
    skin = Topic.objects.get(code="skin")
    aino = make_professional("Aino", skin.patient_team, at=LONG_AGO).user
    visit = enter(skin, route="health")
    watch(aino, "health")

    change("chat", "health", by=mari, owner=mari, at=NINE + MINUTE, grace=1, topics=["wound"])

    assert take_next(by=aino, at=NINE + 2 * MINUTE) == visit
    visit.refresh_from_db()
    assert (visit.route.version, visit.route.grace) == (1, 5)


# The end of a chat, and of a topic


def test_the_end_of_a_chat_says_who_waits_and_when_it_was_the_last(health, teams):
    make_professional("Aino", teams["etela"], at=LONG_AGO)
    enter(Topic.objects.get(code="skin"), route="health")

    told = list(chats().end_means("health", NINE))

    assert told[0].startswith("Nobody new comes in from then on. Who waits or talks then keeps their place")
    assert told[1:] == [
        "1 person waits in it now.",
        "This is the last chat of health care: then nobody can chat with health care.",
    ]
    make_route("mind", ["mental"])
    assert len(list(chats().end_means("health", NINE))) == 2


def test_no_topic_goes_that_a_chat_cannot_do_without(health, mari):
    change("topic", "wound", by=mari, owner=mari, content=None)
    with pytest.raises(NotComplete, match="“health” would have no topic left"):
        change("topic", "skin", by=mari, owner=mari, at=NINE + MINUTE, content=None)
    for values in ({"in_form": False}, {"registers": "social", "social_team": "perhe"}):
        with pytest.raises(NotComplete, match="“health” would have no topic left"):
            change("topic", "skin", by=mari, owner=mari, at=NINE + MINUTE, **values)
    change(
        "topic", "skin", by=mari, owner=mari, at=NINE + MINUTE, name=dict.fromkeys(("fi", "sv", "en"), "Iho")
    )

    change("chat", "health", by=mari, owner=mari, at=NINE + 2 * MINUTE, content=None)
    change("topic", "skin", by=mari, owner=mari, at=NINE + 3 * MINUTE, content=None)

    assert not Topic.objects.in_force(NINE + HOUR).filter(code="skin").exists()


# What last week would have been like


def preview(code="health", ends=False, **values):
    before = chats().content_of(chats().latest(code))
    return chats().preview(code, before, None if ends else {**before, **values}, NINE - WEEK, NINE)


def write(code, at, name, *, place="905"):
    """Let somebody contact us by the form."""
    client, user = make_neighbour(name)
    client.municipality = make_place(place, served=place != "091")
    client.save()
    said = said_by(client, Topic.objects.get(code=code))
    return receive_contact(said=said, key=uuid4(), channel="form", by=user, at=at)


def test_clients_see_the_card_in_three_languages_with_its_hours(health, mari):
    wednesday = (NINE + 2 * DAY).date()
    OpeningException.objects.create(way="chat", day=wednesday, set_by=mari, set_at=NINE)

    shown = preview(
        name={"fi": "Terveys", "sv": "Hälsa", "en": "Health"},
        invite={"fi": "Tule.", "sv": "Kom.", "en": "Come."},
        opens=9,
    )

    assert [(card.language, card.title, card.text) for card in shown.cards] == [
        ("fi", "Terveys", "Tule."),
        ("sv", "Hälsa", "Kom."),
        ("en", "Health", "Come."),
    ]
    assert shown.cards[2].state == "Open Mon–Tue 9–15, Thu–Fri 9–15."


def test_hours_that_never_meet_those_of_the_chat_are_said(health):
    shown = preview(opens=18, closes=20)

    assert shown.cards[2].state == "Not open in the next seven days."
    assert shown.said[0] == "The chat’s opening hours and these leave no time in which this one is open."


def test_last_weeks_contacts_are_counted_by_topic_place_and_hour(health):
    friday, saturday = NINE - 3 * DAY, NINE - 2 * DAY
    write("skin", friday, "Otto Öhman")
    write("wound", friday + 4 * HOUR, "Elsa Berg")
    write("skin", friday + 5 * HOUR + 50 * MINUTE, "Aarne Lahti")  # ten minutes before closing
    write("skin", saturday, "Liisa Hill")
    write("mental", friday, "Kalle Dahl")
    write("skin", friday, "Tove Berg", place="091")
    write("skin", NINE - WEEK - DAY, "Maria Dahl")

    assert preview().said == (
        "4 contacts were about these topics and from where this chat serves.",
        "2 of them came while this chat would have let people in.",
        "Nobody came by this chat.",
    )
    assert preview(closes=12).said[1:] == (
        "1 of them came while this chat would have let people in.",
        "By what is in force now it would have been 2.",
        "Nobody came by this chat.",
    )
    assert preview(topics=["mental"], last_entry=0).said[0].startswith("1 contact was")
    Municipality.objects.filter(code="091").update(served=True)
    assert preview(municipalities=["091"]).said[0].startswith("1 contact was")


def test_who_came_by_it_and_would_not_have_is_counted(health, teams):
    make_professional("Aino", teams["etela"], at=LONG_AGO)
    skin = Topic.objects.get(code="skin")
    friday = NINE - 3 * DAY
    visits = [
        enter(skin, name=name, route="health", at=friday + number * MINUTE)
        for number, name in enumerate(("Otto Öhman", "Elsa Berg", "Aarne Lahti"))
    ]
    visits[0].__class__.objects.filter(pk=visits[0].pk).update(
        state="ended", how="client", ended_at=friday + 2 * MINUTE, ended_by=visits[0].entered_by
    )

    came = "3 people came by this chat, and at most 2 waited at once."
    assert preview(ends=True).said == (came, "They would have had to choose another way.")
    assert preview(opens=12).said[-2:] == (came, "3 of them would not have been let in.")
    assert preview(topics=["wound"]).said[-1] == "3 of them would not have been let in."
    assert preview(most_waiting=2).said[-1] == came
    assert (
        preview(most_waiting=1).said[-1]
        == "At the busiest moment more people waited than could wait by this."
    )


def test_the_preview_costs_the_same_for_a_longer_week(health):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            preview(opens=9)
        return len(asked)

    before = cost()
    for number in range(5):
        write("skin", NINE - 3 * DAY + number * HOUR, f"Otto {number}")

    assert cost() == before


def test_a_chat_with_hours_of_its_own_twice_a_day(health):
    make_hours(opens=time(16), closes=time(18, 30), weekdays=(0,))

    assert preview().cards[0].state.endswith("ma 8–15, 16–18.30, ti–pe 8–15.")
