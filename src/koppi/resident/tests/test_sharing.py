"""What may be shared: given, seen and taken back, by the client and by whoever may act for them."""

import re

import pytest
from django.urls import reverse

from koppi.access.consent import standing_ban, standing_permission
from koppi.access.lending import break_glass
from koppi.access.models import Ban, Permission
from koppi.matters.tests.factories import NINE, let_act, make_client, make_professional, make_team

SHARING = "/my-data/sharing/"


def open_in_need(client, by="Liisa Koski"):
    break_glass(
        person_id=client.person_id,
        client_ids=[client.pk],
        register="patient",
        reason="danger",
        why="Soitti päivystyksestä.",
        until=NINE.replace(hour=8),
        by=make_professional(by, make_team()).user,
        at=NINE,
    )


def post(browser, client, register, act, **data):
    return browser.post(reverse("resident:sharing_change", args=[client.uuid, register, act]), data)


def test_a_permission_names_what_may_be_seen_and_is_taken_back(browser, maria, nine):
    answer = post(browser, maria, "social", "permission", **{"social-kinds": ["letters"]})

    assert answer.status_code == 302
    permission = standing_permission(maria.person_id, "social")
    assert (permission.kinds, permission.to_register) == (["base", "matter", "letters"], "patient")
    page = browser.get(SHARING).content.decode()
    assert "Yes, with your permission." in page
    assert standing_permission(maria.person_id, "patient") is None

    post(browser, maria, "social", "withdrawal")

    assert standing_permission(maria.person_id, "social") is None
    assert Permission.objects.get().withdrawn_by.person_id == maria.person_id
    assert "Yes, with your permission." not in browser.get(SHARING).content.decode()


@pytest.mark.parametrize("kinds", [[], ["notes"], ["letters", "readings"], ["everything"]])
def test_a_permission_must_name_what_may_be_named(browser, maria, nine, kinds):
    answer = post(browser, maria, "social", "permission", **{"social-kinds": kinds})

    assert answer.status_code == 422
    assert not Permission.objects.exists()


def test_a_ban_is_given_once_and_lifted(browser, maria, nine):
    post(browser, maria, "patient", "ban")
    post(browser, maria, "patient", "ban")

    assert Ban.objects.count() == 1
    assert "No. You have forbidden it." in browser.get(SHARING).content.decode()

    post(browser, maria, "patient", "lifting")

    assert standing_ban(maria.person_id, "patient") is None


@pytest.mark.parametrize("own", ["resident:looks", "resident:sharing"])
def test_whose_data_it_is_is_chosen_alike_on_both_pages(browser, maria, nine, own):
    def choices(address):
        page = browser.get(address).content.decode()
        found = re.search(r'<nav aria-label="Whose data"><ul class="scopes">(.*?)</ul></nav>', page)
        return re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', found[1]) if found else []

    assert choices(reverse(own)) == []
    let_act(maria, make_client("Ella Lindqvist"), kind="guardian")

    (_, mine, said), (hers, _, name) = choices(reverse(own))
    assert (bool(mine), said, name) == (True, "Mine", "Ella Lindqvist")
    assert [bool(current) for _, current, _ in choices(hers)] == [False, True]


def test_a_guardian_decides_within_the_mandate_alone(browser, maria, nine):
    child, other = make_client("Ella Lindqvist"), make_client("Otto Öhman")
    let_act(maria, child, kind="guardian", social=False)

    assert post(browser, child, "patient", "ban").status_code == 302
    assert post(browser, child, "social", "ban").status_code == 404
    assert post(browser, other, "patient", "ban").status_code == 404
    assert Ban.objects.get().person_id == child.person_id
    page = browser.get(reverse("resident:sharing_other", args=[child.uuid])).content.decode()
    assert "You decide for Ella Lindqvist." in page
    assert "Social care data" not in page
    assert browser.get(reverse("resident:sharing_other", args=[other.uuid])).status_code == 404


@pytest.mark.parametrize(("register", "act"), [("advice", "ban"), ("patient", "anything")])
def test_nothing_else_can_be_changed(browser, maria, nine, register, act):
    assert post(browser, maria, register, act).status_code == 404


def test_the_client_sees_who_opened_what_and_why_but_not_the_professionals_words(browser, maria, nine):
    open_in_need(maria)

    page = browser.get(SHARING).content.decode()

    assert "Liisa Koski" in page
    assert "It was urgent, and nobody else was at hand." in page
    assert "päivystyksestä" not in page


@pytest.mark.parametrize(("openings", "said"), [(1, False), (2, True)])
def test_the_list_of_openings_says_where_the_older_ones_are(
    browser, maria, nine, monkeypatch, openings, said
):
    monkeypatch.setattr("koppi.resident.sharing.MOST_OPENINGS", 1)
    for number in range(openings):
        open_in_need(maria, by=f"Liisa Koski {number}")

    page = browser.get(SHARING).content.decode()

    assert ("These are the newest." in page) is said
