"""Which files are taken, how they are called, and how they are shown."""

import re
import unicodedata

from django.utils.translation import gettext as _

JPEG, PNG, WEBP, PDF, TEXT = "image/jpeg", "image/png", "image/webp", "application/pdf", "text/plain"
IMAGES = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
TAKEN = (*IMAGES, PDF, TEXT)
APPLE = ("image/heic", "image/heif")
# What a name's ending promises; other endings, and none, promise nothing we take.
ENDINGS = {
    "jpg": JPEG,
    "jpeg": JPEG,
    "jfif": JPEG,
    "png": PNG,
    "webp": WEBP,
    "pdf": PDF,
    "txt": TEXT,
}
LONGEST_NAME = 120
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096
SNIFFED_BYTES = 8192
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%;]')


def ending(name):
    """Return the ending of a file name in small letters, or nothing."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def safe_name(name, media_type):
    """Return a name that is a name and nothing else, at most 120 characters, with the ending of its type.

    No folders, no control or direction characters, no leading dots; a name that vanishes becomes "file".
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    stem = _FORBIDDEN.sub("", name)
    if ending(stem) in ENDINGS:
        stem = stem.rpartition(".")[0]
    stem = " ".join(stem.split()).strip(". ")
    last = next(known for known, known_type in ENDINGS.items() if known_type == media_type)
    return f"{stem[: LONGEST_NAME - len(last) - 1].rstrip('. ') or 'file'}.{last}"


def shown_name(name, media_type, hidden):
    """Return what a file is called to its readers: as its sender called it, or by a plain word.

    :param hidden: its sender's whereabouts are hidden, and a name may tell them
    """
    return safe_name(_("attachment"), media_type) if hidden else name


def is_inline(media_type):
    """Tell whether a browser may show a file on our page; everything else is saved instead."""
    return media_type in IMAGES


def looks_like_text(data):
    """Tell whether bytes are text in UTF-8 with nothing a text file would not have."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(
        unicodedata.category(letter) == "Cc" and letter not in "\t\r\n\f" for letter in text
    ) and not looks_like_page(text)


def looks_like_page(text):
    """Tell whether text begins as a page or a picture that a browser would run."""
    return re.match(r"\s*<(!doctype|html|script|svg|\?xml|head|body|iframe)", text, re.IGNORECASE) is not None
