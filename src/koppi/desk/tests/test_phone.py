"""The phone desk over HTTP: who it is, what is open already, what was read aloud, and what comes of it."""

import re
from datetime import date
from uuid import uuid4

import pytest

from koppi.access.models import Reading
from koppi.intake import content
from koppi.intake.models import Contact, ContactDraft, Statement
from koppi.matters.actions import catch_matter
from koppi.matters.models import Assessment, Matter
from koppi.matters.tests.factories import (
    LONG_AGO,
    NINE,
    let_act,
    make_client,
    make_matter,
    make_owner,
    make_professional,
    make_topic,
)
from koppi.people.models import Client, Municipality
from koppi.people.tests.factories import test_code

CODE = test_code(date(1982, 5, 17), number=901)
CALL = uuid4()
HERE = f"/desk/phone/{CALL}/"


@pytest.fixture
def statements(db):
    for warning in content.STATEMENTS[:2]:
        Statement.objects.create(
            code=warning.code,
            guidance=warning.guidance,
            owner=make_owner(warning.owner),
            valid_from=LONG_AGO,
            **warning.text.fields("text"),
            **warning.short.fields("short"),
        )
    return "chest-pain,breathing"


@pytest.fixture
def back(nurses, statements):
    return make_topic(nurses, code="selka", statements=statements.split(","))


@pytest.fixture
def maija(db):
    return make_client("Maija Meri", hetu=CODE, phone="+358409911777")


@pytest.fixture
def chosen(desk, back, maija):
    """Maija is on the phone, found by her identity code."""
    answer = desk.post(HERE, {"act": "find", "sought": CODE})
    assert answer.status_code == 303
    return maija


def told(client, **changes):
    """Return a whole call, as the form sends it."""
    return {
        "act": "save",
        "client": str(client.uuid),
        "channel": "phone",
        "identified": "code",
        "who": "self",
        "topic": "selka",
        "words": "Selkä kipeytyi.",
        "none": "chest-pain,breathing",
        "urgency": "0",
        "end": "solved",
        "need": "Lepo riittää.",
        "assessment": "assess",
        "profession": "",
        "language": "fi",
        "interpreter": "",
        "phone": "",
        "sought": "",
        **changes,
    }


def page(browser, url=HERE):
    return browser.get(url).content.decode()


def readings():
    return [(line.what, line.why, line.register) for line in Reading.objects.order_by("id")]


# Who it is


def test_the_phone_desk_gives_each_call_an_address_without_anything_of_the_client(desk, back):
    first, second = desk.get("/desk/phone/")["location"], desk.get("/desk/phone/")["location"]

    assert re.fullmatch(r"/desk/phone/[0-9a-f-]{36}/", first)
    assert first != second
    assert not ContactDraft.objects.exists()


def test_the_identity_code_finds_its_client_at_once_and_stands_nowhere(desk, chosen):
    shown = page(desk)

    assert "Maija Meri" in shown
    assert CODE not in shown
    assert CODE not in str(ContactDraft.objects.get().answers)
    assert readings() == [("call", "call", "patient")]
    assert re.search(r'value="code" selected', shown)


def test_a_name_shows_those_who_may_be_meant_in_one_line_of_the_log(desk, back, maija):
    make_client("Maija Merinen", municipality=None)
    answer = desk.post(HERE, {"act": "find", "sought": "Maija Meri"})

    shown = answer.content.decode()
    assert f'value="choose:{maija.uuid}"' in shown
    assert "9911777" not in shown
    assert readings() == [("search", "call", "patient")]
    line = Reading.objects.get()
    assert len(line.client_ids) == 2

    assert desk.post(HERE, {"act": f"choose:{maija.uuid}"}).status_code == 303
    assert re.search(r'value="questions" selected', page(desk))


def test_a_name_with_the_birth_date_of_one_person_chooses_them(desk, back, maija):
    assert desk.post(HERE, {"act": "find", "sought": "Maija Merri 17.5.1982"}).status_code == 303


