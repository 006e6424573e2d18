"""A resident chooses when we call: in the message, in the matter, and after nobody answered."""

import re

import pytest
import time_machine

from koppi.callbacks import queries
from koppi.callbacks.actions import move_callback, note_not_reached, promise_callback
from koppi.callbacks.models import Callback
from koppi.callbacks.tests.factories import PHONE, make_hours
from koppi.intake import rules
from koppi.intake.actions import submit_contact
from koppi.intake.models import ContactDraft
from koppi.intake.tests.factories import GOOD, make_draft, make_resident
from koppi.matters.models import Matter
from koppi.matters.tests.factories import DAY, HOUR, MINUTE, NINE, make_professional
from koppi.people.models import County

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine", "teams")]

TEN, TOMORROW = NINE + HOUR, NINE + DAY
NUMBER = "040 123 4567"


@pytest.fixture
def hours(teams):
    return make_hours(teams["etela"])


@pytest.fixture
def nurse(teams):
    return make_professional("Aino Koski", teams["etela"]).user


@pytest.fixture
def page(matter):
    return f"/my/{matter.reference}/"


@pytest.fixture
def call(hours, matter, user):
    return promise_callback(matter_id=matter.pk, starts_at=TEN, phone=PHONE, by=user, at=NINE)


def said(answer):
    return answer.content.decode()


def reach(starts_at, **more):
    return {**GOOD[rules.REACH], "by": "phone", "phone": PHONE, "call": starts_at.isoformat(), **more}


def fill(team, starts_at, times=2):
    """Let others take the places of an hour."""
    for number in range(times):
        _, other = make_resident(f"Client {number}")
        contact = submit_contact(draft_uuid=make_draft(other).uuid, by=other, at=NINE)
        promise_callback(matter_id=contact.opened[0].pk, starts_at=starts_at, phone=PHONE, by=other, at=NINE)


# In the message


def test_the_message_offers_the_free_hours_of_today(browser, user, hours, teams):
    draft = make_draft(user)
    fill(teams["etela"], TEN)

    shown = said(browser.get(f"/contact/{draft.uuid}/reach/")).replace("\u2060", "")

    assert "today at 11:00–12:00" in shown
    assert "today at 10:00–11:00" not in shown
    assert "tomorrow" not in shown
    assert "None of these suits me" in shown
    assert 'name="times"' not in shown


def test_without_calling_hours_one_tells_what_times_suit(browser, user):
    shown = said(browser.get(f"/contact/{make_draft(user).uuid}/reach/"))

    assert 'name="times"' in shown
    assert 'name="call"' not in shown


def test_whoever_wants_a_call_chooses_an_hour(browser, user, hours):
    address = f"/contact/{make_draft(user).uuid}/reach/"
    given = {"tab": "window", "by": "phone", "phone": NUMBER}

    assert browser.post(address, given).status_code == 422
    assert browser.post(address, {**given, "call": TEN.isoformat()}).status_code == 302
    assert browser.post(address, {**given, "call": "any"}).status_code == 302
    assert browser.post(address, {"tab": "window", "by": "message"}).status_code == 302


def test_sending_promises_the_hour_and_the_receipt_says_so(browser, user, hours):
    draft = make_draft(user, reach=reach(TEN))
    assert "10:00–11:00" in said(browser.get(f"/contact/{draft.uuid}/check/"))

    receipt = browser.post(f"/contact/{draft.uuid}/send/", follow=True)

    assert "We call you today at 10:00–11:00." in said(receipt)
    assert Callback.objects.get().place == 1
    assert browser.post(f"/contact/{draft.uuid}/send/").status_code == 302
    assert Callback.objects.count() == 1


def test_a_message_never_waits_for_a_place(browser, user, hours, teams):
    draft = make_draft(user, reach=reach(TEN))
    fill(teams["etela"], TEN)

    receipt = browser.post(f"/contact/{draft.uuid}/send/", follow=True)

    matter = Matter.objects.get(client__person_id=user.person_id)
    assert "The time you chose for the call was taken" in said(receipt)
    assert f"/my/{matter.reference}/callback/" in said(receipt)
    assert queries.promised_call(matter) is None


def test_the_way_from_the_front_page_begins_with_a_call(browser, user, hours):
    County.objects.create(name_fi="Ranta", name_sv="Kust", name_en="Coast", phone="06 218 9000")
    assert "/contact/?by=phone" in said(browser.get("/"))
    browser.get("/contact/?by=phone")
    draft = make_draft(user, reach=None)

    shown = said(browser.get(f"/contact/{draft.uuid}/reach/"))

    assert re.search(r'value="phone"[^>]* checked', shown)


