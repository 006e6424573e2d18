"""Why a file was not taken, in words for the person who sent it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class BadFile(Exception):
    """The file was not taken; `str()` tells why and what to do, in the reader's language."""

    @property
    def message(self):
        return str(self)


class TooLarge(BadFile):
    """The file is over the limit."""

    def __init__(self, limit_bytes):
        megabytes = max(1, limit_bytes // (1024 * 1024))
        super().__init__(
            ngettext(
                "The file is too large. One file may have %(limit)s megabyte.",
                "The file is too large. One file may have %(limit)s megabytes.",
                megabytes,
            )
            % {"limit": megabytes}
        )


class Empty(BadFile):
    """There is nothing in the file."""

    def __init__(self):
        super().__init__(_("The file is empty. Choose another file."))


class UnknownType(BadFile):
    """The content is none of the types we take."""

    def __init__(self):
        super().__init__(
            _("We cannot open this kind of file. Send a photo (JPEG, PNG or WebP), a PDF or a text file.")
        )


class Disguised(BadFile):
    """The name says one type and the content is another."""

    def __init__(self):
        super().__init__(
            _("The file is not what its name says. Save it again as a photo, a PDF or a text file.")
        )


class UnreadableImage(BadFile):
    """The image is broken or cannot be drawn."""

    def __init__(self):
        super().__init__(_("The photo is broken and cannot be shown. Take or choose another photo."))


class TooManyPixels(BadFile):
    """The image would fill the memory."""

    def __init__(self):
        super().__init__(_("The photo has too many pixels. Make it smaller and try again."))


class ApplePhoto(BadFile):
    """An HEIC photo, which our image library cannot open."""

    def __init__(self):
        super().__init__(
            _(
                "This photo is in Apple's HEIC format, which we cannot open. "
                "Save it as JPEG, or take a screenshot of it, and send that."
            )
        )
