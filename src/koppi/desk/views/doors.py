"""What every view of the desk does first and last."""

from __future__ import annotations

from functools import cache, wraps

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppi.access import actions as access
from koppi.identity.doors import for_professionals
from koppi.matters import errors
from koppi.matters.actions import check_identified
from koppi.matters.models import Matter
from koppi.matters.queries import matter_for, opening_of
from koppi.ui import times
from koppi.ui.context import ui

from .. import queries
from ..place import Place

TOAST = "desk_toast"
CHAT = "chat"
CHATS = (CHAT, "chat_watch", "chat_now", "chat_figures")
APPOINTMENTS = ("day", "care_limits", "reception", "reception_new", "calendar")
WORDS = "desk_search"


class NotLogged(Exception):
    """The reading could not be written down, so nothing may be shown."""


def at_desk(view):
    """Let professionals in; what is not theirs is not there, and what cannot be logged is not shown."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except NotLogged:
            return _not_logged(request)
        except errors.NobodyIdentified as refusal:
            return refuse(request, refusal, kwargs["reference"])
        except ObjectDoesNotExist:
            raise Http404 from None

    return for_professionals(inner)


def open_matter(request, reference, *, to_read=False, of_client=False):
    """Return a matter the reader may see, with its reading written down; `.opening` says why and what of it.

    :param to_read: nothing is done with it, so that one that is lent opens, too
    :param of_client: what is done with it needs a client
    :raises Matter.DoesNotExist: it is not there, or not theirs
    :raises NobodyIdentified: it needs a client and is advice; `at_desk` says so on the matter's page
    :raises NotLogged: the line could not be written
    """
    matter = find_matter(request, reference, to_read=to_read, of_client=of_client)
    log_opening(request, matter)
    return matter


def find_matter(request, reference, *, to_read=False, of_client=False):
    """Return a matter the reader may see, for an action that shows nothing of the client.

    Where it is not yet known whether anything will be shown, `log_opening` follows when it is.

    :raises Matter.DoesNotExist: it is not there, not theirs, or lent to be read only
    :raises NobodyIdentified: what is done with it needs a client, and it is advice
    """
    matter = matter_for(reference, by=request.user)
    matter.opening = opening_of(matter, by=request.user, at=request.now)
    if matter.opening.lent and not to_read:
        raise Matter.DoesNotExist
    if of_client:
        check_identified(matter)
    return matter


def log_opening(request, matter, *, what="matter"):
    """Write down that a matter from `find_matter` is opened, before anything of it is shown.

    Advice is nobody's data, and leaves no line in the log of whose data was looked at.

    :raises NotLogged: the line could not be written
    """
    write_reading(
        request,
        register=matter.register,
        client_ids=[matter.client_id] if matter.client_id else [],
        what=what,
        why=matter.opening.why,
        matter_id=matter.pk,
    )


def write_reading(request, **line):
    """Write a line into the reading log before anything is shown.

    :raises NotLogged: it could not be written
    """
    try:
        access.log_reading(reader=request.user, at=request.now, **line)
    except DatabaseError as trouble:
        raise NotLogged from trouble


def page(request, template, context, *, status=200):
    """Draw a page of the desk with the bar around it; nothing of it stays in a cache."""
    frame = queries.frame(request.user, request.now)
    toast = request.session.pop(TOAST, None)
    here = request.resolver_match.url_name
    response = render(
        request,
        template,
        {
            "frame": frame,
            "person_name": frame.name,
            "person_task": frame.task,
            "home_url": address("worklist"),
            "nav": _nav(frame, CHAT if place_of(request).is_chat else here),
            "account_links": _account_links(frame.administers, frame.oversees, request.LANGUAGE_CODE),
            "keys_off": request.COOKIES.get("koppi_keys") == "off" or not request.user.single_keys,
            "shortcuts": shortcuts(request.LANGUAGE_CODE),
            "search_words": search_words(request),
            "toast": toast,
            **context,
        },
        status=status,
    )
    add_never_cache_headers(response)
    return response


def go(name, *args, place=None):
    """Send the reader to a page of the desk, keeping their place in the list."""
    return HttpResponseRedirect(address(name, *args, place=place), status=303)


def address(name, *args, place=None):
    """Return the address of a page of the desk, with a place in the list."""
    path = reverse(f"desk:{name}", args=args) if args else _path(name)
    return path + (place.query if place else "")


@cache
def _path(name):
    """Return the address of a page of the desk; every page has many, and they stay while we run."""
    return reverse(f"desk:{name}")


def back(request, reference):
    """Send the reader back to the matter, or to "Going home" if they came from there."""
    if "home" in request.GET:
        return go("going_home")
    return go("matter", reference, place=place_of(request))


def saved_at(request):
    """Return the time of day without its word, which stands in what says that a draft is kept."""
    local = request.now.astimezone(times.HELSINKI)
    sign = ":" if get_language() == "en" else "."
    return f"{local.hour}{sign}{local.minute:02d}"


def posted(request):
    """Return what a form was sent with, which may be nothing; None when it is only looked at."""
    return request.POST if request.method == "POST" else None


def place_of(request):
    """Return where in the list the reader stands."""
    return Place.read(request.GET)


def search_words(request):
    """Return the words the reader last searched for; they live in the session, not in addresses."""
    return request.session.get(WORDS, "")


def toast(request, said, undo_url=""):
    """Say on the next page what was done, and offer to undo it."""
    request.session[TOAST] = {"said": str(said), "undo_url": undo_url}


def refused(request, refusal):
    """Put a refusal into words, with the time when it is about who was faster."""
    if isinstance(refusal, errors.AlreadyCaught):
        facts = {
            "who": refusal.who,
            "time": times.short(refusal.catch.caught_at, request.now, request.LANGUAGE_CODE),
        }
        return _("%(who)s caught this at %(time)s.") % facts
    if isinstance(refusal, errors.TooLate) and refusal.limit:
        facts = {"when": times.when(refusal.limit, request.now, request.LANGUAGE_CODE)}
        return _("This is due %(when)s, and that cannot wait. Choose an earlier time.") % facts
    return getattr(refusal, "message", None) or str(refusal)


def refuse(request, refusal, reference):
    """Say why something was not done, and show what is true now."""
    messages.warning(request, refused(request, refusal))
    return go("matter", reference, place=place_of(request))


@cache
def shortcuts(language):
    """Return the desk's keys and what they do, for the sheet, in the language that is active."""
    return [
        ("j / k", _("Next and previous matter in the list")),
        ("Enter", _("Open the matter")),
        ("c", _("Catch, or take what is offered")),
        ("r", _("Reply")),
        ("n", _("Write an internal note")),
        ("i", _("Open the instructions")),
        ("h", _("Hand over")),
        ("a", _("Ask a colleague")),
        ("z", _("Snooze")),
        ("e", _("Assess the care need")),
        ("b", _("Book an appointment")),
        ("w", _("Identify the client, of advice")),
        ("x", _("Close the matter")),
        ("s", _("Take the next, at the chat")),
        ("t", _("Your next talk, at the chat")),
        ("Ctrl + Enter", _("Send the reply, at the chat")),
        ("1 – 6", _("For me, Team, Mine, Offered, Waiting, Snoozed")),
        ("p", _("Take a call")),
        ("/", _("Search")),
        ("g", _("Going home")),
    ]


