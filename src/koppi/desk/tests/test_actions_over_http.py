"""Each action as a browser without script does it: a page, a form, a press."""

from uuid import uuid4

import pytest

from koppi.conversations.models import Draft, Message, Note
from koppi.intake.models import MatterContact
from koppi.matters import actions
from koppi.matters.models import Consultation, Handover, Matter
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import CLOSING, DAY, HOUR
from koppi.people.tests.factories import test_code

from .conftest import TEN_PAST

pytestmark = pytest.mark.slow


@pytest.fixture
def mine(matter, aino):
    """A matter that Aino has answered and holds."""
    actions.mark_answered(matter_id=matter.pk, by=aino, at=TEN_PAST)
    return Matter.objects.get(pk=matter.pk)


def at(matter, noun):
    return f"/desk/m/{matter.reference}/{noun}/"


def do(browser, matter, noun, **fields):
    return browser.post(at(matter, noun) + "?scope=team", fields, follow=True)


def words(response):
    return response.content.decode()


# Catch and let go


def test_one_press_catches_and_another_undoes_it(desk, matter, aino, again):
    caught = do(desk, matter, "catch")

    assert again(matter).caught_by == aino
    assert "You have this now." in words(caught)
    assert f'action="{at(matter, "release")}?scope=team"' in words(caught)

    do(desk, matter, "release")
    assert again(matter).caught_by is None


def test_the_slower_hand_reads_who_was_faster_and_when(desk, matter, eero):
    actions.catch_matter(matter_id=matter.pk, by=eero, at=TEN_PAST)

    answer = do(desk, matter, "catch")

    assert "Eero Salo caught this at 9:10." in words(answer)
    assert "Eero Salo has this" in words(answer)


def test_only_the_holder_or_a_shift_lead_lets_go(desk, sit_down, matter, eero, lea, again):
    actions.catch_matter(matter_id=matter.pk, by=eero, at=TEN_PAST)

    refused = do(desk, matter, "release", why="Otan itse")
    assert refused.status_code == 409
    assert "Otan itse" in words(refused)
    assert again(matter).caught_by == eero

    do(sit_down(lea), matter, "release", why="Eero lähti")
    assert again(matter).caught_by is None


def test_the_team_reads_why_a_matter_came_back(desk, sit_down, mine, eero, again):
    desk.post(at(mine, "note/draft"), {"body": "Kesken"})

    do(desk, mine, "release", why="Lähden kokoukseen")

    assert again(mine).caught_by is None
    assert "Lähden kokoukseen" in words(sit_down(eero).get(f"/desk/m/{mine.reference}/"))
    assert "Kesken" in words(desk.get(f"/desk/m/{mine.reference}/"))


# Hand over


def test_a_matter_is_offered_and_taken(desk, sit_down, mine, olli, again):
    assert "Olli Nurmi" in words(desk.get(at(mine, "handover")))
    do(desk, mine, "handover", to=f"person:{olli.professional.pk}", reason="Lääkärille")

    taken = do(sit_down(olli), mine, "handover/accept")

    assert again(mine).caught_by == olli
    assert "You have this now." in words(taken)
    assert words(taken).count("Lääkärille") == 1


def test_an_offer_to_a_team_and_to_a_skill(desk, sit_down, mine, doctors, olli, eero):
    do(desk, mine, "handover", to=f"team:{doctors.pk}", reason="Lääkärille")
    assert Handover.objects.pending().get().to_team == doctors
    do(desk, mine, "handover/withdraw")

    do(desk, mine, "handover", to="skill:wounds", reason="Haava")

    assert Handover.objects.pending().get().to_skill == "wounds"
    assert "Accept" in words(sit_down(eero).get(f"/desk/m/{mine.reference}/"))


