"""What may come in as a file, how it is kept, and how it goes out."""

import io
import os
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from koppi.files import errors
from koppi.files.actions import open_file, store_upload, sweep_orphans
from koppi.files.models import StoredFile
from koppi.files.rules import LONGEST_NAME, safe_name
from koppi.files.serving import serve_file
from koppi.identity.models import User
from koppi.people.tests.factories import NINE

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def photo(kind="JPEG", size=(60, 40), **save):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **save)
    return out.getvalue()


def photo_with_place():
    """Return a photo taken with the camera on its side, at a place."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (63.0, 5.0, 45.0)
    return photo(exif=exif, comment=b"SecretComment")


def bomb(width=60_000, height=60_000):
    """Return a small PNG that says it has thousands of millions of pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.fixture
def user(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return User.objects.system()


def send(user, name, data):
    return store_upload(upload=SimpleUploadedFile(name, data), by=user, at=NINE)


def content(stored):
    with open_file(stored) as file:
        return file.read()


@pytest.mark.parametrize(
    ("name", "data", "media_type", "kept_as"),
    [
        ("jalka.jpg", photo(), "image/jpeg", "jalka.jpg"),
        ("JALKA.JPEG", photo(), "image/jpeg", "JALKA.jpg"),
        ("ruutu.png", photo("PNG"), "image/png", "ruutu.png"),
        ("kuva.webp", photo("WEBP"), "image/webp", "kuva.webp"),
        ("whatsapp.jpg", photo("WEBP"), "image/webp", "whatsapp.webp"),
        ("photo", photo(), "image/jpeg", "photo.jpg"),
        ("lähete.pdf", PDF, "application/pdf", "lähete.pdf"),
        ("päiväkirja.txt", "Särky alkoi 😟\r\n".encode(), "text/plain", "päiväkirja.txt"),
    ],
)
def test_photos_and_documents_are_taken(user, name, data, media_type, kept_as):
    stored = send(user, name, data)

    assert (stored.media_type, stored.name) == (media_type, kept_as)
    assert stored.size == len(content(stored))


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("x.jpg", b"MZ\x90\x00" + b"\0" * 500, errors.Disguised),  # a program
        ("x.jpg", b"<html><script>alert(1)</script>", errors.Disguised),
        ("x.txt", b"<!DOCTYPE html><script>", errors.Disguised),
        ("x.txt", b"  <svg onload=alert(1)>", errors.Disguised),
        ("x.pdf", photo(), errors.Disguised),
        ("x.jpg", PDF, errors.Disguised),
        ("x.txt", b"ab\x00cd", errors.Disguised),
        ("x.pdf", b"PK\x03\x04" + b"\0" * 100, errors.Disguised),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", errors.UnknownType),
        ("x.html", b"<html>", errors.UnknownType),
        ("x.js", b"alert(1)", errors.UnknownType),
        ("x.exe", b"MZ\x90\x00" + b"\0" * 500, errors.UnknownType),
        ("x.docx", b"PK\x03\x04" + b"\0" * 100, errors.UnknownType),
        ("x.gif", photo("GIF"), errors.UnknownType),
        ("x.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", errors.ApplePhoto),
        ("x.jpg", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", errors.ApplePhoto),
        ("x.jpg", photo()[:300], errors.UnreadableImage),
        ("x.jpg", b"\xff\xd8\xff\xe0" + os.urandom(500), errors.UnreadableImage),
        ("x.png", bomb(), errors.TooManyPixels),
        ("x.png", bomb(9000, 9000), errors.TooManyPixels),
        ("x.jpg", b"", errors.Empty),
    ],
)
def test_what_we_cannot_take_is_refused_in_words(user, name, data, error):
    for language in ("fi", "sv", "en"):
        with override(language), pytest.raises(error) as refusal:
            send(user, name, data)
        assert refusal.value.message.endswith(".")

    assert not StoredFile.objects.exists()
    assert not list(Path(user_root()).rglob("*.*")) and not list(Path(user_root()).glob("*/*"))


def user_root():
    from django.conf import settings

    return settings.MEDIA_ROOT


def test_a_file_over_the_limit_is_refused_and_the_limit_told(user, settings):
    settings.UPLOAD_LIMIT_BYTES = 2 * 1024 * 1024

    with override("fi"), pytest.raises(errors.TooLarge) as refusal:
        send(user, "x.txt", b"a" * (2 * 1024 * 1024 + 1))

    assert "2 megatavua" in refusal.value.message
    assert send(user, "x.txt", b"a" * 2 * 1024 * 1024).size == 2 * 1024 * 1024


