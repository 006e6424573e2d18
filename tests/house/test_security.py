"""The security ground: what ASVS asks, what every answer carries, what lies nowhere."""

import json
import logging
import math
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from koppi.config import env
from koppi.config.logs import Lines
from koppi.identity.forms import Password
from koppi.identity.models import User

from .test_addresses import ABOUT, ADDRESSES, ROLES, address, browsers, built, county  # noqa: F401
from .test_code import CLONE, SOURCE, python_files

pytestmark = pytest.mark.slow

ASVS = CLONE / "docs" / "security" / "asvs.md"
THREATS = (CLONE / "docs" / "security" / "threat-model.md").read_text()

# The requirements of ASVS 5.0.0, levels 1 and 2: how many each section of the five chapters has; those
# of level 3 stand last in their sections and are not ours.
SECTIONS = {
    "6.1": 3,
    "6.2": 12,
    "6.3": 4,
    "6.4": 4,
    "6.5": 5,
    "6.6": 3,
    "6.8": 4,
    "7.1": 3,
    "7.2": 4,
    "7.3": 2,
    "7.4": 5,
    "7.5": 2,
    "7.6": 2,
    "8.1": 2,
    "8.2": 3,
    "8.3": 1,
    "8.4": 1,
    "14.1": 2,
    "14.2": 4,
    "14.3": 3,
    "16.1": 1,
    "16.2": 5,
    "16.3": 4,
    "16.4": 3,
    "16.5": 3,
}
LEVEL_1 = {
    *("6.1.1", "6.2.1", "6.2.2", "6.2.3", "6.2.4", "6.2.5", "6.2.6", "6.2.7", "6.2.8", "6.3.1", "6.3.2"),
    *("6.4.1", "6.4.2", "7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.4.1", "7.4.2", "8.1.1", "8.2.1", "8.2.2"),
    *("8.3.1", "14.2.1", "14.3.1"),
}
REASONS = ("Does not apply: ", "Not there yet")


def requirements():
    """Return the rows of the table: number, level, gist, what shows it."""
    return re.findall(r"^\| ([\d.]+) \| (\d) \| (.+?) \| (.+) \|$", ASVS.read_text(), re.MULTILINE)


def test_no_requirement_is_left_out_and_none_is_invented():
    asked = [f"{section}.{number + 1}" for section, many in SECTIONS.items() for number in range(many)]

    assert [number for number, *_ in requirements()] == asked
    assert {number for number, level, *_ in requirements() if level == "1"} == LEVEL_1


@pytest.mark.parametrize("row", requirements(), ids=lambda row: row[0])
def test_each_requirement_names_a_test_that_exists_or_says_why_not(row):
    _, _, gist, shown = row
    named = re.findall(r"`((?:src|tests)/[^`]+)`", shown)

    assert gist
    if not shown.startswith(REASONS):
        assert named, shown
    else:
        assert len(shown) > 40
    for one in named:
        file, _, name = one.partition("::")
        assert re.search(rf"^def {name}\(", (CLONE / file).read_text(), re.MULTILINE), one


# What every answer carries

STRICT = {
    "default-src",
    "base-uri",
    "object-src",
    "frame-ancestors",
    "form-action",
    "script-src",
    "style-src",
}


def policy_of(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip())
    return {name: sources for name, *sources in parts}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_answer_carries_the_headers_that_protect_it(role, county, browsers):  # noqa: F811
    browser = browsers[role]
    for name, (get, *_) in ADDRESSES.items():
        if get is None:
            continue
        answer = browser.get(address(name, county))
        policy = policy_of(answer)
        if "sandbox" in policy:
            assert policy["default-src"] == ["'none'"], name
        else:
            assert set(policy) >= STRICT, name
            assert policy["default-src"] == policy["script-src"] == policy["style-src"] == ["'self'"], name
            for directive in ("object-src", "base-uri", "frame-ancestors", "frame-src"):
                assert policy[directive] == ["'none'"], name
        assert "unsafe" not in answer["Content-Security-Policy"], name
        assert "http" not in answer["Content-Security-Policy"], name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "geolocation=()" in answer["Permissions-Policy"], name
        if role:
            assert (
                "no-store" in answer.get("Cache-Control", "") and "public" not in answer["Cache-Control"]
            ), name
        if "html" in answer["Content-Type"]:
            page = answer.content.decode()
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=\"|javascript:", page), name
            assert not re.search(r'(?:\bsrc|<link[^>]*href)="(?:https?:)?//', page), name