def test_a_declined_offer_leaves_the_matter_with_its_giver(desk, sit_down, mine, aino, olli, again):
    do(desk, mine, "handover", to=f"person:{olli.professional.pk}", reason="Lääkärille")

    declined = do(sit_down(olli), mine, "handover/decline", answer="Olen vastaanotolla")

    assert declined.status_code == 200
    assert again(mine).caught_by == aino
    assert "declined the matter you offered" in words(desk.get("/desk/notices/"))
    assert ">Olen vastaanotolla</q>" in words(desk.get(f"/desk/m/{mine.reference}/"))


def test_an_offer_without_a_reason_keeps_the_choice(desk, mine, olli):
    answer = do(desk, mine, "handover", to=f"person:{olli.professional.pk}", reason=" ")

    assert answer.status_code == 422
    assert f'value="person:{olli.professional.pk}" selected' in words(answer)


def test_a_second_offer_is_refused_and_the_reason_is_not_lost(desk, mine, olli, eero):
    do(desk, mine, "handover", to=f"person:{olli.professional.pk}", reason="Lääkärille")

    answer = do(desk, mine, "handover", to=f"person:{eero.professional.pk}", reason="Sittenkin Eerolle")

    assert answer.status_code == 409
    assert "Sittenkin Eerolle" in words(answer)
    assert "Olli Nurmi" in words(answer)


def test_what_was_offered_to_somebody_else_is_not_taken(desk, sit_down, mine, aino, olli, eero, again):
    do(desk, mine, "handover", to=f"person:{olli.professional.pk}", reason="Lääkärille")

    answer = do(sit_down(eero), mine, "handover/accept")

    assert again(mine).caught_by == aino
    assert "does not let you" in words(answer)


def test_there_is_nothing_to_accept_where_nothing_was_offered(desk, matter):
    assert desk.post(at(matter, "handover/accept")).status_code == 404


# Talk


def test_a_reply_goes_out_once_and_catches(desk, matter, aino, again):
    key = str(uuid4())
    for _ in range(2):
        sent = do(desk, matter, "reply", body="Hei Maria", uuid=key)

    assert "Sent to the client." in words(sent)
    assert Message.objects.get().body == "Hei Maria"
    assert again(matter).caught_by == aino


def test_the_preview_shows_the_reply_and_sends_nothing(desk, matter):
    shown = do(desk, matter, "reply", body="Hei <b>Maria</b>", uuid=str(uuid4()), preview="1")

    assert "This is what Maria will see" in words(shown)
    assert "Hei &lt;b&gt;Maria&lt;/b&gt;" in words(shown)
    assert not Message.objects.exists()
    assert Draft.objects.get().body == "Hei <b>Maria</b>"


def test_a_reply_to_a_closed_matter_is_refused_and_not_lost(desk, mine, eero):
    actions.close_matter(
        matter_id=mine.pk,
        outcome="guided",
        without_assessment="not_a_care_need",
        by=mine.caught_by,
        at=TEN_PAST,
    )

    answer = do(desk, mine, "reply", body="Vielä yksi asia", uuid=str(uuid4()))

    assert answer.status_code == 409
    assert "Vielä yksi asia" in words(answer)
    assert "This matter is closed." in words(answer)
    assert "Vielä yksi asia" in words(do(desk, mine, "reopening"))


def test_a_text_too_long_says_so_and_comes_back(desk, matter):
    answer = do(desk, matter, "reply", body="a" * 10_001, uuid=str(uuid4()))

    assert answer.status_code == 422
    assert "1 character too long" in words(answer)
    assert "a" * 10_001 in words(answer)


def test_a_text_module_is_put_into_the_reply_without_script(desk, matter):
    from koppi.conversations.models import TextModule

    TextModule.objects.create(
        code="hello",
        owner=make.make_owner(),
        valid_from=make.LONG_AGO,
        **{
            f"{field}_{lang}": f"{field}-{lang}" for field in ("title", "body") for lang in ("fi", "sv", "en")
        },
    )

    shown = do(desk, matter, "reply", body="Hei", uuid=str(uuid4()), insert="1", module="hello")

    assert "Hei\n\nbody-fi" in words(shown)
    assert desk.get("/desk/modules/?language=sv").json() == [
        {"key": "hello", "name": "title-en", "text": "body-sv"}
    ]