def bomb(pixels=60_000):
    """Return a PNG of a few bytes that would unfold into billions of pixels."""
    out = io.BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    head = bytearray(out.getvalue())
    head[16:24] = pixels.to_bytes(4, "big") * 2
    head[29:33] = zlib.crc32(bytes(head[12:29])).to_bytes(4, "big")
    return bytes(head)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("x.png", bomb(), errors.TooManyPixels),
        ("x.zip", b"PK\x03\x04" + b"\0" * 100, errors.UnknownType),
        ("x.gz", b"\x1f\x8b\x08" + b"\0" * 100, errors.UnknownType),
        (
            "x.svg",
            b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            errors.UnknownType,
        ),
        ("x.txt", b"<?xml version='1.0'?><svg onload='alert(1)'/>", errors.Disguised),
        ("x.jpg", b"%PDF-1.7 /JavaScript", errors.Disguised),
    ],
)
def test_what_unfolds_or_runs_is_refused(user, name, data, error):
    with pytest.raises(error):
        send(user, name, data)


def test_what_is_hidden_behind_a_photo_does_not_come_along(user):
    stored = send(user, "kuva.jpg", photo() + b"<script>alert(1)</script>PK\x03\x04")

    assert b"script" not in content(stored) and b"PK\x03\x04" not in content(stored)


def test_a_pdf_with_a_script_is_saved_and_never_shown(user):
    stored = send(user, "lomake.pdf", PDF + b"\n<< /S /JavaScript /JS (app.alert(1)) >>")
    answer = serve_file(None, stored)

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_a_size_that_lies_is_not_believed(user, settings):
    settings.UPLOAD_LIMIT_BYTES = 100
    upload = SimpleUploadedFile("x.txt", b"a" * 200)
    upload.size = 1

    with pytest.raises(errors.TooLarge):
        store_upload(upload=upload, by=user, at=NINE)


def test_a_photo_tells_neither_the_place_nor_the_camera_and_stands_upright(user):
    data = photo_with_place()
    assert b"SecretCamera" in data and b"SecretComment" in data

    kept = content(send(user, "jalka.jpg", data))

    assert b"Secret" not in kept and b"Exif" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (40, 60)
        assert not image.getexif()


def test_a_large_photo_is_kept_at_a_size_one_can_open(user):
    kept = content(send(user, "iso.jpg", photo(size=(6000, 4000))))

    with Image.open(io.BytesIO(kept)) as image:
        assert max(image.size) <= 4096


def test_a_see_through_picture_stays_see_through(user):
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")

    with Image.open(io.BytesIO(content(send(user, "x.png", out.getvalue())))) as image:
        assert image.mode == "RGBA" and image.getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Maria\\kipu.txt", "kipu.txt"),
        (".htaccess.txt", "htaccess.txt"),
        ("a\u202etxt.exe.txt", "atxt.exe.txt"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie x.txt"),
        ("", "file.txt"),
        ("....", "file.txt"),
        ("kipu 12.5.", "kipu 12.5.txt"),
        ("ä" * 300 + ".txt", "ä" * 116 + ".txt"),
    ],
)
def test_a_name_is_a_name_and_nothing_else(typed, safe):
    assert safe_name(typed, "text/plain") == safe


@given(st.text(max_size=300))
def test_any_name_becomes_a_name(typed):
    name = safe_name(typed, "application/pdf")

    assert name.endswith(".pdf") and len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\\0\r\n"<>') and not name.startswith(".")


def test_contents_are_for_the_owner_of_the_process_only(user):
    stored = send(user, "x.txt", b"a")
    path = Path(user_root()) / stored.path

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_no_row_owns_is_swept_after_a_day(user):
    kept = send(user, "x.txt", b"kept")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lost = send(user, "x.txt", b"lost")
        raise ZeroDivisionError
    orphan = Path(user_root()) / lost.path
    part = orphan.with_name("half.part")
    part.write_bytes(b"half")
    for path in (orphan, part, Path(user_root()) / kept.path):
        os.utime(path, (NINE.timestamp(), NINE.timestamp()))

    assert sweep_orphans(by=user, at=NINE + timedelta(hours=23)) == 0
    assert sweep_orphans(by=user, at=NINE + timedelta(hours=25)) == 2
    assert not orphan.exists() and not part.exists()
    assert content(kept) == b"kept"


@pytest.mark.parametrize(
    ("name", "data", "shown"),
    [("x.jpg", photo(), "inline"), ("x.pdf", PDF, "attachment"), ("ä.txt", b"a", "attachment")],
)
def test_a_file_goes_out_so_that_no_browser_runs_it_and_no_cache_keeps_it(user, rf, name, data, shown):
    stored = send(user, name, data)

    answer = serve_file(rf.get("/"), stored)

    assert answer["Content-Disposition"].startswith(shown)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == content(stored)


def test_a_file_whose_content_is_gone_is_not_there(user, rf):
    stored = send(user, "x.txt", b"a")
    (Path(user_root()) / stored.path).unlink()

    with pytest.raises(Http404):
        serve_file(rf.get("/"), stored)
