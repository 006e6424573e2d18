"""What is really in a file: recognised by its content, and photos drawn anew."""

import io
import warnings

import filetype
from PIL import Image, ImageOps

from .errors import ApplePhoto, Disguised, TooManyPixels, UnknownType, UnreadableImage
from .rules import (
    APPLE,
    ENDINGS,
    IMAGES,
    LONGEST_SIDE,
    MOST_PIXELS,
    SNIFFED_BYTES,
    TAKEN,
    TEXT,
    ending,
    looks_like_text,
)

JPEG_QUALITY = 88


def recognise(name, data):
    """Return the type of a file by its content.

    The name's ending may be missing, but it may not promise a document where a program is.

    :raises UnknownType: it is none of the types we take
    :raises Disguised: the ending says another type than the content
    :raises ApplePhoto: it is an HEIC photo
    """
    found = filetype.guess_mime(data[:SNIFFED_BYTES])
    said = ending(name)
    if found in APPLE or (found is None and said in ("heic", "heif")):
        raise ApplePhoto
    if found is None and looks_like_text(data):
        found = TEXT
    promised = ENDINGS.get(said)
    # A photo under another photo's name is no disguise: it is drawn anew and named by what it is.
    is_photo = found in IMAGES and (promised is None or promised in IMAGES)
    if found not in TAKEN or not (is_photo or promised == found or not said):
        raise Disguised if promised else UnknownType
    return found


def drawn_anew(data, media_type):
    """Return a photo as new bytes: upright, of a sane size, without place, camera or anything hidden.

    :raises TooManyPixels: it would fill the memory
    :raises UnreadableImage: it cannot be drawn
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[IMAGES[media_type]]) as photo:
                if photo.width * photo.height > MOST_PIXELS:
                    raise TooManyPixels
                photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                photo.load()
                return _saved(ImageOps.exif_transpose(photo), media_type)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise TooManyPixels from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError):
        raise UnreadableImage from None


def _saved(photo, media_type):
    has_alpha = photo.mode in ("RGBA", "LA", "PA") or "transparency" in photo.info
    photo = photo.convert("RGBA" if has_alpha and media_type != "image/jpeg" else "RGB")
    photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A fresh image carries over the pixels and nothing of what came with them.
    clean = Image.new(photo.mode, photo.size)
    clean.paste(photo)
    out = io.BytesIO()
    clean.save(out, IMAGES[media_type], quality=JPEG_QUALITY, optimize=media_type == "image/jpeg")
    return out.getvalue()