def test_a_draft_is_saved_as_one_writes(desk, matter, aino):
    saved = desk.post(at(matter, "reply/draft"), {"body": "Kesken", "changed": "body"})

    assert saved.json() == {"saved": "9:10", "version": "2025-03-03T07:10:00+00:00"}
    assert Draft.objects.get(user=aino).body == "Kesken"

    desk.post(at(matter, "note/draft"), {"body": "Huom", "changed": "body"})
    assert Draft.objects.filter(user=aino).count() == 2


def test_a_note_is_kept_and_is_no_letter(desk, matter):
    do(desk, matter, "note", body="Soitin.", uuid=str(uuid4()))

    assert Note.objects.get().body == "Soitin."
    assert not Message.objects.exists()


def test_an_empty_note_is_refused_kindly(desk, matter):
    assert do(desk, matter, "note", body="  ", uuid=str(uuid4())).status_code == 422


def test_a_question_is_asked_and_answered(desk, sit_down, mine, aino, olli, again):
    do(desk, mine, "question", to=f"person:{olli.professional.pk}", question="Riittääkö kotihoito?")
    asked = Consultation.objects.get()

    browser = sit_down(olli)
    assert "Riittääkö kotihoito?" in words(browser.get(at(mine, f"question/{asked.pk}/answer")))
    do(browser, mine, f"question/{asked.pk}/answer", answer="Riittää.")

    assert "Riittää." in words(desk.get(f"/desk/m/{mine.reference}/"))
    assert again(mine).caught_by == aino
    assert browser.get(f"/desk/m/{mine.reference}/").status_code == 404


def test_a_question_answered_before_keeps_the_late_answer_on_the_page(desk, sit_down, mine, eero, nurses):
    do(desk, mine, "question", to=f"team:{nurses.pk}", question="Kuka muistaa?")
    asked = Consultation.objects.get()
    browser = sit_down(eero)
    actions.withdraw_question(consultation_id=asked.pk, by=asked.asked_by, at=TEN_PAST)

    late = do(browser, mine, f"question/{asked.pk}/answer", answer="Minä muistan")

    assert late.status_code == 409
    assert "Minä muistan" in words(late)


def test_a_question_can_be_taken_back(desk, mine, olli):
    do(desk, mine, "question", to=f"person:{olli.professional.pk}", question="Riittääkö?")

    do(desk, mine, f"question/{Consultation.objects.get().pk}/withdraw")

    assert Consultation.objects.get().withdrawn_at == TEN_PAST


# Pause


def test_snoozed_and_brought_back(desk, mine, again):
    snoozed = do(desk, mine, "snooze", until="hour", why="soitan")
    assert again(mine).snoozed_until == TEN_PAST + HOUR
    assert "Snoozed. It comes back today at 10:10." in words(snoozed)
    assert "<q>soitan</q>" in words(desk.get(f"/desk/m/{mine.reference}/"))

    do(desk, mine, "wake")
    assert again(mine).snoozed_until is None


def test_no_choice_of_snooze_passes_what_the_law_demands(desk, mine):
    page = words(desk.get(at(mine, "snooze")))

    assert 'value="hour"' in page
    assert 'value="tomorrow"' not in page


def test_a_time_that_passes_the_limit_is_refused_with_the_limit(desk, mine):
    answer = do(desk, mine, "snooze", until="time", day="4.3.2025", clock="8", why="aamulla")

    assert answer.status_code == 409
    assert "This is due today at 16:00" in words(answer)
    assert "aamulla" in words(answer)


