"""The pages in `docs/` tell the truth: links lead somewhere, words are listed, commands exist."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from PIL import Image

HOUSE = Path(__file__).resolve().parents[2]
PAGES = sorted([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md"), *(HOUSE / "src").rglob("*.md")])
PICTURES = HOUSE / "docs" / "pictures"
LARGEST_PICTURE = 200_000
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"`((?:bin|koppi)[ /][^`]+)`")


def named(page):
    return str(page.relative_to(HOUSE))


def prose(page):
    """Return a page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)


def anchors(page):
    """Return what the headings of a page are reached by."""
    headings = re.findall(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def own_models():
    ours = [model for model in apps.get_models() if model.__module__.startswith("koppi.")]
    return sorted(ours, key=lambda model: model.__name__)


def glossary_rows():
    """Return the rows of the glossary that name a model, by its name."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", (HOUSE / "docs" / "glossary.md").read_text(), re.MULTILINE)
    return dict(rows)


def finnish_of(model):
    """Return the Finnish words that a model's docstring opens with, if it says any."""
    first = (model.__doc__ or "").split("\n\n")[0]
    found = re.search(r"\(([^()]+)\)\.?\s*$", first.strip())
    return re.split(r"[,;] *", found.group(1)) if found else []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_in_the_docs_leads_somewhere(page):
    lost = []
    for target in LINK.findall(prose(page)):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            lost.append(target)

    assert not lost


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_the_glossary_knows_every_model_by_its_finnish_word(model):
    row = glossary_rows().get(model.__name__)

    assert row, f"docs/glossary.md has no row for {model.__name__}"
    finnish, swedish, meaning = (cell.strip() for cell in row.split(" | "))
    assert finnish and swedish and meaning
    assert not finnish_of(model) or any(word in finnish for word in finnish_of(model)), finnish_of(model)


def test_the_glossary_names_no_model_that_is_gone():
    assert set(glossary_rows()) <= {model.__name__ for model in own_models()}


def test_each_decision_is_in_the_list_of_decisions():
    notes = {path.name for path in (HOUSE / "docs" / "decisions").glob("0*.md")}
    listed = re.findall(r"^\| \[(\d{4})\]\((\S+)\)", (HOUSE / "docs/decisions/README.md").read_text(), re.M)

    assert [name for _, name in listed] == sorted(notes)
    assert all(name.startswith(f"{number}-") for number, name in listed)


@pytest.mark.parametrize("path", sorted((HOUSE / "docs" / "decisions").glob("0*.md")), ids=named)
def test_a_decision_says_why_what_and_at_what_price(path):
    text = path.read_text()

    assert text.startswith(f"# {path.name[:4]} ")
    places = [text.find(f"**{part}") for part in ("Context.", "Decision.", "What we gave up")]
    assert -1 not in places and places == sorted(places)


@pytest.mark.parametrize("picture", sorted(PICTURES.glob("*")), ids=named)
def test_a_picture_is_small_and_shown_somewhere(picture):
    shown = [page for page in PAGES if f"pictures/{picture.name}" in page.read_text()]

    assert picture.stat().st_size < LARGEST_PICTURE
    assert Image.open(picture).format == "PNG"
    assert shown


def promised_commands():
    return sorted({*COMMAND.findall((HOUSE / "docs" / "promises.md").read_text())})


@pytest.mark.parametrize("command", promised_commands())
def test_a_promise_is_shown_by_a_command_that_exists(command):
    words = shlex.split(command)
    program = words[0]

    if program == "koppi":
        told = subprocess.run(
            [sys.executable, "-m", "koppi.config.cli", "--help"], capture_output=True, text=True, check=True
        )
        assert re.search(rf"^ +{words[1]}\b", told.stdout, re.MULTILINE)
    else:
        assert (HOUSE / program).exists()
    for word in words[1:]:
        if word.endswith(".py") or "/" in word:
            assert (HOUSE / word.partition("::")[0]).exists(), word


def chosen_by_words():
    return [words for words in map(shlex.split, promised_commands()) if "-k" in words]


@pytest.mark.parametrize("words", chosen_by_words(), ids=" ".join)
def test_a_promise_names_tests_that_are_there(words):
    """`-k` followed by nothing that any test is called would pass in silence, having shown nothing."""
    wanted = [word for word in re.split(r" (?:and|or|not) ", words[words.index("-k") + 1]) if word]
    places = [HOUSE / word for word in words[1:] if "/" in word] or [HOUSE / "src", HOUSE / "tests"]
    files = {path for place in places for path in ([place] if place.is_file() else place.rglob("test_*.py"))}
    names = " ".join(
        f"{path.stem} " + " ".join(re.findall(r"def (test_\w+)", path.read_text())) for path in files
    )

    assert [word for word in wanted if word not in names] == []