# In the matter


def test_the_matter_says_when_we_call_and_where_to(browser, page, call):
    shown = said(browser.get(page))

    assert "We call you <b>today at 10:00–11:00</b>, number 040 1234567." in shown


def test_the_number_is_not_shown_under_non_disclosure(browser, page, call, maria):
    maria.non_disclosure = True
    maria.save()

    assert "1234567" not in said(browser.get(page))
    assert "1234567" not in said(browser.get(f"{page}callback/"))


def test_one_moves_the_call_changes_the_number_and_withdraws(browser, page, call, matter):
    url = f"{page}callback/"
    assert "the time you have now" in said(browser.get(url))

    moved = browser.post(url, {"starts": TOMORROW.isoformat(), "phone": ""}, follow=True)
    assert "We call you tomorrow at 9:00–10:00." in said(moved)
    browser.post(url, {"starts": TOMORROW.isoformat(), "phone": "050 555 1234"})
    assert queries.promised_call(matter).phone == "+358505551234"
    done = browser.post(f"{url}withdraw/", follow=True)
    assert "We do not call." in said(done)
    assert queries.promised_call(matter) is None
    again = browser.post(f"{url}withdraw/", follow=True)
    assert "No call waits here any more." in said(again)


def test_a_full_hour_is_refused_and_the_promise_stands(browser, page, call, matter, teams):
    fill(teams["etela"], NINE + 2 * HOUR)

    answer = browser.post(f"{page}callback/", {"starts": (NINE + 2 * HOUR).isoformat(), "phone": ""})

    assert answer.status_code == 422
    assert "That time has just been taken" in said(answer)
    assert queries.promised_call(matter).try_from == TEN


def test_after_a_try_one_reads_when_we_try_again(browser, page, call, matter, nurse):
    move_callback(matter_id=matter.pk, starts_at=NINE, by=nurse, at=NINE)
    note_not_reached(matter_id=matter.pk, number=1, by=nurse, at=NINE + 10 * MINUTE)
    with time_machine.travel(NINE + 20 * MINUTE, tick=False):
        shown = said(browser.get(page))

    assert "today at 9:10" in shown
    assert "We try again today by 10:00." in shown
    assert "Aino Koski tried to call, and nobody answered." in shown


def test_after_the_last_try_one_chooses_a_new_time(browser, page, call, matter, nurse):
    for number in (1, 2):
        note_not_reached(matter_id=matter.pk, number=number, by=nurse, at=NINE)

    shown = said(browser.get(page))
    assert "We tried to call you, and did not reach you." in shown
    assert "Choose a new time" in shown
    browser.post(f"{page}callback/", {"starts": TEN.isoformat(), "phone": NUMBER})
    assert queries.promised_call(matter).try_from == TEN


def test_a_call_that_is_late_says_so(browser, page, hours, matter, user):
    promise_callback(matter_id=matter.pk, starts_at=NINE, phone=PHONE, by=user, at=NINE)
    Callback.objects.update(try_from=NINE - HOUR, try_by=NINE - MINUTE)

    assert "and we are late. We are sorry. We still call." in said(browser.get(page))


def test_when_no_hour_is_free_the_page_says_what_to_do(browser, page, matter):
    assert "No times are free just now" in said(browser.get(f"{page}callback/"))
    assert "callback" not in said(browser.get(page))


@pytest.mark.parametrize("given", [{}, {"starts": "soon", "phone": NUMBER}, {"starts": "", "phone": "x"}])
def test_what_is_no_time_or_no_number_changes_nothing(browser, page, hours, matter, given):
    assert browser.post(f"{page}callback/", given).status_code == 422
    assert not Callback.objects.exists()


def test_a_strangers_call_is_not_there(client, stranger, page, call):
    client.force_login(stranger)

    assert client.get(f"{page}callback/").status_code == 404
    assert client.post(f"{page}callback/withdraw/").status_code == 404
    assert Callback.objects.promised().exists()


def test_a_kept_draft_with_an_hour_that_is_over_is_asked_again(browser, user, hours):
    draft = make_draft(user, reach=reach(NINE - DAY))

    assert ContactDraft.objects.get(pk=draft.pk).answers
    assert browser.get(f"/contact/{draft.uuid}/reach/").status_code == 200
