"""Recording templates: headings put into a note, and the note remembers by which version it was written."""

from uuid import uuid4

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from koppi.conversations.actions import put_template_in_note, save_draft, write_note
from koppi.conversations.errors import TemplateGone
from koppi.conversations.models import Draft, Note
from koppi.conversations.queries import notes, templates_for
from koppi.conversations.rules import headings, with_headings
from koppi.matters.models import Matter
from koppi.matters.tests.factories import MINUTE, NINE

from .factories import make_template

BODY = "Syy: miksi soitti\nSovittiin"


def put(matter, by, code="puhelu", body="", at=NINE):
    with override("en"):
        return put_template_in_note(matter_id=matter.pk, code=code, body=body, by=by, at=at)


def write(matter, by, body, at=NINE):
    return write_note(matter_id=matter.pk, body=body, client_uuid=uuid4(), by=by, at=at)


def test_a_line_is_a_heading_and_after_the_colon_what_belongs_under_it():
    assert headings("Syy: miksi, klo 9: ja missä\n\n  Sovittiin \n") == [
        ("Syy", "miksi, klo 9: ja missä"),
        ("Sovittiin", ""),
    ]


@pytest.mark.parametrize(
    ("note", "then"),
    [
        ("", "Syy:\n\nSovittiin:"),
        ("  \n", "Syy:\n\nSovittiin:"),
        ("Soitti äiti.\n", "Soitti äiti.\n\nSyy:\n\nSovittiin:"),
        ("Syy:\nkuume", "Syy:\nkuume\n\nSovittiin:"),
        ("Syy:\n\nSovittiin:", "Syy:\n\nSovittiin:"),
    ],
)
def test_headings_come_under_what_is_written_and_never_twice(note, then):
    assert with_headings(note, BODY) == then


@given(st.text(max_size=80), st.text(max_size=80))
def test_putting_headings_in_twice_is_as_once_and_loses_no_word(note, body):
    once = with_headings(note, body)

    assert once.startswith(note.rstrip())
    assert with_headings(once, body) == once


def test_a_note_remembers_the_version_of_the_template_it_was_written_by(matter, aino):
    make_template(valid_to=NINE + 5 * MINUTE)
    make_template(version=2, valid_from=NINE + 5 * MINUTE)

    draft = put(matter, aino, body="Soitti äiti.")
    note = write(matter, aino, "Syy: kuume", at=NINE + 6 * MINUTE)
    later = put(matter, aino, at=NINE + 6 * MINUTE)

    assert draft.body == "Soitti äiti.\n\nSyy:\n\nSovittiin (en):"
    assert (note.template.code, note.template.version) == ("puhelu", 1)
    assert later.template.version == 2
    assert not Draft.objects.filter(pk=draft.pk).exclude(pk=later.pk).exists()


def test_the_draft_that_one_goes_on_writing_keeps_its_template(matter, aino):
    make_template()
    put(matter, aino)

    save_draft(matter_id=matter.pk, kind="note", body="Syy: kuume", by=aino, at=NINE + MINUTE)

    assert write(matter, aino, "Syy: kuume").template.code == "puhelu"


def test_a_note_written_without_a_template_names_none(matter, aino, eero):
    make_template()
    put(matter, aino)

    assert write(matter, eero, "Soitin.").template is None
    save_draft(matter_id=matter.pk, kind="note", body="", by=aino, at=NINE)
    assert write(matter, aino, "Soitin.").template is None


def test_what_is_written_elsewhere_meanwhile_ends_no_draft_and_takes_no_template(matter, aino):
    make_template()
    put(matter, aino)

    other = write_note(
        matter_id=matter.pk, body="Palautan.", client_uuid=uuid4(), by=aino, at=NINE, ends_draft=False
    )

    assert other.template is None
    assert Draft.objects.get().template.code == "puhelu"


@pytest.mark.parametrize("values", [{"valid_to": NINE}, {"topics": ["iho"]}, {"professions": ["doctor"]}])
def test_a_template_not_in_use_here_is_refused_and_the_draft_stays(matter, aino, values):
    make_template(**values)
    save_draft(matter_id=matter.pk, kind="note", body="Soitti äiti.", by=aino, at=NINE)

    with pytest.raises(TemplateGone):
        put(matter, aino, body="Soitti äiti.")

    assert Draft.objects.get().body == "Soitti äiti."


def test_who_may_not_work_on_a_matter_puts_no_template_into_it(matter, sari):
    make_template()

    with pytest.raises(Matter.DoesNotExist):
        put(matter, sari)


def test_a_minute_before_its_time_the_old_template_is_offered_and_then_the_new_one(topic, aino):
    make_template(valid_to=NINE)
    make_template(version=2, valid_from=NINE)

    versions = [
        [row.version for row in templates_for(topic, "patient", at, by=aino)] for at in (NINE - MINUTE, NINE)
    ]

    assert versions == [[1], [2]]


def test_notes_tell_their_template_in_the_readers_language(matter, aino):
    make_template()
    put(matter, aino)
    write(matter, aino, "Syy: kuume")

    with override("sv"):
        (row,) = notes(matter, by=aino)

    assert (row.template, row.template_version) == ("Puhelu (sv)", 1)
    assert Note.objects.get().template.title_sv == "Puhelu (sv)"
