"""Signing in and out in the demo, and what happens at the doors."""

from datetime import date, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from koppi.config.urls import urlpatterns as all_urls
from koppi.identity import doors
from koppi.identity.models import User
from koppi.people.models import Client
from koppi.people.tests.factories import make_client, make_professional, make_team, test_code, user_of

pytestmark = pytest.mark.django_db

RESIDENTS = "/sign-in/"
WORKERS = "/sign-in/professionals/"


@doors.for_residents
def letter(request):
    return HttpResponse(f"residents: {request.POST.get('words', '')}")


@doors.for_professionals
def desk(request):
    return HttpResponse(f"professionals: {request.POST.get('words', '')}")


@doors.quiet
@doors.for_professionals
def news(request):
    return HttpResponse("news")


urlpatterns = [
    path("test/letter/", letter),
    path("desk/test/", desk),
    path("desk/test/news/", news),
    *all_urls,
]
pages = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture(autouse=True)
def _pages():
    with pages:
        yield


@pytest.fixture
def maria(db):
    return make_client("Maria Lindqvist", hetu=test_code(date(1982, 5, 17), 901))


@pytest.fixture
def liisa(db):
    return make_professional("Liisa Koski", make_team("saaristo"))


def sign_in_as(client, someone, **more):
    """Sign in as a Client or a Professional."""
    if isinstance(someone, Client):
        return client.post(RESIDENTS, {"person": str(someone.person_id), **more})
    return client.post(WORKERS, {"user": someone.user_id, **more})


def signed_in(client):
    return int(client.session.get("_auth_user_id", 0))


def test_a_resident_signs_in_by_code(client, maria):
    answer = client.post(RESIDENTS, {"code": " 170582-901" + test_code(date(1982, 5, 17), 901)[-1].lower()})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client) == User.objects.get(person_id=maria.person_id).pk


def test_the_same_resident_has_one_account(client, maria):
    sign_in_as(client, maria)
    client.post("/sign-out/")
    sign_in_as(client, maria)

    assert User.objects.filter(person_id=maria.person_id).count() == 1


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_wrong_code_is_explained_and_kept_in_the_field(client, language):
    client.cookies["koppi_language"] = language

    answer = client.post(RESIDENTS, {"code": "170582-901X"})

    assert answer.status_code == 422
    assert "170582-901X" in answer.content.decode()
    said = {"fi": "Viimeinen merkki", "sv": "Det sista tecknet", "en": "The last character"}[language]
    assert said in answer.content.decode()


def test_a_real_code_is_refused(client):
    answer = client.post(RESIDENTS, {"code": "131052-308T"}, headers={"accept-language": "en"})

    assert answer.status_code == 422
    assert "Never type a real identity code" in answer.content.decode()
    assert not Client.objects.exists()


def test_anybody_can_try_as_a_new_person(client):
    code = test_code(date(1999, 9, 9), 950)

    asked = client.post(RESIDENTS, {"code": code})
    assert (asked.status_code, signed_in(client)) == (200, 0)
    client.post(RESIDENTS, {"code": code, "given_name": "Åsa", "family_name": "Öhman"})

    new = Client.objects.get()
    assert (new.name, new.birth_date) == ("Åsa Öhman", date(1999, 9, 9))
    assert User.objects.get(pk=signed_in(client)).person_id == new.person_id


def test_a_new_person_without_a_name_is_asked_again(client):
    answer = client.post(RESIDENTS, {"code": test_code(number=951), "given_name": " ", "family_name": ""})

    assert answer.status_code == 422
    assert not Client.objects.exists()


def test_a_professional_is_found_by_name_and_signs_in(client, liisa):
    page = client.get(WORKERS, {"q": "liis saar"}).content.decode()
    assert "Liisa Koski" in page
    assert "Liisa Koski" not in client.get(WORKERS, {"q": "petri"}).content.decode()

    answer = sign_in_as(client, liisa)

    assert (answer["Location"], signed_in(client)) == ("/desk/", liisa.user_id)


def test_nobody_signs_in_as_a_resident_through_the_professionals_list(client, maria):
    answer = client.post(WORKERS, {"user": user_of(maria).pk})

    assert (answer.status_code, signed_in(client)) == (404, 0)


@pytest.mark.parametrize("user", ["", "x", "999999"])
def test_an_unknown_professional_is_not_there(client, user):
    assert client.post(WORKERS, {"user": user}).status_code == 404