def test_every_cookie_is_for_the_server_alone(county, browsers):  # noqa: F811
    seen = {}
    for role in ROLES:
        browser = Browser()
        if role:
            browser.force_login(getattr(county, role))
        browser.post("/language/", {"language": "sv", "next": "/"})
        browser.post("/look/", {"theme": "dark"})
        for name in ("/", "/sign-in/", "/sign-in/professionals/", "/desk/", "/my/"):
            browser.get(name)
        seen |= browser.cookies
    # The session's own is set by the tests' own sign-in, without our settings' marks.
    assert len(seen) >= 3
    for name, cookie in seen.items():
        if name != settings.SESSION_COOKIE_NAME:
            assert cookie["samesite"] == "Lax", name
            assert cookie["httponly"], name


def test_in_production_every_cookie_asks_for_tls():
    marks = (
        "from django.conf import settings as s; print([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
        "s.LANGUAGE_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, not s.DEBUG, "
        "not s.DEMO_SIGN_IN])"
    )
    keys = {name: os.urandom(40).hex() for name in ("SECRET", "IDENTITY", "READING_LOG")}
    production = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CLONE / "src"),
        "DJANGO_SETTINGS_MODULE": "koppi.config.settings",
        "KOPPI_MODE": "production",
        "KOPPI_ALLOWED_HOSTS": "koppi.example.fi",
        **{f"KOPPI_{name}_KEY": key for name, key in keys.items()},
        **{
            f"KOPPI_{who}DATABASE_URL": f"postgresql://{who.lower()}koppi@db.example.fi/koppi"
            for who in ("", "WEB_", "WORKER_")
        },
    }
    told = subprocess.run([sys.executable, "-c", marks], env=production, capture_output=True, text=True)

    assert told.stdout.strip() == str([True] * 7), told.stderr


# Passwords and sessions


@pytest.mark.parametrize("word", ["vihreäkärpänenhyppää", "            aäö !", "9" * 7 + "8" * 8, "ä" * 200])
def test_a_password_needs_length_and_no_composition(word):
    validate_password(word)


def test_a_password_does_not_run_out():
    columns = {field.name for field in User._meta.fields}
    assert not {name for name in columns if "password" in name and name != "password"}


def test_password_fields_mask_and_let_managers_fill_them():
    widget = Password(autocomplete="current-password").widget

    assert widget.input_type == "password"
    assert widget.attrs["autocomplete"] == "current-password"
    assert "onpaste" not in str(widget.attrs) and "maxlength" not in str(widget.attrs)
    # No script stands in the way of pasting either.
    scripts = [path.read_text() for path in SOURCE.glob("*/static/**/*.js") if "vendor" not in path.parts]
    assert not [script for script in scripts if '"paste"' in script and "preventDefault" in script]


@pytest.mark.django_db
def test_nobody_can_enter_by_a_default_account():
    User.objects.system()

    for user in User.objects.all():
        assert not (user.password and user.has_usable_password())
        assert not user.check_password("") and not user.check_password("koppi")


def test_a_session_key_cannot_be_guessed():
    from koppi.identity.sessions import SessionStore

    key = SessionStore()._get_new_session_key()
    letters = 36

    assert len(key) * math.log2(letters) >= 128
    assert len({SessionStore()._get_new_session_key() for _ in range(200)}) == 200


def test_common_passwords_are_refused():
    for word in ("password1234", "qwertyuiop123", "salasana"):
        with pytest.raises(ValidationError):
            validate_password(word)


