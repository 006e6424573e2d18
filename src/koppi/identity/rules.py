"""Ways in, where somebody goes after signing in, and what is kept of what they wrote."""

import re
from datetime import timedelta
from enum import StrEnum

KEPT_BYTES = 100_000
KEPT_FOR = timedelta(hours=24)
TOUCH_EVERY = timedelta(minutes=1)
HOMES = {"resident": "/", "professional": "/desk/"}
DESK = "/desk/"
# Pages about one's own sign-ins, which everybody has.
OWN = "/sign-in/mine/"
HALF_WAY_LASTS = timedelta(minutes=15)
PROOF_LASTS = timedelta(minutes=15)
_UNSHOWN = re.compile(r"[0-9a-f-]{16,64}|\d+|[\w.:+-]{1,16}", re.IGNORECASE)

# What a browser calls itself, the narrower name first: most of them also claim to be another.
_BROWSERS = (("Edg", "edge"), ("OPR/", "opera"), ("SamsungBrowser", "samsung"), ("Firefox", "firefox"),
             ("FxiOS", "firefox"), ("CriOS", "chrome"), ("Chrome", "chrome"),
             ("Safari", "safari"))  # fmt: skip
_SYSTEMS = (("iPhone", "iphone"), ("iPad", "ipad"), ("Android", "android"), ("Windows", "windows"),
            ("Mac OS X", "mac"), ("CrOS", "chromeos"), ("Linux", "linux"))  # fmt: skip
_NAMES = {
    "edge": "Edge", "opera": "Opera", "samsung": "Samsung Internet", "firefox": "Firefox", "chrome": "Chrome",
    "safari": "Safari", "iphone": "iPhone", "ipad": "iPad", "android": "Android", "windows": "Windows",
    "mac": "Mac", "chromeos": "ChromeOS", "linux": "Linux",
}  # fmt: skip


class Way(StrEnum):
    """How somebody proved who they are."""

    DEMO = "demo"
    LOCAL = "local"
    COUNTY = "county"
    SUOMI_FI = "suomi_fi"


def needs_second_factor(kind, way):
    """Test whether a sign-in must be proved once more; strong identification and the stand-in need not."""
    return kind == "professional" and way in (Way.LOCAL, Way.COUNTY)


def browser_of(user_agent):
    """Return a browser and its system as two codes, for its owner to know it by; "" for one unknown."""
    return " ".join(
        next((code for sign, code in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS)
    ).strip()


def browser_name(codes):
    """Return a browser's codes as people call it: "Firefox, Windows"; "" for one unknown."""
    return ", ".join(_NAMES[code] for code in codes.split() if code in _NAMES)


def is_for(path, kind):
    """Tell whether a page is for somebody of a kind, so that nobody lands on what is not theirs."""
    if path.startswith(OWN):
        return True
    at_desk = path.startswith(DESK)
    return at_desk if kind == "professional" else not at_desk


def is_own_words(value):
    """Tell whether a posted value is something a person wrote, not a key, a number or a choice."""
    return bool(value.strip()) and not _UNSHOWN.fullmatch(value.strip())


def fits(fields):
    """Tell whether posted fields are small enough to keep."""
    return sum(len(name.encode()) + len(value.encode()) for name, value in fields) <= KEPT_BYTES