@pytest.mark.parametrize("person", ["", "x", "0193cafe-0000-7000-8000-000000000000"])
def test_an_unknown_resident_is_not_there(client, person):
    assert client.post(RESIDENTS, {"person": person}).status_code == 404


def test_the_session_key_changes_at_sign_in(client, maria):
    client.get("/test/letter/")
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["koppi"] = before = session.session_key

    sign_in_as(client, maria)

    assert client.session.session_key != before


def test_signing_in_as_another_person_leaves_nothing_of_the_first(client, maria, liisa):
    sign_in_as(client, maria)
    session = client.session
    session["secret"] = 1
    session.save()

    sign_in_as(client, liisa)

    assert "secret" not in client.session


def test_signing_out_takes_a_post_and_ends_it(client, maria):
    sign_in_as(client, maria)

    assert client.get("/sign-out/").status_code == 405
    assert signed_in(client)
    assert client.post("/sign-out/", follow=True).status_code == 200
    assert not signed_in(client)


def test_somebody_deactivated_is_out_at_the_next_page(client, liisa):
    sign_in_as(client, liisa)
    User.objects.filter(pk=liisa.user_id).update(is_active=False)

    assert client.get("/desk/test/").status_code == 302
    assert sign_in_as(client, liisa).status_code == 404


def test_without_the_demo_there_is_no_demo_sign_in(client, maria, settings):
    settings.DEMO_SIGN_IN = False

    assert client.get(RESIDENTS).status_code == 503
    page = client.get(WORKERS).content.decode()
    assert "/sign-in/professionals/account/" in page
    settings.LOCAL_ACCOUNTS = False
    assert client.get(WORKERS).status_code == 503
    for closed in ("/sign-in/professionals/account/", "/sign-in/activate/", "/sign-in/activate/password/"):
        assert client.get(closed).status_code == 404
    assert client.post(RESIDENTS, {"code": test_code(date(1982, 5, 17), 901)}).status_code == 404
    assert sign_in_as(client, maria).status_code == 404


def test_production_does_not_start_with_the_demo_sign_in(settings):
    from koppi.identity.checks import no_demo_sign_in_in_production

    settings.PRODUCTION, settings.DEMO_SIGN_IN = True, True
    assert [error.id for error in no_demo_sign_in_in_production(None)] == ["identity.E001"]
    settings.DEMO_SIGN_IN = False
    assert no_demo_sign_in_in_production(None) == []


# Doors


def test_a_stranger_is_sent_to_sign_in_and_comes_back(client, maria):
    answer = client.get("/test/letter/?q=words-about-health")
    assert answer["Location"] == "/sign-in/?next=%2Ftest%2Fletter%2F"

    assert sign_in_as(client, maria, next="/test/letter/")["Location"] == "/test/letter/"
    assert client.get("/test/letter/").status_code == 200


def test_each_kind_is_sent_to_its_own_sign_in(client):
    assert client.get("/desk/test/")["Location"].startswith(WORKERS + "?")


def test_the_wrong_kind_finds_nothing(client, maria, liisa):
    sign_in_as(client, maria)
    assert client.get("/desk/test/").status_code == 404
    sign_in_as(client, liisa)
    assert client.get("/test/letter/").status_code == 404


@pytest.mark.parametrize(
    "way", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "letter"]
)
def test_the_way_back_never_leaves_the_house(client, maria, way):
    assert sign_in_as(client, maria, next=way)["Location"] == "/"


def test_nobody_lands_on_a_page_of_the_other_kind(client, maria, liisa):
    assert sign_in_as(client, maria, next="/desk/test/")["Location"] == "/"
    assert sign_in_as(client, liisa, next="/test/letter/")["Location"] == "/desk/"


def test_a_fragment_sends_the_whole_page_to_sign_in(client):
    answer = client.get(
        "/desk/test/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/test/?q=secret"},
    )

    assert answer["HX-Redirect"] == "/sign-in/professionals/?next=%2Fdesk%2Ftest%2F"


@pytest.mark.parametrize("path", ["/desk/test/news/", "/desk/rows/"])
def test_what_a_page_asks_for_by_itself_leaves_it_where_it_is(client, liisa, path):
    """Somebody is typing when the sign-in ends: the page stays, asks no more, and the next press leads in."""
    sign_in_as(client, liisa)
    expire(client)
    page = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/test/"}

    answer = client.post(path, {"open": "K-1"}, headers=page)

    assert (answer.status_code, answer.content) == (286, b"")  # htmx stops asking
    assert not {"HX-Redirect", "Location", "HX-Refresh"} & set(answer.headers)
    assert "kept" not in client.session
    assert client.post("/desk/test/", {"words": WORDS}, headers=page)["HX-Redirect"].startswith(WORKERS)
    assert WORDS.split("\n")[1] in client.get(sign_in_as(client, liisa)["Location"]).content.decode()


