"""Find a matter by its reference, its client's name, or Finnish and Swedish words."""

import re

from django.db import connection

from koppi.access.second_lock import acting
from koppi.people.scope import facts_of

from ..models import Matter

MOST = 50


def search_matters(*, by, text):
    """Return up to fifty matters that a professional may see and that match, open ones and new ones first.

    Words are stemmed as Finnish and as Swedish; names and references match by their beginnings.
    """
    text = text.strip()[:200]
    theirs = Matter.objects.in_care_of(by).defer("search").select_related("client", "topic", "team")
    reference = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{6}", reference) and (
        found := list(theirs.filter(reference=reference))
    ):
        return found
    beginnings = " & ".join(f"{word}:*" for word in re.findall(r"\w+", text))
    if not beginnings:
        return []
    ids = _find(by, text, beginnings)
    found = {matter.pk: matter for matter in theirs.filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


def _find(by, text, beginnings):
    """Return the ids of what matches and the second lock lets the reader see: it alone may use the index."""
    with acting(facts_of(by)), connection.cursor() as cursor:
        cursor.execute("select koppi_find_matters(%s::text, %s::text, %s::int)", [text, beginnings, MOST])
        return [row[0] for row in cursor.fetchall()]
