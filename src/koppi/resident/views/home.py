"""The front page, and the two pages every site owes its readers."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from koppi.identity.rules import HOMES
from koppi.intake import queries as intake

from .. import calls, chatting, looks, queries, sharing, trust
from .acting import chosen_client, confirmed_lists, must_choose


@confirmed_lists
def home(request):
    """Show the ways in, and to somebody signed in their own matters, drafts and people."""
    user, now = request.user, request.now
    if user.is_authenticated and not user.is_resident:
        return HttpResponseRedirect(HOMES[user.kind])
    if user.is_authenticated and must_choose(request):
        return HttpResponseRedirect(reverse("resident:acting"))
    context = {"ways": queries.ways_in(now), "promised_at": intake.promise(("patient", "social"), now)}
    context["chat_hours"] = chatting.hours_today(now)
    context["calls_are_promised"] = calls.are_promised()
    if user.is_authenticated:
        rows = queries.my_matters(user, now)
        context |= {
            "client": intake.client_of(user),
            "acting_for": chosen_client(request),
            "rows": [row for row in rows if row.is_open],
            "done": [row for row in rows if not row.is_open],
            "unsent": intake.unsent_draft(user, now),
            "own_people": queries.own_people(user, now),
            "open_talks": chatting.open_talks(user, now),
            "opened_in_need": sharing.lately_in_need(user, now),
            "last_look": looks.last_look(user, now),
        }
    return render(request, "resident/home.html", context)


def privacy(request):
    """Say what is kept, who reads it, and how long."""
    return render(request, "resident/privacy.html", {"readers": trust.readers(request.now)})


def accessibility(request):
    """Say how accessible the site is, and whom to tell when it is not."""
    return render(request, "resident/accessibility.html", {"ways": queries.ways_in(request.now)})
