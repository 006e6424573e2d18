"""What the codes in answers are called, in the reader's language."""

from django.utils.translation import gettext_lazy as _

SINCE = {
    "today": _("Today"),
    "3d": _("1–3 days ago"),
    "14d": _("4–14 days ago"),
    "long": _("More than two weeks ago"),
    "unknown": _("I do not know, or this does not fit my matter"),
    "date": _("On a certain day"),
}

REACH = {
    "message": _("A message here"),
    "phone": _("A phone call"),
}

TIMES = {
    "8-10": _("8–10 in the morning"),
    "10-12": _("10–12 before noon"),
    "12-14": _("12–14 in the afternoon"),
    "14-16": _("14–16 in the afternoon"),
}

SUPPORT = {
    "hearing": _("Hearing is hard"),
    "sight": _("Seeing is hard"),
    "speech": _("Speaking is hard"),
    "sign": _("Sign language"),
    "easy": _("Easy language"),
    "moving": _("Moving about is hard"),
    "companion": _("Somebody comes along with me"),
}

# The law gives a choice of Finnish and Swedish; English is spoken widely enough to be offered at once.
# Each is called by its own name, so nobody needs to read another language to find theirs.
LANGUAGES = {
    "fi": "Suomi",
    "sv": "Svenska",
    "en": "English",
}
OTHER_LANGUAGES = {
    "ar": "العربية",
    "ckb": "کوردیی ناوەندی",
    "de": "Deutsch",
    "es": "Español",
    "et": "Eesti",
    "fa": "فارسی",
    "fr": "Français",
    "pl": "Polski",
    "ro": "Română",
    "ru": "Русский",
    "se": "Davvisámegiella",
    "so": "Soomaali",
    "sq": "Shqip",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


def language_name(code):
    """Return a language's own name, or its code when we do not know it."""
    return LANGUAGES.get(code) or OTHER_LANGUAGES.get(code, code)
