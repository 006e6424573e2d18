import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from koppi.config.logs import Lines
from koppi.config.middleware import BodyLimitMiddleware


class Endless:
    """A body that counts how much of it was read."""

    def __init__(self, length):
        self.left = length
        self.largest = 0

    def read(self, size=-1):
        if size < 0:
            raise AssertionError("the whole body must never be read at once")
        part = min(size, self.left)
        self.largest = max(self.largest, part)
        self.left -= part
        return b"x" * part


def send(body, length, kind):
    request = RequestFactory().generic("POST", "/", b"", content_type=kind)
    request.META["CONTENT_LENGTH"] = str(length)
    request._stream = body
    return BodyLimitMiddleware(lambda request: HttpResponse("kept"))(request)


def test_a_body_over_the_limit_is_dropped_piece_by_piece_and_answered(settings):
    settings.BODY_LIMIT_BYTES = 1_000_000
    body = Endless(5_000_000)
    answer = send(body, 5_000_000, "multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert (body.left, body.largest) == (0, 256 * 1024)


def test_a_form_without_files_has_a_limit_of_its_own(settings):
    settings.BODY_LIMIT_BYTES = 100_000_000
    assert send(Endless(3_000_000), 3_000_000, "application/x-www-form-urlencoded").status_code == 413


@pytest.mark.parametrize("length", ["", "0", "100000"])
def test_a_body_within_the_limit_passes(length):
    assert send(Endless(0), length, "application/x-www-form-urlencoded").content == b"kept"


@pytest.mark.parametrize("length", ["-5", "many", "1e9"])
def test_a_length_that_is_no_number_is_refused(length):
    assert send(Endless(0), length, "application/x-www-form-urlencoded").status_code == 413


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("fi", "liian"), ("sv", "för stort"), ("en", "too large")])
def test_the_refusal_is_in_the_readers_language(settings, language, word):
    settings.BODY_LIMIT_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = Client(headers={"accept-language": language}).post("/look/", {"theme": "dark" * 10})
    assert answer.status_code == 413
    assert word in answer.content.decode()


@pytest.mark.django_db
def test_pages_forbid_strange_sources_and_frames():
    answer = Client().get("/no-such-page")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "object-src 'none'"):
        assert part in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_a_line_in_the_log_names_the_error_and_never_its_words():
    try:
        raise ValueError("Key (name)=(Aino Virtanen) already exists")
    except ValueError:
        record = logging.LogRecord(
            "koppi.x", logging.ERROR, __file__, 1, "sweep=%s failed", ("a",), sys.exc_info()
        )
    line = Lines().format(record)
    assert "Aino" not in line
    assert json.loads(line)["error"] == "builtins.ValueError"
    assert json.loads(line)["says"] == "sweep=a failed"
