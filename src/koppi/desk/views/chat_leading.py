"""How the chat goes, for those who lead: this moment, and the figures of a time; no client anywhere."""

from datetime import time, timedelta

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppi.chat import queries as chat
from koppi.deadlines.calendars import at_local, day_of
from koppi.identity.doors import quiet
from koppi.people.models import Professional

from .. import queries
from ..chat_forms import FiguresForm
from . import doors

SPANS = (0, 6, 29)  # today, and so many days before it


@doors.at_desk
@require_GET
def now(request):
    """Show how the chat goes at this moment."""
    _check_leads(request)
    context = {"tables": _tables(request), "main_class": "doc"}
    return doors.page(request, "desk/chat_now.html", context)


@doors.at_desk
@quiet
@require_GET
def now_tables(request):
    """Give the tables anew to a page that is open."""
    _check_leads(request)
    response = render(request, "desk/_chat_now.html", {"tables": _tables(request)})
    add_never_cache_headers(response)
    return response


@doors.at_desk
@require_GET
def figures(request):
    """Show what the chat of some days was like; of the last seven, unless others are asked for."""
    _check_leads(request)
    today = day_of(request.now)
    routes = chat.led_routes(request.user, request.now)
    given = request.GET if {"first", "last"} & set(request.GET) else None
    initial = {"first": today - timedelta(days=6), "last": today}
    form = FiguresForm(given, routes=routes, initial=initial, now=request.now)
    asked = form.cleaned_data if given is not None and form.is_valid() else None
    shown, status = None, 200
    if given is not None and asked is None:
        status = 422
    else:
        span = asked or {**initial, "route": ""}
        found = chat.figures(
            request.user,
            since=at_local(span["first"], time(0)),
            until=at_local(span["last"] + timedelta(days=1), time(0)),
            route=span["route"],
        )
        shown = queries.chat_figures(
            found,
            first=span["first"],
            last=span["last"],
            chat_name=dict(routes).get(span["route"], ""),
            at=request.now,
        )
    context = {
        "form": form,
        "shown": shown,
        "spans": [
            (said, f"?first={today - timedelta(days=days)}&last={today}")
            for days, said in zip(SPANS, (_("Today"), _("Seven days"), _("Thirty days")), strict=True)
        ],
        "main_class": "doc",
    }
    return doors.page(request, "desk/chat_figures.html", context, status=status)


def _tables(request):
    return queries.chat_now(chat.overview(request.user, request.now), request.now)


def _check_leads(request):
    """See that somebody leads.

    :raises Professional.DoesNotExist: they do not: the page is not there
    """
    if not chat.may_lead(request.user):
        raise Professional.DoesNotExist
