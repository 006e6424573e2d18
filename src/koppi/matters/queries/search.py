"""Find a matter by its reference, its client's name, or Finnish and Swedish words."""

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import F

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
    query = (
        SearchQuery(text, config="finnish", search_type="websearch")
        | SearchQuery(text, config="swedish", search_type="websearch")
        | SearchQuery(beginnings, config="simple", search_type="raw")
    )
    return list(
        theirs.filter(search=query).order_by(F("is_open").asc(nulls_last=True), "-opened_at", "-pk")[:MOST]
    )