@pytest.mark.parametrize(
    ("sought", "says"),
    [
        ("", "Write an identity code, or a name"),
        ("170582-901X", "Check the code for a typing mistake"),
        ("Maija 17.5.2082", "The day of birth is in the future"),
        ("Maija 31.2.1982", "There is no such day"),
    ],
)
def test_a_search_that_cannot_be_made_says_why_and_keeps_what_was_typed(desk, back, maija, sought, says):
    answer = desk.post(HERE, {"act": "find", "sought": sought, "words": "Selkä on kipeä."})

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert says in shown
    assert "Selkä on kipeä." in shown
    assert sought in shown
    assert readings() == []


def test_nobody_found_says_what_to_do(desk, back, maija):
    assert "Nobody was found" in desk.post(HERE, {"act": "find", "sought": "Aapeli"}).content.decode()


def test_a_hidden_client_shows_neither_number_nor_place(desk, back, maija):
    far = Municipality.objects.create(
        code="999", name_fi="Piilo", name_sv="Piilo", name_en="Piilo", served=False
    )
    Client.objects.update(non_disclosure=True, municipality=far)
    desk.post(HERE, {"act": "find", "sought": CODE})

    shown = page(desk)
    assert "Non-disclosure for personal safety" in shown
    assert "Piilo" not in shown
    assert "9911777" not in shown
    assert "is not in our area" not in shown


def test_somebody_from_elsewhere_is_told_of(desk, chosen):
    far = Municipality.objects.create(
        code="091", name_fi="Helsinki", name_sv="Helsingfors", name_en="Helsinki", served=False
    )
    Client.objects.update(municipality=far)

    assert "Helsinki is not in our area." in page(desk)


def test_somebody_who_is_not_a_client_yet_is_added_by_their_code(desk, back):
    answer = desk.post(HERE, {"act": "find", "sought": CODE})
    assert "Add a new client" in answer.content.decode()

    given = {"act": "add", "sought": CODE, "given_name": "Uuno", "family_name": "Uusi", "municipality": ""}
    assert desk.post(HERE, {**given, "given_name": ""}).status_code == 422
    assert desk.post(HERE, {**given, "sought": "Uuno Uusi"}).status_code == 422
    assert not Client.objects.exists()
    assert desk.post(HERE, given).status_code == 303
    assert "Uuno Uusi" in page(desk)
    # Pressed twice, it is one client.
    assert desk.post(HERE, given).status_code == 303
    assert Client.objects.count() == 1


def test_somebody_else_lets_go_of_the_client_and_keeps_the_words(desk, chosen):
    desk.post(HERE, told(chosen, act="another"))

    shown = page(desk)
    assert "Maija" not in shown
    assert "Selkä kipeytyi." in shown


def test_the_wishes_for_language_show(desk, chosen):
    Client.objects.update(language="sv")

    assert "Speaks Svenska" in page(desk)


def test_the_statements_are_read_in_the_clients_language(desk, chosen):
    desk.post(f"{HERE}draft/", {"changed": ["topic", "language"], "topic": "selka", "language": "sv"})

    assert 'lang="sv">Svår, tryckande eller tung smärta i bröstet' in page(desk)


# What is open already


def test_a_matter_that_is_open_already_shows_who_has_it_and_takes_the_call(
    desk, back, maija, nurses, aino, eero
):
    matter = make_matter(back, maija, subject="Kipeä selkä")
    catch_matter(matter_id=matter.pk, by=eero, at=NINE)
    desk.post(HERE, {"act": "find", "sought": CODE})

    shown = page(desk)
    assert "Kipeä selkä" in shown
    assert "Eero Salo has it" in shown

    answer = desk.post(
        HERE, told(maija, act=f"join:{matter.reference}", topic="", urgency="", end="", none="")
    )
    assert answer["location"] == f"/desk/m/{matter.reference}/"
    assert Matter.objects.count() == 1
    assert Contact.objects.get().words == "Selkä kipeytyi."
    assert not ContactDraft.objects.exists()


