"""Explanations: whole sentences in the reader's language, with the law, its dates and the steps."""

from datetime import UTC, date, datetime, time

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from koppi.deadlines.arithmetic import due
from koppi.deadlines.calendars import DEFAULT_OFFICE_HOURS, HELSINKI, OfficeHours, at_local
from koppi.deadlines.explanations import explain
from koppi.deadlines.rules import Kind
from koppi.deadlines.statutes import RULES, rule_for, rule_version
from koppi.deadlines.wording import full_date, named_day, short_moment

TODAY = date(2026, 11, 23)
OFFICE = DEFAULT_OFFICE_HOURS
LANGUAGES = ("fi", "sv", "en")


def local(text):
    """Return "2026-11-23 8:12" as a moment in Finland."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    return at_local(date.fromisoformat(day), time(int(hour), int(minute)))


def said(language, rule, start, due_at=None, office=OFFICE):
    """Return an explanation in a language."""
    with override(language):
        return [str(sentence) for sentence in explain(rule, start, due_at, office=office)]


@pytest.mark.parametrize(
    ("language", "moment"),
    [("fi", "ma 23.11. klo 8.12"), ("sv", "må 23.11 kl. 8.12"), ("en", "Mon 23 Nov at 8:12")],
)
def test_a_moment_is_said_as_people_write_it(language, moment):
    assert short_moment(local("2026-11-23 8:12"), language, beside=2026) == moment


@pytest.mark.parametrize(
    ("language", "moment"),
    [("fi", "ma 4.1.2027 klo 16"), ("sv", "må 4.1.2027 kl. 16"), ("en", "Mon 4 Jan 2027 at 16:00")],
)
def test_another_year_is_said(language, moment):
    assert short_moment(local("2027-01-04 16:00"), language, beside=2026) == moment


def test_a_holiday_is_named_and_a_law_is_dated_in_full():
    eve = date(2026, 12, 24)

    assert named_day(eve, "fi", beside=2026) == "to 24.12. (jouluaatto)"
    assert named_day(eve, "sv", beside=2026) == "to 24.12 (julafton)"
    assert named_day(eve, "en", beside=2026) == "Thu 24 Dec (Christmas Eve)"
    assert [full_date(date(2023, 9, 1), lang) for lang in LANGUAGES] == [
        "1.9.2023",
        "1.9.2023",
        "1 September 2023",
    ]


def test_a_finn_reads_why_the_assessment_is_due_today():
    assert said("fi", rule_for("H1", TODAY), local("2026-11-23 8:12")) == [
        "Yhteydenotto tuli virka-aikana ma 23.11. klo 8.12.",
        "Asiakkaan on saatava yhteys ja hoidon tarve on arvioitava samana arkipäivänä.",
        "Terveydenhuoltolaki (1326/2010) 51 §.",
        "Säännös on ollut tällaisena voimassa 1.9.2023 alkaen (laki 116/2023).",
        "Virka-aika päättyy ma 23.11. klo 16.",
        "Määräaika päättyy ma 23.11. klo 16.",
    ]


def test_a_swede_reads_why_the_assessment_waits_over_christmas():
    assert said("sv", rule_for("H1", TODAY), local("2026-12-23 18:00")) == [
        "Kontakten kom on 23.12 kl. 18, utanför tjänstetid. Tiden räknas från följande vardag, må 28.12.",
        "Kunden ska få kontakt och vårdbehovet ska bedömas samma vardag.",
        "Hälso- och sjukvårdslagen (1326/2010) 51 §.",
        "Bestämmelsen gäller i denna form sedan 1.9.2023 (lag 116/2023).",
        "Lördagar och söndagar räknas inte.",
        "Lediga dagar som inte räknas: to 24.12 (julafton), fr 25.12 (juldagen).",
        "Tjänstetiden slutar må 28.12 kl. 16.",
        "Tidsfristen går ut må 28.12 kl. 16.",
    ]


def test_an_english_reader_reads_how_our_own_promise_was_brought_back():
    assert said("en", rule_for("P1", TODAY), local("2026-11-20 7:00")) == [
        "The contact came Fri 20 Nov at 7:00, before opening, and counts as a contact of that day.",
        "We answer within 24 hours. Weekends and holidays are not counted.",
        "This is our own promise: Answer promise, version 1. It is owned by: process owner of client intake.",
        "In force since 1 January 2023.",
        "Saturdays and Sundays are not counted.",
        "The 24 hours end Mon 23 Nov at 7:00.",
        "That is outside office hours, so the time is brought back to the closing before, "
        "Fri 20 Nov at 16:00.",
        "It is due by Fri 20 Nov at 16:00.",
    ]


def test_an_evening_contact_on_a_working_day_is_not_told_that_the_promise_waits_for_morning():
    sentences = said("en", rule_for("P1", TODAY), local("2026-11-23 17:30"))

    assert sentences[0] == "The contact came Mon 23 Nov at 17:30, outside office hours."


def test_a_finnish_sentence_that_ends_in_a_date_has_one_point():
    sentences = said("fi", rule_for("S3", TODAY), local("2026-11-24 10:00"))

    assert "Alkamispäivää ei lasketa. Aika on 7 arkipäivää, ja niistä viimeinen on to 3.12." in sentences


def test_a_limit_that_moves_on_names_the_day_off():
    sentences = said("en", rule_for("H2", TODAY), local("2026-09-24 10:00"))

    assert (
        "Thu 24 Dec (Christmas Eve) is a day off, so the limit moves to the next working day, "
        "Mon 28 Dec (act 150/1930)." in sentences
    )


def test_a_closed_weekday_and_a_first_closing_are_told():
    closed = said(
        "en", rule_for("P1", TODAY), local("2026-11-26 10:00"), office=OfficeHours.parse("mon-thu 8-16")
    )
    odd = said(
        "en",
        rule_for("P1", TODAY),
        local("2026-11-23 13:00"),
        office=OfficeHours.parse("mon 8-12, tue 14-18"),
    )

    assert "Not counted, because the office is closed: Fri 27 Nov." in closed
    assert "The office is not open in between, so the time is the next closing, Tue 24 Nov at 18:00." in odd


def test_a_limit_on_a_closed_day_tells_that_the_usual_closing_time_is_used():
    sentences = said("en", rule_for("H3", TODAY), local("2026-12-11 10:00"))

    assert "The office is closed that day. Its usual closing time is used: Fri 25 Dec at 16:00." in sentences


def test_an_old_due_time_is_explained_by_the_rule_of_its_day():
    sentences = said("en", rule_version("H1", 1), local("2023-08-31 18:00"))

    assert "In force in this form from 1 May 2011 to 31 August 2023." in sentences
    assert sentences[-1] == "It is due by Tue 5 Sep at 16:00."


def test_a_kept_due_time_stays_when_office_hours_have_changed_since():
    h1, contact = rule_for("H1", TODAY), local("2026-11-23 8:12")
    kept = due(h1, contact, office=OfficeHours.parse("8-15")).at

    sentences = said("en", h1, contact, kept)

    assert sentences[-2:] == [
        "The due time was counted with the office hours and settings of that time.",
        "It is due by Mon 23 Nov at 15:00.",
    ]


def test_a_kept_due_time_that_agrees_is_explained_step_by_step():
    h1, contact = rule_for("H1", TODAY), local("2026-11-23 8:12")
    counted = due(h1, contact, office=OFFICE)

    assert said("en", h1, contact, counted.at) == said("en", h1, contact, counted) == said("en", h1, contact)


def test_one_explanation_is_read_in_each_readers_own_language():
    sentences = explain(rule_for("H1", TODAY), local("2026-11-23 8:12"), office=OFFICE)
    with override("fi"):
        finnish = str(sentences[-1])
    with override("sv"):
        swedish = str(sentences[-1])

    assert (finnish, swedish) == (
        "Määräaika päättyy ma 23.11. klo 16.",
        "Tidsfristen går ut må 23.11 kl. 16.",
    )


@given(
    st.sampled_from(RULES),
    st.datetimes(datetime(2023, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(LANGUAGES),
)
def test_every_explanation_names_its_basis_dates_and_due_time(rule, start, language):
    found = due(rule, start, office=OFFICE)
    words = said(language, rule, start, found)
    text = " ".join(words)
    year = start.astimezone(HELSINKI).year

    assert short_moment(start, language, beside=year) in words[0]
    assert short_moment(found.at, language, beside=year) in words[-1]
    assert full_date(rule.valid_from, language) in text
    if rule.kind is Kind.STATUTORY:
        assert rule.act_number in text and rule.section in text
        assert rule.amendment in text
    assert "%" not in text and ".." not in text and "{" not in text
    assert all(sentence.endswith(".") for sentence in words)


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.version}")
def test_no_sentence_is_left_in_english(rule, language):
    start = local("2026-12-23 18:00")

    assert not set(said(language, rule, start)) & set(said("en", rule, start))
    with override(language):
        translated = [str(rule.title), str(rule.duty), str(rule.concerns), str(rule.law), str(rule.owner)]
    with override("en"):
        english = [str(rule.title), str(rule.duty), str(rule.concerns), str(rule.law), str(rule.owner)]
    assert all(ours != theirs for ours, theirs in zip(translated, english, strict=True) if theirs)
