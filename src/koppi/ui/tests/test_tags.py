"""The parts draw what they say, and escape what people wrote."""

from datetime import datetime, timedelta

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from koppi.ui.times import HELSINKI

NOW = datetime(2026, 11, 23, 8, 40, tzinfo=HELSINKI)


def draw(source, lang="fi", **context):
    with override(lang):
        return Template("{% load koppi_ui %}" + source).render(Context({"now": NOW, **context}))


def test_a_time_carries_its_exact_moment():
    html = draw("{% by_time m %}", m=datetime(2026, 11, 23, 16, tzinfo=HELSINKI))

    assert html == (
        '<time datetime="2026-11-23T16:00+02:00" title="maanantaina 23.11.2026 klo 16.00">'
        "tänään klo 16 mennessä</time>"
    )


def test_a_time_without_a_clock_is_refused_aloud():
    with pytest.raises(TemplateSyntaxError):
        Template("{% load koppi_ui %}{% when m %}").render(Context({"m": NOW}))


def test_no_moment_draws_nothing():
    assert draw("{% when m %}{% by_time m %}{{ m|exact }}", m=None) == ""


@pytest.mark.parametrize(
    ("minutes", "look", "said"),
    [
        (61, 'class="due"', "klo 9.41"),
        (60, 'class="due near"', "klo 9.40"),
        (1, 'class="due near"', "klo 8.41"),
        (0, 'class="due over"', "klo 8.40"),
        (-25, 'class="due over"', "25 min yli"),
    ],
)
def test_a_due_time_comes_nearer_and_passes(minutes, look, said):
    html = draw("{% due m %}", m=NOW + timedelta(minutes=minutes))

    assert look in html
    assert f">{said}<" in html


def test_a_met_due_time_is_ticked():
    html = draw("{% due m met %}", m=NOW - timedelta(hours=1), met=NOW - timedelta(hours=2))

    assert "due met" in html
    assert "tänään klo 6.40" in html


@pytest.mark.parametrize(
    ("tag", "fi", "sv", "en"),
    [
        ('{% holder "Liisa" %}', "Liisa hoitaa tätä", "Liisa sköter det här", "Liisa has this"),
        ("{% holder %}", "Ei vielä kenelläkään", "Ingen har det här ännu", "Nobody has this yet"),
        ("{% turn %}", "Sinun vuorosi", "Din tur", "Your turn"),
        ('{% urgency "now" %}', "Kiireellinen", "Brådskande", "Urgent"),
    ],
)
def test_marks_carry_words(tag, fi, sv, en):
    for lang, said in (("fi", fi), ("sv", sv), ("en", en)):
        assert said in draw(tag, lang)


def test_what_people_wrote_is_escaped():
    wrote = "<script>alert(1)</script>"
    for tag in ("{% person w w %}", "{% says w %}", "{% holder w %}", "{% notice %}{{ w }}{% endnotice %}"):
        html = draw(tag, w=wrote)
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_a_letter_keeps_its_paragraphs_and_loses_its_markup():
    html = draw(
        '{% include "koppi/_letters.html" %}',
        letters=[{"kind": "mine", "at": NOW, "text": "Yksi.\n\nKaksi <b>lihava</b>."}],
    )

    assert "<p>Yksi.</p>" in html
    assert "&lt;b&gt;lihava" in html


def test_what_a_county_has_written_becomes_paragraphs_and_lists_and_is_escaped():
    html = draw("{{ t|prose }}", t="Kysy <ensin>:\n- kipu & kuume\n- mistä\n\nKirjaa.\nSoita.")

    assert html == (
        '<p>Kysy &lt;ensin&gt;:</p><ul class="points"><li>kipu &amp; kuume</li><li>mistä</li></ul>'
        "<p>Kirjaa.<br>Soita.</p>"
    )
