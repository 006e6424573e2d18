"""The rows of a list. Load with ``{% load desk_rows %}``.

Drawn in Python and not by a template for each: the list is asked for all day long, and twenty-five small
templates took longer than everything else on the page together.
"""

from functools import cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppi.ui.templatetags.koppi_ui import draw_due, icon, short, urgency

from .. import words
from ..place import SCOPES, Place

register = template.Library()

ROW = (
    '<li id="row-{reference}"{oob} class="{state}">'
    '<a id="open-{reference}" href="{url}"{current}>{sign}'
    '<span class="what"><span class="subject">{subject}</span>{waits}{more}</span>'
    '<span class="quiet">{who}</span><span class="quiet">{language}</span>'
    '<span class="when">{when}</span></a>'
    '<input type="hidden" name="row" value="{token}"></li>'
)
ANY = "000000"
CURRENT = ' aria-current="page"'


@register.simple_tag(takes_context=True)
def draw_rows(context, rows, oob=False):
    """Draw rows of a list, each with the token that tells the server what this screen shows.

    :param oob: each row goes to its own place on a page that looks again
    """
    before, after = _around_reference()
    after += escape(context["place"].query)
    open_reference = context.get("open_reference")
    now, lang = context["now"], get_language()
    signs = _signs(lang)
    nobody = escape(_("Advice, anonymous"))
    said = escape(_("waits for an answer"))
    waits = f' <span class="vh">{said}</span>'
    return mark_safe(  # noqa: S308 — every text of a person's is escaped on its way in
        "".join(
            ROW.format(
                reference=row.reference,
                oob=' hx-swap-oob="true"' if oob else "",
                state=f"{'unread' if row.unread else ''}{' taken' if row.gone else ''}",
                url=f"{before}{row.reference}{after}",
                current=' aria-current="true"' if row.reference == open_reference else "",
                sign=signs[row.sign],
                subject=escape(row.subject or row.reference),
                waits=waits if row.unread else "",
                more=f' <span class="why quiet">{escape(row.more)}</span>' if row.more else "",
                who=f"{row.age} {escape(row.sex)}" if row.client_id else nobody if row.register else "",
                language=escape(row.language),
                when=_when(row, context, now, lang),
                token=escape(row.token),
            )
            for row in rows
        )
    )


@register.simple_tag
def draw_scopes(place, counts):
    """Draw the ways to look at the list, each with how many matters wait there."""
    here = "" if place.find else place.scope
    return mark_safe(  # noqa: S308 — the words are ours, and the counts numbers
        "".join(
            f"{before}{CURRENT if scope == here else ''}>{said} <b>{counts.get(scope, 0)}</b></a></li>"
            for scope, before, said in _scopes(get_language())
        )
    )


@cache
def _scopes(lang):
    """Return each scope with what stands before and after the mark of the open one."""
    return [
        (
            scope,
            f'<li><a id="scope-{scope}" href="{reverse("desk:worklist")}{Place(scope=scope).query}"'
            f' data-key="{number}" aria-keyshortcuts="{number}"',
            escape(words.SCOPE[scope]),
        )
        for number, scope in enumerate(SCOPES, start=1)
    ]


@cache
def _around_reference():
    """Return what stands before and after the reference in the address of a matter."""
    return reverse("desk:matter", args=[ANY]).split(ANY)


@cache
def _signs(lang):
    """Return how each sign is drawn in a language."""
    said = escape(_("The client states a warning sign"))
    says = f'<span class="urgency now">{icon("flag")}<span class="vh">{said}</span></span>'
    return {
        "now": urgency("now", False),
        "today": urgency("today", False),
        "calm": urgency("calm", False),
    } | {"says": says}


def _when(row, context, now, lang):
    if row.gone:
        return f'<span class="quiet">{escape(row.gone)}</span>'
    if row.snoozed_until:
        return f"{icon('moon')} {short(context, row.snoozed_until)}"
    return draw_due(row.due_at, now, lang) if row.due_at else ""