def test_joining_without_words_says_what_is_missing(desk, chosen, back):
    matter = make_matter(back, chosen)

    answer = desk.post(HERE, told(chosen, act=f"join:{matter.reference}", words=""))
    assert answer.status_code == 422
    assert not Contact.objects.exists()


def test_nothing_of_the_other_register_shows(desk, sit_down, back, maija, social, sari):
    money = make_topic(social_team=social, code="raha", name_en="Money")
    hidden = make_matter(money, maija, register="social", subject="Vuokrarästi")
    desk.post(HERE, {"act": "find", "sought": CODE})

    shown = page(desk)
    assert "Vuokrarästi" not in shown
    assert desk.post(HERE, told(maija, act=f"join:{hidden.reference}")).status_code == 404


# What comes of it


def test_answered_on_the_spot_closes_in_the_same_screen(desk, chosen):
    answer = desk.post(HERE, told(chosen))

    matter = Matter.objects.get()
    assert answer["location"] == "/desk/"
    assert (matter.state, matter.outcome) == ("closed", "solved")
    assert Assessment.objects.get(matter=matter).need == "Lepo riittää."
    assert "is closed" in page(desk, "/desk/")


def test_a_need_that_is_not_written_is_as_it_was_told(desk, chosen):
    desk.post(HERE, told(chosen, need=""))

    assert Assessment.objects.get().need == "Selkä kipeytyi."


@pytest.mark.parametrize(
    ("end", "goes"), [("take", ""), ("call_back", "callback/promise/"), ("book", "appointment/")]
)
def test_what_goes_on_is_theirs_and_leads_there(desk, chosen, aino, end, goes):
    answer = desk.post(HERE, told(chosen, end=end, need=""))

    matter = Matter.objects.get()
    assert answer["location"] == f"/desk/m/{matter.reference}/{goes}"
    assert matter.caught_by == aino
    assert not Assessment.objects.exists()


def test_what_is_left_says_to_whom_and_by_when(desk, chosen):
    assert desk.post(HERE, told(chosen, end="leave", urgency="1"))["location"] == "/desk/"

    matter = Matter.objects.get()
    assert (matter.caught_by, matter.urgency) == (None, 1)
    assert "Left to: sairaanhoitajat." in page(desk, "/desk/")


def test_walk_in_and_somebody_else_are_written_down(desk, chosen, again):
    changes = {"channel": "walk_in", "identified": "known", "who": "other", "caller_name": "Aapo Meri"}
    desk.post(HERE, told(chosen, end="take", caller_relation="poika", **changes))

    contact = Contact.objects.get()
    assert (contact.channel, contact.identified) == ("walk_in", "known")
    assert (contact.caller.name, contact.caller.relation) == ("Aapo Meri", "poika")
    shown = page(desk, f"/desk/m/{Matter.objects.get().reference}/")
    assert "Aapo Meri, poika" in shown
    assert "At the counter" in shown


