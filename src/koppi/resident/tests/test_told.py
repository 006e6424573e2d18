"""By what a resident is told: their own choice, and where it leads."""

import pytest

from koppi.conversations.actions import reply
from koppi.matters.actions import catch_matter
from koppi.matters.tests.factories import NINE, make_professional
from koppi.notices.models import ContactPoint, Delivery
from koppi.people.actions import set_non_disclosure

PAGE = "/my/notices/"
BOTH = {
    "email": "on",
    "email_address": "maria@example.test",
    "sms": "on",
    "sms_address": "040 123 4567",
}


def standing():
    return dict(ContactPoint.objects.filter(ended_at=None).values_list("channel", "address"))


@pytest.fixture
def site(browser):
    return browser


def test_what_one_chooses_holds_until_one_chooses_otherwise(site):
    assert "You have not chosen yet" in site.get(PAGE).content.decode()
    assert site.post(PAGE, BOTH).status_code == 302
    assert standing() == {"email": "maria@example.test", "sms": "+358401234567"}

    site.post(PAGE, {"suomifi": "on"})
    assert standing() == {"suomifi": ""}
    # An address that is no longer wanted is not kept.
    assert set(ContactPoint.objects.values_list("address", flat=True)) == {""}


def test_nothing_ticked_is_a_choice(site):
    site.post(PAGE, {})

    assert standing() == {}
    assert "You have not chosen yet" not in site.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "on"}, "Write the e-mail address"),
        ({"sms": "on"}, "Write the phone number"),
        ({"email": "on", "email_address": "maria"}, "We did not understand the e-mail address"),
        ({"sms": "on", "sms_address": "12"}, "We did not understand the number"),
    ],
)
def test_a_tick_without_its_address_is_asked_about_and_nothing_is_changed(site, wrong, said):
    answer = site.post(PAGE, wrong)

    assert answer.status_code == 422 and said in answer.content.decode()
    assert not ContactPoint.objects.exists()


def test_under_non_disclosure_no_address_is_asked_for_or_kept(site, maria):
    site.post(PAGE, BOTH)
    set_non_disclosure(
        person_id=maria.person_id, hidden=True, by=None, at=ContactPoint.objects.first().chosen_at
    )

    shown = site.get(PAGE).content.decode()
    assert "Your address is secret" in shown and "email_address" not in shown
    assert standing() == {} and set(ContactPoint.objects.values_list("address", flat=True)) == {""}
    site.post(PAGE, {**BOTH, "suomifi": "on"})
    assert standing() == {"suomifi": ""}


def test_a_reply_is_told_by_what_was_chosen_and_by_nothing_else(site, matter, teams):
    site.post(PAGE, {"sms": "on", "sms_address": "040 123 4567", "suomifi": "on"})
    Delivery.objects.all().delete()
    aino = make_professional("Aino Aalto", matter.team).user
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    key = "018f0000-0000-7000-8000-0000000000a2"
    reply(matter_id=matter.pk, body="Hei.", client_uuid=key, by=aino, at=NINE)

    left = Delivery.objects.values_list("channel", "address", "key", "reference")
    assert set(left) == {
        ("sms", "+358401234567", f"message-{key}-sms", matter.reference),
        ("suomifi", "", f"message-{key}-suomifi", matter.reference),
    }


def test_whoever_is_no_resident_finds_no_such_page(client, teams):
    client.force_login(make_professional("Aino Aalto").user)

    assert client.get(PAGE).status_code == 404
