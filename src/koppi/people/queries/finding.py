"""Find the client whom somebody says to be, by phone or at the counter: by code, or name and birth date."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from koppi.deadlines.calendars import day_of

from .. import codes
from ..models import Client
from .clients import find_client_by_hetu

MOST_FOUND = 12
# How alike a name must be. The day narrows it down to a handful, so that more may be wrong beside it.
ALIKE, ALIKE_BESIDE_A_DAY = 0.45, 0.3
# Whoever is hidden is not come upon: the day must be right, and hardly a letter of the name wrong.
ALIKE_WHEN_HIDDEN = 0.6

_CODE = re.compile(r"\d{6}[-+A-FU-Ya-fu-y]\w*|\d{6}[-+]\s*\w*")
_DAYS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4}|\d{2})\b\.?"),
    re.compile(r"\b(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4}|\d{2})\b"),
)


class BadSearch(ValueError):
    """What was typed cannot be looked for; the text tells a person why."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: an identity code; or a name, the day of birth, or both."""

    code: str = ""
    name: str = ""
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found, and whether there are more than are shown."""

    clients: list
    more: bool = False


def read_search(text, at):
    """Return what somebody typed as what is looked for.

    :raises BadSearch: there is nothing to look for, or the day is none, or still to come
    :raises codes.BadCode: it begins like an identity code, and is none
    """
    text = " ".join(text.split())
    if _CODE.fullmatch(text):
        return Sought(code=codes.parse(text, on=day_of(at)).text)
    name, birth_date = _split(text, day_of(at))
    if sum(letter.isalpha() for letter in name) < 2 and birth_date is None:
        raise BadSearch(_("Write an identity code, or a name and the day of birth."))
    return Sought(name=name, birth_date=birth_date)


def _split(text, today):
    """Return the name and the day of birth in a text."""
    for pattern in _DAYS:
        if not (found := pattern.search(text)):
            continue
        year = int(found["y"])
        if len(found["y"]) == 2:
            year += 2000 if year <= today.year % 100 else 1900
        try:
            born = date(year, int(found["m"]), int(found["d"]))
        except ValueError:
            raise BadSearch(_("There is no such day. Check the day of birth.")) from None
        if born > today:
            raise BadSearch(_("The day of birth is in the future. Check the year."))
        return f"{text[: found.start()]} {text[found.end() :]}".strip(" ,;"), born
    return text, None


# The index of trigrams gives the candidates; those who are written just so come first.
_BY_NAME = """
    select c.id from people_client c,
           lateral (select koppi_folded(c.given_name || ' ' || c.family_name) as called) n,
           lateral (select greatest(similarity(%(said)s, called),
                                    word_similarity(%(said)s, called)) as alike) s
     where (koppi_folded(c.given_name || ' ' || c.family_name) %% %(said)s
            or koppi_folded(c.given_name || ' ' || c.family_name) %%> %(said)s)
       and not c.non_disclosure and s.alike >= %(alike)s
     order by s.alike desc, position(lower(%(typed)s) in lower(c.given_name || ' ' || c.family_name)) = 0,
              c.family_name, c.given_name, c.birth_date, c.id
     limit %(most)s"""
_BY_DAY = """
    select c.id from people_client c,
           lateral (select koppi_folded(c.given_name || ' ' || c.family_name) as called) n,
           lateral (select greatest(similarity(%(said)s, called),
                                    word_similarity(%(said)s, called)) as alike) s
     where c.birth_date = %(born)s
       and (s.alike >= case when c.non_disclosure then %(hidden)s else %(alike)s end
            or %(said)s = '' and not c.non_disclosure)
     order by s.alike desc, position(lower(%(typed)s) in lower(c.given_name || ' ' || c.family_name)) = 0,
              c.family_name, c.given_name, c.id
     limit %(most)s"""
# A human may have several rows; the oldest stands for them.
_ASKED = MOST_FOUND * 3


def find_clients(sought):
    """Return up to a dozen clients who may be meant, the likeliest first, one for each human.

    Typing mistakes are forgiven in names, and å ä ö may be typed without their marks. Somebody with a
    non-disclosure order is found by their identity code, or by their name and the very day of birth, and
    never by browsing.

    :param sought: from `read_search`
    """
    if sought.code:
        client = find_client_by_hetu(sought.code)
        return Found([client] if client else [])
    with connection.cursor() as cursor:
        cursor.execute("select koppi_folded(%s)", [sought.name])
        said = cursor.fetchone()[0]
        beside = sought.birth_date is not None
        cursor.execute(
            _BY_DAY if beside else _BY_NAME,
            {
                "said": said,
                "typed": sought.name,
                "born": sought.birth_date,
                "alike": ALIKE_BESIDE_A_DAY if beside else ALIKE,
                "hidden": ALIKE_WHEN_HIDDEN,
                "most": _ASKED,
            },
        )
        ids = [row[0] for row in cursor.fetchall()]
    rows = Client.objects.select_related("municipality").in_bulk(ids)
    humans = {}
    for number in ids:
        row = rows[number]
        before = humans.get(row.person_id)
        humans[row.person_id] = min(before, row, key=lambda one: one.pk) if before else row
    return Found(list(humans.values())[:MOST_FOUND], more=len(humans) > MOST_FOUND)


def client_by_uuid(uuid):
    """Return a client by what travels for them, with their municipality.

    :raises Client.DoesNotExist: there is none
    """
    try:
        return Client.objects.select_related("municipality").get(uuid=uuid)
    except ValidationError:
        raise Client.DoesNotExist from None