def test_nobody_stands_before_nothing_who_opens_such_an_address(client):
    assert client.get("/desk/test/news/")["Location"].startswith(WORKERS)


@pytest.mark.parametrize(("who", "way_in"), [("liisa", WORKERS), ("maria", "/sign-in/")])
@pytest.mark.parametrize("path", ["/sign-in/mine/", "/sign-in/continue/"])
def test_a_page_for_everybody_leads_back_in_by_the_way_one_came(client, request, who, way_in, path):
    sign_in_as(client, request.getfixturevalue(who))
    expire(client)

    answer = client.get(path)

    assert answer["Location"].partition("?")[0] == way_in


def test_a_stranger_at_a_page_for_everybody_signs_in_as_a_resident(client):
    assert client.get("/sign-in/mine/")["Location"].startswith("/sign-in/?")


# What was written when the sign-in had ended

WORDS = "It hurts more.\nLeft leg is numb. 😟"


def expire(client):
    """Let the session end as time does, leaving the other cookies."""
    client.session.flush()
    client.cookies.pop("koppi", None)


def test_what_was_written_is_offered_again_to_the_same_person(client, maria):
    sign_in_as(client, maria)
    expire(client)

    key = "0193cafe-0000-7000-8000-00000000000a"
    sent = client.post("/test/letter/", {"words": WORDS, "client_uuid": key})
    assert "kept=yes" in sent["Location"]
    back = sign_in_as(client, maria, next="/test/letter/")
    assert back["Location"] == "/sign-in/continue/"
    page = client.get(back["Location"]).content.decode()
    assert "Left leg is numb. 😟" in page
    assert page.count(key) == 1  # goes along, is not shown
    assert 'action="/test/letter/"' in page

    token = client.session["kept"]["token"]
    again = client.post("/test/letter/", {"words": WORDS, "kept": token})
    assert again.content.decode() == f"residents: {WORDS}"
    assert "kept" not in client.session
    assert client.get("/sign-in/continue/")["Location"] == "/"


def test_what_a_page_asks_for_by_itself_does_not_take_the_place_of_words(client, maria):
    """The worklist beside a reply asks for its rows at the same moment as the reply is sent."""
    sign_in_as(client, maria)
    expire(client)
    client.post("/test/letter/", {"words": WORDS})

    client.post("/test/letter/", {"scope": "team"}, headers={"HX-Request": "true"})

    back = sign_in_as(client, maria, next="/test/letter/")
    assert "Left leg is numb. 😟" in client.get(back["Location"]).content.decode()


def test_a_late_answer_to_what_a_page_asked_for_does_not_take_the_cookie_of_the_words_away(client, maria):
    sign_in_as(client, maria)
    key = client.session.session_key
    client.session.flush()
    client.cookies["koppi"] = key  # the browser does not know yet

    assert "koppi" not in client.get("/sign-in/").cookies
    assert client.post("/test/letter/", {"words": WORDS}).cookies["koppi"].value


def test_what_was_written_is_never_shown_to_somebody_else(client, maria):
    other = make_client("Eeva Ström", hetu=test_code(date(1970, 1, 1), 902))
    sign_in_as(client, maria)
    expire(client)
    client.post("/test/letter/", {"words": WORDS})

    sign_in_as(client, other)

    assert "kept" not in client.session
    assert client.get("/sign-in/continue/")["Location"] == "/"
    sign_in_as(client, maria)
    assert client.get("/sign-in/continue/")["Location"] == "/"


def test_nothing_is_kept_when_nobody_knows_whose_it_is(client):
    answer = client.post("/test/letter/", {"words": WORDS})

    assert "kept=no" in answer["Location"]
    assert "kept" not in client.session


def test_a_button_without_words_loses_nothing_and_says_nothing(client, maria):
    sign_in_as(client, maria)
    expire(client)

    assert client.post("/test/letter/", {})["Location"] == "/sign-in/?next=%2Ftest%2Fletter%2F"


def test_a_forged_memory_of_who_was_here_is_not_believed(client, maria):
    client.cookies["koppi_last"] = f"{user_of(maria).pk}:forged"

    assert "kept=no" in client.post("/test/letter/", {"words": WORDS})["Location"]


