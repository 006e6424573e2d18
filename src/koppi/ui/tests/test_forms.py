"""Forms speak plainly, understand days as people write them, and tie their words to their controls."""

import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from koppi.ui.forms import CheckTiles, DayField, FilesField, KoppiForm, LongText, RadioTiles, ShortText, Tick

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


class Sample(KoppiForm):
    name = ShortText(label="Name", max_length=10)
    words = LongText(label="Words", max_length=20, help_text="A few words will do.")
    who = forms.ChoiceField(label="Who?", choices=[("me", "Me"), ("other", "Other")], widget=RadioTiles())
    ways = forms.MultipleChoiceField(label="How?", choices=[("a", "A"), ("b", "B")], widget=CheckTiles())
    agreed = forms.BooleanField(label="Yes", widget=Tick())


GOOD = {"name": "Aino", "words": "Selkä on kipeä", "who": "me", "ways": ["a"], "agreed": "on"}


class Days(KoppiForm):
    past = DayField(latest="today", required=False)
    coming = DayField(earliest="today", required=False)
    any = DayField(required=False)


def drawn(form, name):
    return Template("{% load koppi_ui %}{% field f %}").render(Context({"f": form[name]}))


def test_a_good_form_gives_clean_values():
    form = Sample({**GOOD, "name": " Aino\x00 ", "words": "a\u0308iti\r\nkaatui"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "Aino"
    assert form.cleaned_data["words"] == "äiti\nkaatui"


def test_too_long_a_text_says_how_long_it_was_and_keeps_it():
    form = Sample({**GOOD, "words": "x" * 23})

    assert form.errors["words"] == [
        "Teksti on 3 merkkiä liian pitkä: 23 merkkiä, kun enintään 20 mahtuu. Mitään ei kadonnut. "
        "Lyhennä tekstiä ja lähetä uudelleen."
    ]
    assert "x" * 23 in drawn(form, "words")


def test_text_of_only_control_characters_counts_as_empty():
    form = Sample({**GOOD, "name": "\x00\x07"})

    assert form.errors["name"] == ["Tämä on vielä tyhjä. Kirjoita tähän."]


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_error_is_said_in_our_own_words(lang):
    with override(lang):
        said = [row.said for row in Sample({"who": "nobody"}).error_rows()]

    assert len(said) == 5
    assert not any("field is required" in one or "not one of" in one for one in said)


def test_the_summary_leads_to_the_controls_in_their_order():
    rows = Sample({}).error_rows()

    assert [row.target for row in rows] == ["id_name", "id_words", "id_who_0", "id_ways_0", "id_agreed"]


@pytest.mark.parametrize("name", ["name", "words", "who", "ways", "agreed"])
def test_label_hint_and_error_are_tied_to_the_control(name):
    form = Sample({})
    html = drawn(form, name)

    ids = set(re.findall(r' id="([^"]+)"', html))
    described = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()
    assert f"id_{name}_error" in described
    assert set(described) <= ids
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', html)) <= ids
    assert 'aria-invalid="true"' in html or "<fieldset" in html


def test_a_hint_given_by_the_page_is_tied_too():
    html = Template('{% load koppi_ui %}{% field f hint="Call time" %}').render(
        Context({"f": Sample()["name"]})
    )

    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext">Call time<' in html


def test_one_question_per_page_makes_the_label_its_heading():
    html = Template('{% load koppi_ui %}{% field f heading=True step="1 / 8" %}').render(
        Context({"f": Sample()["who"]})
    )

    assert re.search(r"<legend>.*1 / 8.*<h1>Who\?</h1></legend>", html, re.S)


def test_the_browser_is_not_asked_to_judge():
    assert "required" not in str(Sample()["name"])


@pytest.mark.parametrize(
    ("field", "written", "meant"),
    [
        ("any", "20.11.2026", date(2026, 11, 20)),
        ("any", "2026-11-20", date(2026, 11, 20)),
        ("any", "20112026", date(2026, 11, 20)),
        ("any", "20 11 2026", date(2026, 11, 20)),
        ("any", "1.2.2026.", date(2026, 2, 1)),
        ("any", "24.11.", date(2026, 11, 24)),
        ("past", "24.11.", date(2025, 11, 24)),
        ("past", "23.11", date(2026, 11, 23)),
        ("coming", "22.11.", date(2027, 11, 22)),
        ("coming", "24.11.", date(2026, 11, 24)),
        ("past", "Eilen", date(2026, 11, 22)),
        ("coming", "i morgon", date(2026, 11, 24)),
    ],
)
def test_a_day_is_understood_as_people_write_it(field, written, meant):
    form = Days({field: written}, now=NOW)

    assert form.is_valid(), form.errors
    assert form.cleaned_data[field] == meant


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        ("any", "31.2.2026", "missing"),
        ("any", "29.2.", "missing"),
        ("any", "ensi viikolla", "invalid"),
        ("any", "1.1.1026", "far"),
        ("past", "24.11.2026", "future"),
        ("coming", "22.11.2026", "past"),
        ("any", "0.0.0000", "missing"),
        ("any", "99999999", "missing"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_its_reason(field, written, code):
    form = Days({field: written}, now=NOW)

    assert form.errors.as_data()[field][0].code == code


def test_without_a_clock_a_day_needs_its_year():
    assert Days({"any": "24.11."}).errors.as_data()["any"][0].code == "no_year"


def test_today_is_todays_in_helsinki():
    just_after_midnight = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)

    assert Days({"past": "24.11.2026"}, now=just_after_midnight).is_valid()


def test_several_files_come_as_a_list():
    class Files(KoppiForm):
        files = FilesField(required=False)

    two = [SimpleUploadedFile("a.jpg", b"1"), SimpleUploadedFile("b.jpg", b"2")]

    assert Files({}, MultiValueDict({})).is_valid()
    form = Files({}, MultiValueDict({"files": two}))
    assert form.is_valid(), form.errors
    assert [one.name for one in form.cleaned_data["files"]] == ["a.jpg", "b.jpg"]


def test_a_given_message_stays():
    class Own(KoppiForm):
        name = ShortText(error_messages={"required": "Write your name."})

    assert Own({}).errors["name"] == ["Write your name."]