def test_snoozed_until_a_reply_at_most_until_it_is_due(desk, mine, again):
    do(desk, mine, "snooze", until="reply")

    assert again(mine).snoozed_until == CLOSING


def test_waiting_for_the_client(desk, mine, again):
    answer = do(desk, mine, "waiting", waiting_for="client")

    assert again(mine).state == "waiting"
    assert "waits for the client" in words(answer)


def test_one_answers_before_one_waits(desk, matter):
    answer = do(desk, matter, "waiting", waiting_for="client")

    assert answer.status_code == 409
    assert "Reply first" in words(answer)


# Judge


def test_the_assessment_is_signed(desk, mine, aino):
    do(desk, mine, "assessment", need="Nieluviljely", urgency="1", profession="nurse")

    signed = mine.assessments.get()
    assert (signed.assessed_by, signed.need, signed.urgency) == (aino, "Nieluviljely", 1)


def test_the_unlicensed_see_why_they_may_not_assess(sit_down, matter, nurses):
    helper = make.make_professional(
        "Pia Lund", nurses, profession="practical_nurse", licence="protected_title"
    )
    browser = sit_down(helper.user)

    assert "Only a licensed professional" in words(browser.get(at(matter, "assessment")))
    assert browser.post(at(matter, "assessment"), {"need": "x", "urgency": "1"}).status_code == 403
    assert not matter.assessments.exists()


def test_urgency_is_signed(desk, matter, aino, again):
    do(desk, matter, "urgency", urgency="2")

    assert (again(matter).urgency, again(matter).urgency_by) == (2, aino)


def test_closing_opens_the_next_matter_of_the_list(desk, mine, topic, aino):
    following = make.make_matter(topic, make.make_client("Seuraava Ihminen"))
    actions.catch_matter(matter_id=following.pk, by=aino, at=TEN_PAST)
    fields = {"outcome": "guided", "assessment": "not_a_care_need"}

    answer = desk.post(at(mine, "closing") + "?scope=mine", fields)

    assert answer["Location"] == f"/desk/m/{following.reference}/?scope=mine"
    assert "is closed." in words(desk.get(answer["Location"]))


def test_the_last_one_closed_leads_back_to_the_list(desk, mine):
    answer = desk.post(
        at(mine, "closing") + "?scope=mine", {"outcome": "solved", "assessment": "assessed_elsewhere"}
    )

    assert answer["Location"] == "/desk/?scope=mine"


def test_closing_without_an_assessment_asks_for_it_and_forgets_nothing(desk, mine, again):
    answer = do(desk, mine, "closing", outcome="guided")

    assert answer.status_code == 422
    assert 'value="guided"' in words(answer)
    assert again(mine).state == "open"


def test_the_assessment_can_be_made_while_closing(desk, mine, again):
    assert do(desk, mine, "closing", outcome="guided", assessment="assess").status_code == 422

    do(
        desk,
        mine,
        "closing",
        outcome="guided",
        assessment="assess",
        need="Ohjaus",
        urgency="0",
        profession="",
    )

    assert again(mine).outcome == "guided"
    assert mine.assessments.get().need == "Ohjaus"


def test_what_another_holds_is_not_closed_and_no_assessment_is_left_behind(desk, matter, eero, again):
    actions.catch_matter(matter_id=matter.pk, by=eero, at=TEN_PAST)

    answer = do(desk, matter, "closing", outcome="guided", assessment="assess", need="Ohjaus", urgency="0")

    assert answer.status_code == 409
    assert "Eero Salo has this matter" in words(answer)
    assert not matter.assessments.exists()


def test_a_closed_matter_opens_again(desk, mine, aino, again):
    do(desk, mine, "closing", outcome="guided", assessment="not_a_care_need")

    do(desk, mine, "reopening")

    assert (again(mine).state, again(mine).caught_by) == ("open", aino)
    assert "This matter is open." in words(do(desk, mine, "reopening"))


# Sort out


