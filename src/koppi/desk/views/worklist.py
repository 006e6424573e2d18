"""The worklist: what waits, for whom, and what others have done with it meanwhile."""

from functools import partial

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_POST

from koppi.identity.doors import quiet
from koppi.matters.models import Matter
from koppi.matters.queries import matter_for
from koppi.people.scope import scope_of
from koppi.ui.text import clean

from .. import actions, queries, words
from ..forms import FilterForm, SearchForm
from . import doors

MOST_KNOWN = 400


@doors.at_desk
@require_GET
def show(request):
    """Show the worklist alone; on a wide screen a matter opens beside it."""
    place = doors.place_of(request)
    if place.is_chat and not place.find:
        return doors.go("chat")
    if request.htmx and "after" in request.GET:
        return _more_rows(request)
    return doors.page(request, "desk/worklist.html", beside(request))


@doors.at_desk
@require_POST
def search(request):
    """Keep the words in the session, so that they stand in no address and no log, and show the finds."""
    form = SearchForm(request.POST, now=request.now, auto_id="%s")
    if not form.is_valid():
        refused = {"search_form": form, "sought": form["q"].value()}
        return doors.page(request, "desk/worklist.html", {**beside(request), **refused}, status=422)
    sought = form.cleaned_data["q"]
    request.session[doors.WORDS] = sought
    place = doors.place_of(request).on_list()
    found = place.top() if sought else place.without_search()
    return doors.go("worklist", place=found.searching() if sought else found)


@doors.at_desk
@quiet
@require_POST
def rows(request):
    """Answer a page that looks again: changed rows, how many are new, and who else looks at the matter."""
    place = doors.place_of(request).on_list()
    tokens = [clean(token, lines=False) for token in request.POST.getlist("row")[:MOST_KNOWN]]
    known = {token.split(":")[0]: token for token in tokens}
    told = queries.news(request.user, place, known, at=request.now)
    for register, client_ids in queries.clients_of([*told.changed, *told.urgent]).items():
        doors.write_reading(
            request, register=register, client_ids=client_ids, what="worklist", why="own_team"
        )
    context = {"news": told, "place": place, "counts": told.counts}
    open_reference = clean(request.POST.get("open", ""), lines=False)
    if open_reference:
        context |= _looking(request, open_reference)
    response = render(request, "desk/_news.html", context)
    add_never_cache_headers(response)
    return response


def beside(request, open_reference=""):
    """Return what the list shows, once it is written down whose data that is."""
    place = doors.place_of(request).on_list()
    sought = doors.search_words(request)
    page = queries.list_page(request.user, place, at=request.now, words=sought)
    _log(request, page)
    return {
        "place": place,
        "list": page,
        "list_url": doors.address("worklist"),
        "rows_url": doors.address("rows"),
        "more_query": place.at(page.more).query,
        "groups": [(group, words.GROUP[group], rows) for group, rows in page.groups],
        "counts": page.counts,
        "scope_name": str(words.SCOPE[place.scope]),
        "filters": partial(_filters, request, place),
        "open_reference": open_reference,
        "search_words": sought,
    }


def _filters(request, place):
    """Return the form that narrows the list; the page keeps what it has drawn of it for a minute."""
    return FilterForm(
        {"urgency": place.urgency, "language": place.language, "skill": place.skill},
        now=request.now,
        skills=queries.skill_choices(),
        auto_id="filter_%s",
    )


def _more_rows(request):
    place = doors.place_of(request).on_list()
    page = queries.list_page(request.user, place, at=request.now)
    _log(request, page)
    response = render(
        request,
        "desk/_more.html",
        {
            "place": place,
            "list": page,
            "more_query": place.at(page.more).query,
            "groups": [(group, words.GROUP[group], rows) for group, rows in page.groups],
        },
    )
    add_never_cache_headers(response)
    return response


def _looking(request, reference):
    """Return who looks at the open matter, after noting that the reader still does."""
    try:
        matter = matter_for(reference, by=request.user)
    except Matter.DoesNotExist:
        return {}
    actions.look_at(matter_id=matter.pk, by=request.user, at=request.now)
    seen = request.POST.get("seen", "")
    return {
        "matter": matter,
        "looking": queries.looking(matter, by=request.user, at=request.now),
        "matter_changed": seen.isdecimal() and int(seen) != matter.last_event_no,
        "seen": seen,
    }


def _log(request, page):
    why = "own_team" if scope_of(request.user).team_ids else "none"
    for register, client_ids in page.clients.items():
        doors.write_reading(request, register=register, client_ids=client_ids, what="worklist", why=why)