def test_too_much_is_not_kept_and_said_so(client, maria):
    sign_in_as(client, maria)
    expire(client)

    answer = client.post("/test/letter/", {"words": "a" * 100_001})

    assert "kept=no" in answer["Location"]
    page = client.get(answer["Location"], headers={"accept-language": "en"}).content.decode()
    assert "could not be kept" in page


def test_what_was_kept_goes_away_after_a_day(client, maria):
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False):
        sign_in_as(client, maria)
        expire(client)
        client.post("/test/letter/", {"words": WORDS})
        waiting = client.session["kept"]
    with time_machine.travel("2026-11-24T08:01:00Z", tick=False):
        session = client.session
        session["kept"] = waiting
        session.save()
        client.cookies["koppi"] = session.session_key

        assert sign_in_as(client, maria)["Location"] == "/"


def test_a_draft_that_saves_itself_is_not_offered_as_a_form(client, maria):
    sign_in_as(client, maria)
    expire(client)

    client.post("/test/letter/", {"words": WORDS}, headers={"X-Koppi-Draft": "1"})

    assert "kept" not in client.session


def test_one_may_throw_away_what_was_kept(client, maria):
    sign_in_as(client, maria)
    expire(client)
    client.post("/test/letter/", {"words": WORDS})
    sign_in_as(client, maria, next="/test/letter/")

    assert client.post("/sign-in/continue/discard/")["Location"] == "/test/letter/"
    assert "kept" not in client.session


# How long a sign-in lasts


def test_a_sign_in_ends_when_nobody_uses_it(client, liisa, settings):
    settings.SESSION_COOKIE_AGE = 30 * 60
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False) as clock:
        sign_in_as(client, liisa)
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert client.get("/desk/test/").status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get("/desk/test/").status_code == 302


def test_the_browser_keeps_no_page_of_somebody_signed_in(client, liisa):
    sign_in_as(client, liisa)

    answer = client.get("/desk/test/")

    assert "no-store" in answer["Cache-Control"]


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(client, liisa, settings):
    settings.SESSION_COOKIE_AGE = 30 * 60
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False) as clock:
        sign_in_as(client, liisa)
        clock.shift(timedelta(minutes=29))
        assert client.get("/desk/test/news/").status_code == 200
        assert client.get("/desk/test/", headers={"X-Koppi-Fragment": "list"}).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get("/desk/test/").status_code == 302


def test_the_session_is_written_at_most_once_a_minute(client, liisa, django_assert_num_queries):
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False) as clock:
        sign_in_as(client, liisa)
        clock.shift(timedelta(seconds=50))
        with django_assert_num_queries(2):  # session, user
            client.get("/desk/test/")


def test_staying_signed_in_moves_the_end(client, liisa, settings):
    settings.SESSION_COOKIE_AGE = 30 * 60
    with time_machine.travel("2026-11-23T08:00:00Z", tick=False) as clock:
        sign_in_as(client, liisa)
        clock.shift(timedelta(seconds=40))
        assert client.post("/sign-in/stay/").json() == {"expires": "2026-11-23T08:30:40+00:00"}
    client.logout()
    assert client.post("/sign-in/stay/").status_code == 401


# Choices


def test_choosing_a_language_is_remembered_with_the_account(client, liisa):
    sign_in_as(client, liisa)

    client.post("/language/", {"language": "sv", "next": "/"})

    assert User.objects.get(pk=liisa.user_id).language == "sv"
    assert client.cookies["koppi_language"].value == "sv"


@pytest.mark.parametrize("language", ["xx", "", "fi; drop"])
def test_an_unknown_language_changes_nothing(client, liisa, language):
    sign_in_as(client, liisa)

    client.post("/language/", {"language": language, "next": "/"})

    assert User.objects.get(pk=liisa.user_id).language == "fi"


def test_single_keys_follow_a_person_to_another_browser(client, liisa):
    sign_in_as(client, liisa)
    client.post("/sign-in/keys/", {"on": "no", "next": "/desk/test/"})
    assert not User.objects.get(pk=liisa.user_id).single_keys

    client.cookies.clear()
    sign_in_as(client, liisa)

    assert client.cookies["koppi_keys"].value == "off"


@pytest.mark.parametrize("page", [RESIDENTS, WORKERS, "/signed-out/"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_each_page_opens_in_each_language_and_says_it_is_practice(client, maria, liisa, page, language):
    client.cookies["koppi_language"] = language

    answer = client.get(page)

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    assert 'class="demo"' in answer.content.decode()
