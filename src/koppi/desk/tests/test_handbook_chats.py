"""Chats among the rules and texts of the desk: written, looked at, approved, ended, and begun."""

from datetime import timedelta

import pytest

from koppi.access.models import Reading
from koppi.chat.models import Route
from koppi.chat.queries import routes_for
from koppi.chat.tests.factories import enter, make_hours, make_neighbour, make_place, make_route
from koppi.handbook.actions import approve_change
from koppi.handbook.models import Change
from koppi.handbook.tests.factories import change, give_role
from koppi.handbook.tests.fixtures import *  # noqa: F403
from koppi.matters.models import Topic
from koppi.people.tests.factories import make_professional

from .conftest import TEN_PAST
from .test_handbook import filled as filled_form

HEALTH = "/desk/handbook/chat/health/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def health(teams):
    """A way into the chat of health care, with its hours."""
    make_hours()
    make_place("905")
    return make_route("health", ["skin", "wound"])


@pytest.fixture
def olga(health):
    """The process owner, who owns the chats."""
    user = make_professional("Olga Owner", Topic.objects.get(code="skin").patient_team).user
    give_role(health.owner_id, user)
    return user


@pytest.fixture
def hers(sit_down, manager):
    """The desk of the manager."""
    return sit_down(manager)


@pytest.fixture
def owners(sit_down, olga):
    """The desk of the owner."""
    return sit_down(olga)


def filled(page):
    """Return what a form page would send as it stands, several choices as lists."""
    return {name: value for name, value in filled_form(page).items() if value != []}


def said(page):
    return " ".join(page.content.decode().split())


def propose(desk, path=f"{HEALTH}change/", **values):
    """Write a change, look at it, send it; return the page that shows it before and what was proposed."""
    form = filled(desk.get(path)) | {"why": "Toive asiakkailta."} | values
    look = desk.post(path, form | {"press": "look"})
    desk.post(path, form | {"press": "send"})
    return look, Change.objects.latest("pk")


def test_a_manager_changes_a_chat_and_the_owner_puts_it_in_force_at_its_minute(hers, owners, olga):
    look, proposed = propose(
        hers,
        name_sv="Hälsa",
        topics=["skin", "wound", "stomach"],
        closes="13",
        when="minute",
        day="4.3.2025",
        clock="12.00",
    )

    changed = {one.label: [text.parts for text in one.texts] for one in look.context["differences"]}
    assert set(changed) == {"Name", "Topics", "Closes"}
    assert changed["Closes"] == [[("gone", "24:00"), ("same", " "), ("new", "13:00")]]
    assert [what for what, _name in changed["Topics"][0] if what != "same"] == ["new"]
    assert "How clients see it" in said(look) and "Avoinna ma–pe 8–13." in said(look)
    assert "What would last week have been like?" in said(look) and "sorted" not in said(look)

    owners.post(f"/desk/handbook/changes/{proposed.pk}/approval/")

    noon = TEN_PAST.replace(day=4, hour=10, minute=0)
    before, after = (Route.objects.in_force(at).get(code="health") for at in (noon - MINUTE, noon))
    assert (before.closes, before.name_sv, before.version) == (24, "health", 1)
    assert (after.closes, after.name_sv, after.version) == (13, "Hälsa", 2)
    assert after.topics == ["skin", "stomach", "wound"]
    assert "is approved and takes force" in said(hers.get(HEALTH))


def test_what_was_changed_is_undone_in_one_press(hers, owners, olga):
    _look, proposed = propose(hers, most_waiting="4")
    approve_change(change_id=proposed.pk, by=olga, at=TEN_PAST - MINUTE)
    back = f"{HEALTH}back/1/"
    assert back in said(owners.get(f"/desk/handbook/changes/{proposed.pk}/"))

    owners.post(back, filled(owners.get(back)))

    now = Route.objects.in_force(TEN_PAST).get(code="health")
    assert (now.version, now.most_waiting) == (3, 0)


@pytest.mark.parametrize(
    "values, field, words",
    [
        ({"name_sv": ""}, "name_sv", "The Swedish text is missing: Name."),
        ({"invite_fi": " "}, "invite_fi", "The Finnish text is missing: What the client reads."),
        ({"closes": "8", "opens": "9"}, "closes", "It would close before it opens. Write a later hour."),
        ({"opens": "8.30"}, "opens", "Write a number here, with digits only."),
        ({"closes": "25"}, "closes", "This is a number from 1 to 24: Closes."),
        ({"last_entry": "60", "opens": "8", "closes": "9"}, "last_entry", "so nobody could ever come in"),
        ({"topics": ["family"]}, "topics", "These topics are not of health care: "),
        ({"topics": ["nothing"]}, "topics", ""),
        ({"topics": []}, "topics", "Choose something here: Topics."),
        ({"team": "perhe"}, "team", "This team is not of health care."),
        ({"team": "nowhere"}, "team", ""),
        ({"register": "social"}, "register", "A chat stays with its service."),
        ({"municipalities": ["091"]}, "municipalities", ""),
        ({"most_at_once": "10"}, "most_at_once", "This is a number from 1 to 9: Most talks at once."),
        ({"grace": "0"}, "grace", "This is a number from 1 to 60: Minutes to come when called."),
    ],
)
def test_what_does_not_hold_is_said_at_its_field_and_nothing_is_half_done(hers, health, values, field, words):
    form = filled(hers.get(f"{HEALTH}change/")) | {"why": "-", "press": "send"} | values

    answer = hers.post(f"{HEALTH}change/", form)

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert not Change.objects.exists() and Route.objects.count() == 1


