"""The house reads its own code: what style.md and the issue ask of all packages alike."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

CLONE = Path(__file__).resolve().parents[2]
SOURCE = CLONE / "src" / "koppi"
LONGEST_FILE = 500
# The account of somebody who signs in for the first time: there is nobody yet to sign it.
SIGNED_BY_NOBODY = {"resident_user"}
# The individual number of the published example of an identity code, with which a refusal can be tested.
PUBLISHED_EXAMPLE = "308"


def python_files():
    """Return the files that run in the house, tests and migrations aside."""
    return sorted(
        path
        for path in SOURCE.rglob("*.py")
        if not {"tests", "migrations"} & set(path.relative_to(SOURCE).parts)
    )


def rooms(name):
    """Return the files of a room: ``actions.py`` of each package, or the files of its ``actions/``."""
    return [
        path for path in python_files() if path.stem == name or name in path.relative_to(SOURCE).parts[1:-1]
    ]


def public_functions(path):
    """Return the functions of a file that other files may call."""
    tree = ast.parse(path.read_text())
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def place(path, node=None):
    """Return where something is, for a message."""
    return f"{path.relative_to(CLONE)}" + (f":{node.lineno} {node.name}" if node else "")


def templates():
    """Return the templates by the name that code calls them."""
    return {
        str(path.relative_to(folder)): path
        for folder in SOURCE.glob("*/templates")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_action_says_who_and_when():
    nameless = []
    for path in rooms("actions"):
        for node in public_functions(path):
            whole = any(ast.unparse(each).startswith("transaction.atomic") for each in node.decorator_list)
            keywords = {argument.arg for argument in node.args.kwonlyargs}
            if (
                whole
                and node.name not in SIGNED_BY_NOBODY
                and (not {"by", "at"} <= keywords or node.args.args)
            ):
                nameless.append(place(path, node))
    assert nameless == []


@pytest.mark.parametrize("room", ["rules", "models", "actions", "queries"])
def test_the_clock_is_read_at_the_door_only(room):
    clocks = re.compile(r"\b(timezone\.now|datetime\.now|date\.today|localdate|time\.time)\(\)")
    assert [place(path) for path in rooms(room) if clocks.search(path.read_text())] == []


def test_rules_know_no_database_and_no_request():
    outside = re.compile(
        r"^\s*(from|import) (django\.(db|http|shortcuts|contrib)|koppi\.\w+\.(models|views|forms))", re.M
    )
    assert [place(path) for path in rooms("rules") if outside.search(path.read_text())] == []


@pytest.mark.parametrize("room", ["rules", "actions", "queries"])
def test_what_others_call_says_what_happens(room):
    silent = [
        place(path, node)
        for path in rooms(room)
        for node in public_functions(path)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_file_is_longer_than_a_person_reads():
    # Lists to look things up in are not code to read from end to end.
    lists = {SOURCE / "config" / "demo" / "words", SOURCE / "intake" / "content.py"}
    read = [path for path in python_files() if not {path, *path.parents} & lists]
    long = {place(path): len(path.read_text().splitlines()) for path in read}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_every_template_is_used():
    texts = [path.read_text() for path in [*python_files(), *templates().values()]]
    # Django looks these up by itself.
    own = re.compile(r"^(400|403|404|500)\.html$|^django/forms/")
    unused = [
        name
        for name, path in templates().items()
        if not own.search(name) and not any(name in text for text in texts if text != path.read_text())
    ]
    assert unused == []


def test_no_template_has_style_or_script_in_it():
    inside = re.compile(r"<style\b|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"|javascript:", re.IGNORECASE)
    found = [
        f"{name}: {hit[0]}"
        for name, path in templates().items()
        for hit in inside.finditer(re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text()))
    ]
    assert found == []


def test_every_package_is_installed():
    packages = {path.parent.name for path in SOURCE.glob("*/apps.py")}
    installed = {name.removeprefix("koppi.") for name in settings.INSTALLED_APPS if name.startswith("koppi.")}
    assert packages == installed


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|NotImplemented" + r"Error)\b")
    assert [place(path) for path in python_files() if later.search(path.read_text())] == []


def test_the_lock_file_names_only_the_public_index():
    lock = tomllib.loads((CLONE / "uv.lock").read_text())
    for package in lock["package"]:
        assert package["source"] in ({"registry": "https://pypi.org/simple"}, {"editable": "."}), package[
            "name"
        ]
        for file in [package.get("sdist"), *package.get("wheels", [])]:
            assert file is None or file["url"].startswith("https://files.pythonhosted.org/"), package["name"]


def test_the_lock_file_of_the_providers_names_only_the_public_registry():
    lock = json.loads((CLONE / "tests" / "providers" / "package-lock.json").read_text())
    fetched = [one for name, one in lock["packages"].items() if name]
    assert fetched
    assert [one for one in fetched if not one["resolved"].startswith("https://registry.npmjs.org/")] == []
    assert [one for one in fetched if not one["integrity"].startswith("sha512-")] == []


def test_identity_codes_are_of_invented_people():
    code = re.compile(r"\b[0-3]\d[01]\d\d\d[-+A-FU-Y](\d{3})[0-9A-FHJ-NPR-Y]\b")
    folders = [SOURCE, CLONE / "tests", CLONE / "docs", CLONE / "benchmarks"]
    real = [
        f"{place(path)}: …{hit[0][6:]}"
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".py", ".html", ".md", ".po", ".json", ".csv", ".txt")
        # There codes that must be refused are tried.
        and path.name != "test_codes.py"
        for hit in code.finditer(path.read_text())
        if int(hit[1]) < 900 and hit[1] != PUBLISHED_EXAMPLE
    ]
    assert real == []


def test_every_class_in_a_template_is_drawn_or_asked_for():
    """A class that no style sheet draws, no script and no browser test asks for, is left over."""
    vendored = {"vendor", "django_htmx"}
    sheets = "\n".join(
        path.read_text()
        for kind in ("*.css", "*.js", "test_*.py")
        for path in (*SOURCE.rglob(kind), *(CLONE / "tests").rglob(kind))
        if not vendored & set(path.parts)
    )
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets))
    tag = re.compile(r"\{[{%].*?[%}]\}")
    unknown = [
        f"{name}: {word}"
        for name, path in templates().items()
        for classes in re.findall(r'class="((?:[^"{]|\{[{%].*?[%}]\})*)"', path.read_text())
        for word in tag.sub(" ", classes).split()
        if word not in known
    ]

    assert unknown == []
