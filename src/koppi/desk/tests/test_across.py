"""Ask the other side: one form for every client, no identity in what is sent, anybody of the team answers."""

import re

import pytest

from koppi.desk.models import SideQuestion
from koppi.ledger.models import Event
from koppi.matters.tests import factories as make

GENERAL = "Miten yksin asuva vanhus saa kotiapua nopeasti?"


@pytest.fixture
def social_desk(sit_down, sari):
    """Sari at her desk, in social care."""
    return sit_down(sari)


def ask(browser, matter, team, question=GENERAL):
    return browser.post(
        f"/desk/m/{matter.reference}/ask-other-side/", {"team": team.pk, "question": question}
    )


def test_a_general_question_goes_to_a_team_and_its_answer_comes_back(
    desk, social_desk, matter, social, sari, aino
):
    assert ask(desk, matter, social).status_code == 303
    assert make.told(sari) == ["side_question.asked"]
    page = social_desk.get("/desk/side-questions/").content.decode()
    assert GENERAL in page
    kept = SideQuestion.objects.get()

    answered = social_desk.post(
        f"/desk/side-questions/{kept.pk}/answer/", {"answer": "Soita palveluohjaukseen."}
    )

    assert answered.status_code == 303
    assert make.told(aino) == ["side_question.answered"]
    assert "Soita palveluohjaukseen." in desk.get("/desk/side-questions/").content.decode()


def test_nothing_that_is_sent_tells_of_the_client_or_the_matter(desk, social_desk, matter, social, maria):
    ask(desk, matter, social)

    page = social_desk.get("/desk/side-questions/").content.decode()
    for secret in (matter.reference, matter.shown_reference, matter.subject, maria.family_name):
        assert secret not in page
    event = Event.objects.get(kind="side_question.asked")
    assert (event.client_id, event.matter_id) == (None, None)
    fields = {field.name for field in SideQuestion._meta.get_fields()}
    assert not fields & {"client", "matter", "client_id", "matter_id"}


def test_the_form_is_the_same_for_every_client(desk, matter, social, topic, maria):
    make.make_matter(topic, maria, register="social")
    other = make.make_matter(topic, make.make_client("Otto Öhman"), subject=matter.subject)

    def form_of(one):
        page = desk.get(f"/desk/m/{one.reference}/ask-other-side/").content.decode()
        page = page.split('<form method="post" action="/desk/m/', 1)[1]
        own = rf"{one.reference}|{one.shown_reference}|name=\"csrfmiddlewaretoken\" value=\"\w+\""
        return re.sub(own, "", page.split("</form>", 1)[0])

    assert "Send the question" in form_of(matter)
    assert form_of(matter) == form_of(other)


@pytest.mark.parametrize(
    "question",
    [
        "Mitä Lindqvistin asialle tehdään?",
        "maria tarvitsee apua",
        "Asiakas 170582-900X tarvitsee apua",
        "Katso {reference}",
        "Katso {shown}",
    ],
)
def test_a_question_that_names_its_client_is_not_sent(desk, matter, social, sari, question):
    said = question.format(reference=matter.reference.lower(), shown=matter.shown_reference)

    answer = ask(desk, matter, social, said)

    assert answer.status_code == 422
    assert not SideQuestion.objects.exists()
    assert "The question tells who it is about." in answer.content.decode()


def test_a_team_of_ones_own_side_is_no_other_side(desk, matter, nurses, social, sari):
    assert ask(desk, matter, nurses).status_code == 422
    assert not SideQuestion.objects.exists()


def test_a_team_with_nobody_in_it_is_not_asked(desk, matter, social):
    assert ask(desk, matter, social).status_code == 409
    assert not SideQuestion.objects.exists()


def test_only_the_asked_team_answers_and_once(desk, social_desk, sit_down, olli, matter, social, sari):
    ask(desk, matter, social)
    path = f"/desk/side-questions/{SideQuestion.objects.get().pk}/answer/"

    for other in (desk, sit_down(olli)):
        assert other.get(path).status_code == 404
        assert other.post(path, {"answer": "Hei"}).status_code == 404
    assert social_desk.post(path, {"answer": " "}).status_code == 422
    assert social_desk.post(path, {"answer": "Soita meille."}).status_code == 303
    assert social_desk.post(path, {"answer": "Soita muualle."}).status_code == 409
    assert SideQuestion.objects.get().answer == "Soita meille."