def _not_logged(request):
    response = HttpResponse(loader.get_template("desk/not_logged.html").render(ui(request)), status=503)
    response.headers["Retry-After"] = "30"
    add_never_cache_headers(response)
    return response


def _nav(frame, here):
    items = [
        ("worklist", _("Worklist"), None, here in ("worklist", "matter", "search")),
        ("phone", _("Take a call"), None, here == "phone_call"),
        ("callbacks", _("Calls"), None, here in ("callbacks", "callback", "calling_hours")),
        ("day", _("Appointments"), None, here in APPOINTMENTS),
        ("notices", _("Notices"), frame.unseen or None, here == "notices"),
        ("going_home", _("Going home"), None, here == "going_home"),
    ]
    chat = (
        "chat" if frame.chat.is_offered else "chat_now",
        _("Chat"),
        frame.chat.unread or None,
        here in CHATS,
    )
    if frame.chat.is_offered or (frame.leads_chat and frame.chat.is_anywhere):
        items.insert(1, chat)
    return [
        {
            "url": address(name),
            "said": said,
            "count": count,
            "current": current,
            "key": "p" if name == "phone" else "",
        }
        for name, said, count, current in items
    ]


@cache
def _account_links(administers, oversees, language):
    links = [
        (address("shifts"), _("Shifts")),
        (address("absences"), _("Absences")),
        (address("open_in_need"), _("Open in need")),
        (address("side_questions"), _("Questions between the sides")),
    ]
    links.insert(0, (address("own_clients"), _("Own clients")))
    links.append((address("handbook"), _("Rules and texts")))
    if administers:
        links.append((address("administration"), _("Administration")))
    links.append((reverse("identity:mine"), _("My sign-ins")))
    if oversees:
        links.append((address("oversight"), _("Who has looked at whose data")))
        links.append((address("reviews"), _("Opened in need")))
    return links