def test_a_new_chat_is_added_and_clients_see_it_when_it_is_approved(hers, olga):
    client, _user = make_neighbour()
    new = "/desk/handbook/chat/new/"
    form = filled(hers.get(new))
    assert (form["opens"], form["closes"], form["grace"]) == (0, 24, 5)
    names = {
        f"{field}_{language}": "Night" for field in ("name", "invite") for language in ("fi", "sv", "en")
    }
    new_one = {**names, "register": "social", "topics": ["family"], "owner": Route.objects.get().owner_id}

    look, proposed = propose(hers, new, **new_one)

    assert look.context["is_new"] and proposed.code == "night"
    assert [row.code for row in routes_for(client, TEN_PAST)] == ["health"]
    approve_change(change_id=proposed.pk, by=olga, at=TEN_PAST)
    assert {row.code for row in routes_for(client, TEN_PAST)} == {"health", "night"}
    assert "Night" in said(hers.get("/desk/handbook/chat/"))


def test_to_end_the_last_chat_says_who_waits_and_what_becomes_of_them(hers, owners, olga):
    enter(Topic.objects.get(code="skin"), route="health")
    page = hers.get(f"{HEALTH}end/")
    for words in ("keeps their place until", "1 person waits in it now.", "the last chat of health"):
        assert words in said(page)

    hers.post(f"{HEALTH}end/", {"base": page.context["base"], "why": "Vähän käyttäjiä.", "when": "once"})

    proposed = Change.objects.get()
    shown = said(owners.get(f"/desk/handbook/changes/{proposed.pk}/"))
    assert "1 person waits in it now." in shown and "1 person came by this chat" in shown
    owners.post(f"/desk/handbook/changes/{proposed.pk}/approval/")
    assert not Route.objects.in_force(TEN_PAST).exists()
    assert not Reading.objects.filter(what="sorting").exists()
    assert "Take into use again" in said(hers.get(HEALTH))


def test_a_chat_that_ended_is_taken_into_use_again_as_it_was(hers, health, olga):
    change("chat", "health", by=olga, owner=olga, at=TEN_PAST - MINUTE, content=None)

    look, proposed = propose(hers)

    assert look.status_code == 200 and look.context["is_new"]
    shown = hers.get(f"/desk/handbook/changes/{proposed.pk}/")
    assert "Is taken into use again: health" in said(shown) and len(shown.context["differences"]) > 5
    approve_change(change_id=proposed.pk, by=olga, at=TEN_PAST)
    now = Route.objects.in_force(TEN_PAST).get(code="health")
    assert (now.version, now.topics) == (2, health.topics)


def test_whoever_begins_a_watch_reads_which_chat_has_ended(sit_down, health, olga, aino):
    team = Topic.objects.get(code="skin").patient_team
    nurse = make_professional("Nina Nurse", team).user
    enter(Topic.objects.get(code="skin"), route="health", at=TEN_PAST - 2 * MINUTE)
    assert "This chat has ended" not in said(sit_down(nurse).get("/desk/chat/watch/"))

    change("chat", "health", by=olga, owner=olga, at=TEN_PAST - MINUTE, content=None)

    assert "This chat has ended: only those who are in it now." in said(
        sit_down(nurse).get("/desk/chat/watch/")
    )


def test_a_nurse_reads_chats_and_changes_none(sit_down, health, aino):
    desk = sit_down(aino)

    page = desk.get(HEALTH)
    assert page.status_code == 200 and "Propose a change" not in said(page)
    for path in ("new/", "health/change/", "health/end/"):
        assert desk.get(f"/desk/handbook/chat/{path}").status_code == 404


def test_a_team_that_a_chat_leads_to_is_not_closed(hers, health, teams):
    Route.objects.update(team=teams["mieli"])
    Topic.objects.filter(patient_team=teams["mieli"]).delete()

    answer = hers.post(f"/desk/teams/{teams['mieli'].pk}/close/", {"successor": "", "sure": "on"})

    assert answer.status_code == 409
    assert "These chats lead to the team: health. Lead them elsewhere first." in said(answer)
    assert "These chats lead here: health." in said(hers.get(f"/desk/teams/{teams['mieli'].pk}/"))
