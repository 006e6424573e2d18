import gettext
import re

import polib
import pytest

from koppi.config import messages


@pytest.fixture
def source(tmp_path):
    """A house of one package with some words."""
    package = tmp_path / "desk"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext_lazy\n"
        "def words(count):\n"
        '    return _("Caught at %(time)s"), ngettext("%(n)d matter", "%(n)d matters", count), '
        'pgettext_lazy("verb", "Close")\n'
    )
    (package / "templates" / "page.html").write_text(
        "{% load i18n %}<p>\n   {% translate 'Offer' %}\n"
        "{% blocktranslate count n=n trimmed %}\n  one letter\n{% plural %}\n  {{ n }} letters\n"
        "{% endblocktranslate %}"
        "<p title=\"{% translate \"It's yours\" %}\">don't {{ value|default:_('none') }}"
    )
    return tmp_path


def translate(source, language, **words):
    """Fill every empty translation with the sentence itself."""
    path = messages.catalogue_path(source / "desk", language)
    catalogue = messages._open(path)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = words.get(entry.msgid, entry.msgid)
    catalogue.save()


def test_words_of_code_and_templates_are_collected(source):
    messages.extract(source)
    catalogue = messages._open(messages.catalogue_path(source / "desk", "fi"))
    assert {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue} == {
        (None, "Caught at %(time)s", ""),
        (None, "%(n)d matter", "%(n)d matters"),
        ("verb", "Close", ""),
        (None, "Offer", ""),
        (None, "one letter", "%(n)s letters"),
        (None, "It's yours", ""),
        (None, "none", ""),
    }


def test_a_sentence_inside_an_f_string_is_named(source):
    (source / "desk" / "words.py").write_text(
        "def said(who):\n    return f\"{_('Told %(who)s.') % who} Done.\"\n"
    )

    assert "desk/words.py:2: a sentence inside an f-string is not collected" in messages.problems(source)


def test_collecting_again_changes_nothing_and_keeps_translations(source):
    messages.extract(source)
    translate(source, "fi", Offer="Tarjoa")
    before = messages.extract(source)
    assert before == []
    catalogue = messages._open(messages.catalogue_path(source / "desk", "fi"))
    assert catalogue.find("Offer").msgstr == "Tarjoa"


def test_a_sentence_that_is_gone_leaves_the_catalogue(source):
    messages.extract(source)
    (source / "desk" / "views.py").write_text("")
    messages.extract(source)
    assert messages._open(messages.catalogue_path(source / "desk", "sv")).find("Close") is None


def test_complete_catalogues_have_no_problems(source):
    messages.extract(source)
    translate(source, "fi")
    translate(source, "sv")
    assert messages.problems(source) == []


def test_a_missing_translation_is_a_problem(source):
    messages.extract(source)
    translate(source, "fi")
    assert "desk/sv: not translated “Offer”" in messages.problems(source)


def test_a_sentence_nobody_collected_is_a_problem(source):
    assert "desk/fi: missing “Offer”" in messages.problems(source)


@pytest.mark.parametrize("wrong", ["Otettu", "Otettu %(aika)s", "Otettu %(time)s %(time)d"])
def test_other_placeholders_are_a_problem(source, wrong):
    messages.extract(source)
    translate(source, "fi", **{"Caught at %(time)s": wrong})
    translate(source, "sv")
    assert messages.problems(source) == ["desk/fi: other placeholders in “Caught at %(time)s”"]


def test_an_unused_or_doubtful_entry_is_a_problem(source):
    messages.extract(source)
    translate(source, "fi")
    translate(source, "sv")
    path = messages.catalogue_path(source / "desk", "fi")
    text = path.read_text().replace('msgid "Offer"', '#, fuzzy\nmsgid "Offer"')
    path.write_text(text + '\nmsgid "Old"\nmsgstr "Vanha"\n')
    assert sorted(messages.problems(source)) == ["desk/fi: fuzzy “Offer”", "desk/fi: unused “Old”"]


def test_two_packages_may_not_translate_one_sentence_in_two_ways(source):
    other = source / "resident"
    other.mkdir()
    (other / "__init__.py").write_text("_('Offer')")
    messages.extract(source)
    for language in messages.LANGUAGES:
        translate(source, language)
    path = messages.catalogue_path(other, "fi")
    path.write_text(
        path.read_text().replace('msgstr ""\n\n', "").replace('Offer"\nmsgstr ""', 'Offer"\nmsgstr "Tarjoa"')
    )
    path = messages.catalogue_path(other, "sv")
    path.write_text(path.read_text().replace('Offer"\nmsgstr ""', 'Offer"\nmsgstr "Offer"'))
    assert messages.problems(source) == ["resident/fi: “Offer” is translated otherwise in desk/fi"]


def test_compiled_words_are_found_and_stale_ones_written_anew(source):
    messages.extract(source)
    translate(source, "fi", Offer="Tarjoa")
    translate(source, "sv")
    assert messages.compile_all(source) == 2
    assert messages.compile_all(source) == 0
    translate(source, "fi", Offer="Anna")
    assert messages.compile_all(source) == 1
    with messages.catalogue_path(source / "desk", "fi").with_suffix(".mo").open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext("Offer") == "Anna"
    assert words.pgettext("verb", "Close") == "Close"


def test_koppis_own_words_are_complete():
    assert messages.problems() == []


def test_a_client_is_kund_in_swedish_unless_a_term_of_law_says_klient():
    """The word for clients of both sides; docs/glossary.md."""
    said = [
        word
        for package in messages.packages()
        if (path := messages.catalogue_path(package, "sv")).exists()
        for entry in polib.pofile(str(path))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        for word in re.findall(r"\b[Kk]lient\w*", text)
    ]
    assert said and all(re.match("klient(register|relation|mottagning|plan)", word) for word in said), said