def test_who_may_act_for_the_client_is_offered_as_caller(desk, chosen):
    elsa = make_client("Elsa Lindqvist")
    mandate = let_act(elsa, chosen)
    social_only = let_act(make_client("Otto Öhman"), chosen, health=False)

    shown = page(desk)
    assert "Elsa Lindqvist, authorised" in shown
    assert "Otto" not in shown
    desk.post(HERE, told(chosen, who=f"m{mandate.pk}"))
    assert Contact.objects.get().caller.mandate == mandate
    assert desk.post(f"/desk/phone/{uuid4()}/", told(chosen, who=f"m{social_only.pk}")).status_code == 422


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"words": ""}, "What do they say? This is still empty."),
        ({"topic": ""}, "What is the call about? Choose one."),
        ({"none": ""}, "Tick what the caller affirms"),
        ({"affirmed": "chest-pain"}, "You ticked a statement, and also that there is none."),
        ({"none": "breathing"}, "What to read aloud has changed."),
        ({"urgency": ""}, "How urgent is it? Choose one."),
        ({"end": ""}, "What comes of it? Choose one."),
        ({"who": "other"}, "Write the name of whoever calls."),
        ({"identified": ""}, "How do you know who it is? Choose one."),
        ({"phone": "123"}, "We did not understand the number."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(desk, chosen, changes, says):
    answer = desk.post(HERE, told(chosen, **changes))

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert says in shown
    if "words" not in changes:
        assert "Selkä kipeytyi." in shown
    assert not Contact.objects.exists()


def test_a_client_who_has_died_does_not_call(desk, chosen):
    Client.objects.update(died_on=date(2026, 1, 1))

    assert "Died 1 January 2026" in page(desk)
    answer = desk.post(HERE, told(chosen))
    assert "This client has died." in answer.content.decode()
    assert desk.post(HERE, told(chosen, who="other", caller_name="Aapo Meri")).status_code == 303


def test_a_topic_of_the_other_register_is_left_and_never_shown(desk, chosen, social, nurses):
    make_topic(social_team=social, code="raha", statements=[])
    changes = {"topic": "raha", "none": "", "need": ""}

    answer = desk.post(HERE, told(chosen, **changes))
    assert answer.status_code == 422
    assert "belongs to the other side" in answer.content.decode()
    answer = desk.post(HERE, told(chosen, end="leave", **changes))
    assert answer["location"] == "/desk/"
    assert Matter.objects.get().register == "social"


def test_a_social_worker_closes_without_a_care_need(sit_down, sari, social, maija):
    make_topic(social_team=social, code="raha")
    desk = sit_down(sari)
    desk.post(HERE, {"act": "find", "sought": CODE})

    assert "id_need" not in page(desk)
    assert desk.post(HERE, told(maija, topic="raha", none="", need="", assessment="")).status_code == 303
    assert Matter.objects.get().outcome == "solved"


def test_without_a_licence_the_reason_is_asked(sit_down, nurses, back, maija):
    outi = make_professional("Outi Aho", nurses, profession="practical_nurse", licence="protected").user
    desk = sit_down(outi)
    desk.post(HERE, {"act": "find", "sought": CODE})

    assert desk.post(HERE, told(maija, assessment="")).status_code == 422
    assert desk.post(HERE, told(maija, assessment="assess")).status_code == 422
    assert desk.post(HERE, told(maija, assessment="not_a_care_need")).status_code == 303


def test_an_affirmed_statement_tells_at_once_whom_to_call_and_tops_the_list(desk, chosen):
    desk.post(f"{HERE}draft/", {"changed": "topic", "topic": "selka"})

    shown = page(desk)
    assert 'data-shown-when="affirmed=chest-pain|breathing"' in shown
    assert 'href="tel:112"' in shown
    desk.post(HERE, told(chosen, none="", affirmed=["chest-pain"], end="leave"))
    assert Matter.objects.get().priority == 2


def test_pressed_twice_it_is_one_call(desk, chosen):
    desk.post(HERE, told(chosen))
    answer = desk.post(HERE, told(chosen))

    assert answer["location"] == f"/desk/m/{Matter.objects.get().reference}/"
    assert Contact.objects.count() == 1
    changed = desk.post(HERE, told(chosen, words="Jalkakin puutuu."))["location"]
    assert "Jalkakin puutuu." in page(desk, changed)
    assert desk.get(HERE)["location"] == answer["location"]
    assert desk.post(f"{HERE}draft/", {"changed": "words", "words": "Lisää"}).status_code == 409


# What was typed


def test_each_field_is_kept_as_it_is_typed_and_is_there_again(desk, chosen):
    answer = desk.post(f"{HERE}draft/", {"changed": ["words", "end"], "words": "Selkä", "end": "take"})

    assert answer.json()["saved"]
    shown = page(desk)
    assert ">Selkä</textarea>" in shown.replace("\n", "")
    assert re.search(r'value="take"[^>]* checked', shown)
    desk.post(f"{HERE}draft/", {"changed": "sought", "sought": CODE})
    assert CODE not in str(ContactDraft.objects.get().answers)


def test_a_call_that_was_begun_is_offered_again_and_can_be_thrown_away(desk, chosen):
    other = desk.get("/desk/phone/")["location"]

    assert HERE in page(desk, other)
    desk.post(f"{HERE}forget/")
    assert HERE not in page(desk, other)


def test_anothers_call_is_not_there(desk, sit_down, chosen, eero):
    other = sit_down(eero)

    assert other.get(HERE).status_code == 404
    assert other.post(HERE, told(chosen)).status_code == 404
    assert other.post(f"{HERE}draft/", {"changed": "words", "words": "x"}).status_code == 404
    other.post(f"{HERE}forget/")
    assert ContactDraft.objects.exists()


def test_the_topics_part_comes_alone_when_the_script_asks_for_it(desk, chosen):
    before = readings()
    answer = desk.post(HERE, told(chosen, act=""), headers={"HX-Request": "true"})

    part = answer.content.decode()
    assert part.lstrip().startswith('<div id="call-topic"')
    assert "<html" not in part
    assert 'hx-swap-oob="true"' in part
    assert readings() == before


def test_a_call_is_drawn_in_the_same_few_statements_however_much_is_open(
    desk, chosen, back, django_assert_max_num_queries
):
    for _number in range(6):
        make_matter(back, chosen)
    desk.post(f"{HERE}draft/", {"changed": "topic", "topic": "selka"})
    page(desk)

    with django_assert_max_num_queries(30) as few:
        page(desk)
    for _number in range(6):
        make_matter(back, chosen)
    with django_assert_max_num_queries(len(few)):
        page(desk)


# Without identity


def asked(**changes):
    """Return what somebody asks who does not say who they are, as the form sends it."""
    given = {"act": "save", "client": "nobody", "channel": "phone", "language": "fi", "topic": "selka"}
    given |= {
        "words": "Saako lonkkaleikkauksen jälkeen uida?",
        "none": "chest-pain,breathing",
        "end": "guided",
    }
    return {**given, **changes}


def test_without_identity_advice_is_given_and_closed(desk, back):
    assert desk.post(HERE, {"act": "nobody", "words": "Saako uida?"}).status_code == 303
    shown = page(desk)
    assert "no identity code is written down" in shown
    assert "Saako uida?" in shown
    assert "id_urgency" not in shown

    assert desk.post(HERE, asked())["location"] == "/desk/"
    matter = Matter.objects.get()
    assert (matter.register, matter.client, matter.state, matter.outcome) == (
        "advice",
        None,
        "closed",
        "guided",
    )
    assert readings() == []
    desk.post(HERE, asked())
    assert Contact.objects.count() == 1


def test_advice_is_left_to_the_team_and_affirmed_statements_top_the_list(desk, back):
    desk.post(HERE, asked(end="leave", none="", affirmed=["chest-pain"]))

    matter = Matter.objects.get()
    assert (matter.state, matter.caught_by, matter.priority) == ("open", None, 2)


def test_advice_takes_no_identity_code_and_is_not_taken_on(desk, back):
    answer = desk.post(HERE, asked(words=f"Minä olen {CODE}."))
    assert answer.status_code == 409
    assert "have an identity code in them" in answer.content.decode()
    assert desk.post(HERE, asked(end="take")).status_code == 422
    assert desk.post(HERE, asked(words="")).status_code == 422
    assert not Contact.objects.exists()


def test_whoever_then_says_who_they_are_is_found_and_nothing_is_typed_twice(desk, back, maija):
    desk.post(HERE, asked(act="another"))
    desk.post(HERE, {"act": "find", "sought": CODE, "words": "Saako uida?", "topic": "selka"})

    shown = page(desk)
    assert "Maija Meri" in shown
    assert "Saako uida?" in shown