def test_duplicates_are_joined_and_the_contact_goes_along(desk, told, topic, maria, again):
    newer = make.make_matter(topic, maria, subject="Kurkku taas")
    assert newer.reference in words(desk.get(at(told, "join")))

    joined = do(desk, newer, "join", other=told.reference)

    assert again(newer).joined_into == told
    assert f"/desk/m/{told.reference}/" in joined.redirect_chain[-1][0]


def test_there_must_be_something_to_join_with(desk, matter):
    assert "no other open matter" in words(desk.get(at(matter, "join"), follow=True))


def test_a_wrong_client_is_corrected_by_a_signed_correction(desk, told, again):
    code = test_code()
    right = make.make_client("Oikea Ihminen", hetu=code)

    answer = do(desk, told, "client", code=code, reason="Väärä rivi", sure="on")

    new = Matter.objects.get(client=right)
    assert (again(told).outcome, new.continues) == ("wrong_client", told)
    assert MatterContact.objects.filter(matter=new, how="corrected").exists()
    assert new.shown_reference in words(answer)


@pytest.mark.parametrize("code", ["010190-9", "tuntematon", None])
def test_a_code_that_names_nobody_is_refused_and_the_reason_stays(desk, told, again, code):
    answer = do(desk, told, "client", code=code or test_code(), reason="Väärä rivi", sure="on")

    assert answer.status_code == 409 or answer.status_code == 422
    assert "Väärä rivi" in words(answer)
    assert again(told).state == "open"


# Doors


@pytest.mark.parametrize(
    "noun",
    ["catch", "handover/accept", "handover/withdraw", "wake", "reopening", "reply/draft", "note/draft"],
)
def test_a_change_is_never_made_by_looking(desk, matter, noun):
    assert desk.get(at(matter, noun)).status_code == 405


@pytest.mark.parametrize(
    "noun",
    ["catch", "release", "handover", "question", "reply", "note", "snooze", "wake", "waiting", "assessment",
     "urgency", "closing", "reopening", "join", "client", "reply/draft", "handover/accept"],
)  # fmt: skip
def test_nothing_is_done_to_another_teams_matter(sit_down, matter, olli, noun, again):
    before = again(matter).last_event_no

    assert sit_down(olli).post(at(matter, noun), {"body": "x", "uuid": str(uuid4())}).status_code == 404
    assert again(matter).last_event_no == before


def test_a_form_from_elsewhere_is_refused(sit_down, aino, matter, again):
    browser = sit_down(aino, enforce_csrf_checks=True)

    assert browser.post(at(matter, "catch")).status_code == 403
    assert again(matter).caught_by is None


def test_tomorrow_is_a_choice_when_nothing_firm_comes_before(desk, mine, again):
    actions.assess_matter(
        matter_id=mine.pk, need="x", urgency=1, profession="", by=mine.caught_by, at=TEN_PAST
    )

    do(desk, mine, "snooze", until="tomorrow")

    assert again(mine).snoozed_until == TEN_PAST.replace(hour=6, minute=0) + DAY


def test_a_reason_of_the_countys_own_closes_a_matter_and_the_client_reads_its_words(
    desk, matter, sit_down, resident
):
    make.make_reason(name="Ohjattu järjestöön")

    form = desk.get(f"/desk/m/{matter.reference}/closing/").content.decode()
    desk.post(
        f"/desk/m/{matter.reference}/closing/", {"outcome": "jarjesto", "assessment": "not_a_care_need"}
    )

    assert "Ohjattu järjestöön (en)" in form
    matter.refresh_from_db()
    assert (matter.outcome, matter.closed_as.code) == ("guided", "jarjesto")
    assert "ohjattu järjestöön (en)" in desk.get(f"/desk/m/{matter.reference}/").content.decode()
    assert "Sait tiedon (sv)." in sit_down(resident, "sv").get(f"/my/{matter.reference}/").content.decode()