@pytest.mark.parametrize("role", [role for role in ROLES if role])
def test_every_page_behind_the_sign_in_lets_one_sign_out(role, county, browsers):  # noqa: F811
    for name, (get, *_) in ADDRESSES.items():
        # Pages of the way in are the same for whoever is signed in already.
        if get is None or not name.startswith(("resident:", "desk:")):
            continue
        answer = browsers[role].get(address(name, county))
        is_page = not answer.streaming and answer.content.lstrip().startswith(b"<!doctype")
        if answer.status_code == 200 and is_page:
            assert "/sign-out/" in answer.content.decode(), name


# What lies nowhere


def test_the_browsers_storage_holds_nothing_of_anybody():
    scripts = {
        path: path.read_text() for path in SOURCE.glob("*/static/**/*.js") if "vendor" not in path.parts
    }
    kept = [
        call
        for script in scripts.values()
        for call in re.findall(r"(?:local|session)Storage\.setItem\([^;]+|indexedDB|caches\.open", script)
    ]
    # How far a list was scrolled, and nothing else.
    assert kept == ["sessionStorage.setItem(key, String(list.scrollTop)))"]


def test_no_secret_lies_in_the_code():
    secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[baprs]-"
        r"|(?i:secret_key|password|api_key|token)\s*=\s*[\"'][A-Za-z0-9+/_-]{20,}[\"']"
    )
    found = [
        f"{path.relative_to(CLONE)}: {hit[0][:20]}"
        for path in python_files()
        for hit in secret.finditer(path.read_text())
    ]
    assert found == []
    for name in ("KOPPI_SECRET_KEY", "KOPPI_IDENTITY_KEY", "KOPPI_READING_LOG_KEY"):
        assert next(one for one in env.VARIABLES if one.name == name).default == ""


def test_a_line_of_the_log_is_json_with_a_zoned_time_and_cannot_be_forged():
    forged = 'wrong\n{"at": "2025-01-01", "level": "info", "says": "all is well"}\r\n\u2028more'
    record = logging.LogRecord("koppi.x", logging.WARNING, "x.py", 1, "name=%s", (forged,), None)

    line = Lines().format(record)

    assert "\n" not in line and "\r" not in line
    told = json.loads(line)
    assert told["says"] == f"name={forged}" and told["level"] == "warning"
    assert told["at"].endswith("+00:00")


# What is written down


def test_every_way_to_sign_in_is_described():
    for way in ("OpenID Connect", "SAML", "Local account", "Demo sign-in", "There is no other"):
        assert way in THREATS


def test_the_limits_of_a_sign_in_are_described():
    defaults = {one.name: one.default for one in env.VARIABLES}

    assert f"Idle {defaults['KOPPI_SESSION_IDLE_MINUTES']} minutes" in THREATS
    assert (defaults["KOPPI_SESSION_HOURS_PROFESSIONAL"], defaults["KOPPI_SESSION_HOURS_RESIDENT"]) == (
        "12",
        "4",
    )
    for words in (
        "twelve hours for professionals and four for residents",
        "Any number of sign-ins",
        "provider's own",
    ):
        assert words in THREATS


def test_data_is_classed_and_each_class_has_its_protection():
    rows = re.findall(r"^\| (Secret|Client data|Internal|Open) \| (.+) \| (.+) \|$", THREATS, re.MULTILINE)

    assert [name for name, *_ in rows] == ["Secret", "Client data", "Internal", "Open"]
    assert all(what and protection for _, what, protection in rows)


def test_what_is_logged_where_and_how_long_is_listed():
    for log in ("Server's log", "Ledger", "Reading log", "Database's own log"):
        assert re.search(rf"^\| {log} \|(.+\|){{4}}$", THREATS, re.MULTILINE), log
    handlers = {handler["class"] for handler in settings.LOGGING["handlers"].values()}
    assert handlers == {"logging.StreamHandler"}


# What it is made of


def test_what_is_vendored_is_in_the_list_of_parts():
    sys.path.insert(0, str(CLONE / "bin"))
    try:
        import house
    finally:
        sys.path.pop(0)
    parts = {part["name"]: part for part in house.vendored()}

    folders = {path.name for path in SOURCE.glob("**/vendor/*") if path.is_dir()}
    assert len(parts) == len(folders) > 0
    assert all(part["hashes"] and part["version"] for part in parts.values())
