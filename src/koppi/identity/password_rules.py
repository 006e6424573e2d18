"""Passwords that guessers of this house try first: made of the county's own words, or known from a breach."""

import hashlib
import logging
import re
import unicodedata
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)

# What everybody here says all day, in the three languages; settings add the county's names and its own words.
WORDS_OF_THE_FIELD = (
    *(
        "koppi",
        "hyvinvointialue",
        "hyvinvointi",
        "hyvinvoinnin",
        "terveys",
        "terveydenhuolto",
        "terveysasema",
    ),
    *("sosiaali", "sosiaalihuolto", "sote", "sotekeskus", "hoitaja", "sairaanhoitaja", "lääkäri", "potilas"),
    *("asiakas", "sairaala", "päivystys", "salasana", "välfärdsområde", "välfärd", "hälsa", "hälsovård"),
    *("hälsostation", "socialvård", "vårdare", "sjukskötare", "läkare", "patient", "klient", "sjukhus"),
    *("lösenord", "wellbeing", "services", "county", "health", "social", "care", "nurse", "doctor", "client"),
    *("hospital", "password"),
)
SHORTEST_WORD = 4
# Beside such words a password has at least this many letters of its own (ASVS 5.0, 6.2.1: never under 8).
OWN_LETTERS = 8
READ_AS = str.maketrans("013457@$!€", "oieastasie")

LINE = re.compile(rb"([0-9A-Fa-f]{40})(?::[0-9]+)?")
LONGEST_LINE = 80
SAMPLES = 64


class OwnWordsValidator:
    """Refuse a password that is little more than words of the county and the field.

    Digits and signs around such a word do not count as its own, since guessers add them first; a sentence in
    which one of the words stands among others passes.
    """

    def __init__(self, words=()):
        given = [part for name in (*WORDS_OF_THE_FIELD, *words) for part in (*name.split(), name)]
        folded = {"".join(letter for letter, _ in _folded(word)) for word in given}
        self.words = sorted((word for word in folded if len(word) >= SHORTEST_WORD), key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, self.words)))

    def validate(self, password, user=None):
        """Raise ValidationError when the password has too little of its own beside the listed words."""
        folded = _folded(password)
        text = "".join(letter for letter, _ in folded)
        listed = {place for hit in self.pattern.finditer(text) for place in range(*hit.span())}
        own = sum(is_letter for place, (_, is_letter) in enumerate(folded) if place not in listed)
        if listed and own < OWN_LETTERS:
            raise ValidationError(self.get_help_text(), code="password_of_own_words")

    def get_help_text(self):
        """Return the reason as a person says it."""
        return _(
            "This is made of words that everybody here uses, so it is guessed first."
            " Choose words from elsewhere."
        )


class BreachedPasswordValidator:
    """Refuse a password that stands in the operator's file of breached ones; without a file refuse none."""

    def __init__(self, file=None):
        self.file = file

    def validate(self, password, user=None):
        """Raise ValidationError when the password is listed, or when the list cannot be asked."""
        try:
            listed = self.file is not None and is_listed(self.file, password)
        except (OSError, ValueError) as error:
            log.error("breached_passwords unreadable error=%s", type(error).__name__)
            raise ValidationError(
                _("Passwords cannot be checked right now, so none can be chosen. Tell your administrator."),
                code="password_unchecked",
            ) from None
        if listed:
            raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self):
        """Return the reason as a person says it."""
        return _("This password has leaked from a service, and guessers have lists of those. Choose another.")


def is_listed(file: Path, password: str) -> bool:
    """Tell whether a password's SHA-1 stands in a file of them, one a line, ordered, `HASH` or `HASH:count`.

    The file is that of Have I Been Pwned: some 40 GB, so it is searched by halves and never read whole.

    :raises OSError: it cannot be read
    :raises ValueError: a line that was met is not such a line
    """
    # What the list is made of; nothing is protected by it.
    sought = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        low, high = 0, lines.seek(0, 2)
        # The line, if it is there, begins at `low` or after it and before `high`.
        while low < high:
            middle = (low + high) // 2
            begins = _next_line(lines, middle)
            met = _hash_at(lines) if begins < high else b""
            if not met or met > sought:
                high = middle
            elif met < sought:
                low = lines.tell()
            else:
                return True
    return False


def trouble_with(file: Path) -> str:
    """Return why a file of breached passwords cannot be used, or "". Looks at lines here and there only."""
    try:
        with file.open("rb") as lines:
            size = lines.seek(0, 2)
            met = []
            for number in range(SAMPLES):
                if _next_line(lines, size * number // SAMPLES) < size:
                    met.append(_hash_at(lines))
    except OSError as error:
        return error.strerror or "it cannot be read"
    except ValueError as error:
        return str(error)
    met = [one for one in met if one]
    if not met:
        return "it is empty"
    return "" if met == sorted(met) else "its lines are not ordered by hash"


def _next_line(lines, place):
    """Go to where the first line begins at a place or after it, and return where that is."""
    lines.seek(max(place - 1, 0))
    if place:
        lines.readline(LONGEST_LINE)
    return lines.tell()


def _hash_at(lines):
    """Return the hash of the line that begins here; nothing for an empty line, as the last one may be."""
    line = lines.readline(LONGEST_LINE).strip()
    found = LINE.fullmatch(line)
    if line and not found:
        raise ValueError("a line is not a SHA-1 in 40 hexadecimal digits, with or without :count")
    return found[1].upper() if found else b""


def _folded(text):
    """Return the letters of a text as guessers write them, and of each whether it was typed as a letter.

    Case, accents, signs and spaces go; digits and signs that stand for letters become these.
    """
    plain = (letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isascii())
    return [(read, letter.isalpha()) for letter in plain if (read := letter.translate(READ_AS)).isalnum()]
