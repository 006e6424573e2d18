"""The chat at the desk: one's watch, who waits, one's own talks, and how the open talk stands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.chat import actions
from koppi.chat import queries as chat
from koppi.chat.models import Visit
from koppi.chat.rules import name_in_presence
from koppi.conversations.rules import channel_of
from koppi.identity.doors import quiet
from koppi.live import presence, tickets
from koppi.matters.errors import Refusal

from .. import actions as desk
from .. import queries
from ..chat_forms import NothingForm, WatchForm
from ..opened import mark_of_list, not_in_mark
from ..place import CHAT, Place
from . import doors
from .forms_page import Step, take_step

AT_CHAT = Place(scope=CHAT)


@doors.at_desk
@require_GET
def show(request):
    """Show one's talks and who waits; before one's watch has begun, what is needed to begin it."""
    shown = beside(request)
    found = shown["chat_list"]
    if found.watch is None and not found.talks:
        return _draw_watch(request, _form(request, found.offered, watch=None))
    return doors.page(request, "desk/chat.html", shown)


def beside(request, open_reference=""):
    """Return the chat's list, once it is written down whose data that is."""
    found = queries.chat_list(request.user, request.now, open_reference=open_reference)
    for register, client_ids in found.clients.items():
        doors.write_reading(
            request, register=register, client_ids=client_ids, what="worklist", why="own_team"
        )
    return {
        "place": AT_CHAT,
        "chat_list": found,
        "list_mark": mark_of_list(found.clients, by=request.user, at=request.now),
        "open_reference": open_reference,
    }


# One's watch


@doors.at_desk
@require_http_methods(["GET", "POST"])
def watch(request):
    """Begin one's watch at the chat, or change it."""
    offered = chat.offered_to(request.user, request.now)
    standing = chat.my_watch(request.user)
    form = _form(request, offered, watch=standing)
    if request.method == "GET":
        return _draw_watch(request, form, standing=standing)
    if not form.is_valid():
        return _draw_watch(request, form, standing=standing, status=422)
    try:
        kept = actions.begin_watch(
            route_codes=form.cleaned_data["routes"],
            capacity=form.cleaned_data["capacity"],
            by=request.user,
            at=request.now,
        )
    except Refusal as refusal:
        said = doors.refused(request, refusal)
        return _draw_watch(request, form, standing=standing, refusal=said, status=409)
    names = ", ".join(route.name for route in offered if route.code in kept.routes)
    if standing is None:
        doors.toast(request, _("Your watch has begun: %(chats)s.") % {"chats": names})
    else:
        doors.toast(request, _("Changed. You answer: %(chats)s.") % {"chats": names})
    return doors.go("chat")


@doors.at_desk
@require_POST
def end_watch(request):
    """End one's watch; the talks one has go on."""
    actions.end_watch(by=request.user, at=request.now)
    if chat.talks_of(request.user, request.now):
        doors.toast(request, _("Your watch has ended. The talks you have go on."))
    else:
        doors.toast(request, _("Your watch has ended."))
    return doors.go("chat")


def _form(request, offered, *, watch):
    """Return the form of a watch, as the standing one or the one before was."""
    before = watch or chat.last_watch(request.user)
    codes = [route.code for route in offered]
    routes = [code for code in codes if before and code in before.routes]
    initial = {
        "routes": routes or (codes if len(codes) == 1 else []),
        "capacity": before.capacity if before else 1,
    }
    return WatchForm(doors.posted(request), offered=offered, initial=initial, now=request.now)


def _draw_watch(request, form, *, standing=None, refusal="", status=200):
    context = {
        "form": form,
        "standing": standing,
        "refusal": refusal,
        "nothing_offered": not form.fields["routes"].choices,
        "main_class": "doc",
    }
    return doors.page(request, "desk/chat_watch.html", context, status=status)


# The queue


@doors.at_desk
@require_POST
def take_next(request):
    """Take the first who waits, and open the talk."""
    try:
        visit = actions.take_next(by=request.user, at=request.now)
    except Refusal as refusal:
        return _stay(request, refusal)
    return doors.go("matter", visit.matter.reference, place=AT_CHAT)


@doors.at_desk
@require_POST
def take(request, visit_id):
    """Take one who waits, wherever in the queue, and open the talk."""
    try:
        visit = actions.take(visit_id=visit_id, by=request.user, at=request.now)
    except Refusal as refusal:
        return _stay(request, refusal)
    return doors.go("matter", visit.matter.reference, place=AT_CHAT)


def _stay(request, refusal):
    """Say why nobody was taken, where the professional stands."""
    messages.warning(request, doors.refused(request, refusal))
    return doors.go("chat")


# What an open page asks for


@doors.at_desk
@quiet
@require_GET
def ticket(request):
    """Give a ticket for the queues one answers and the talks one has; it shows nothing of a client."""
    return tickets.answer(request, queries.chat_channels(request.user, request.now))


@doors.at_desk
@quiet
@require_POST
def news(request):
    """Give the chat's list anew to an open page; whom that page has not shown is written down first."""
    reference = request.POST.get("open", "")[:16]
    found = queries.chat_list(request.user, request.now, open_reference=reference)
    unseen = not_in_mark(request.POST.get("mark", ""), found.clients, by=request.user, at=request.now)
    for register, client_ids in unseen.items():
        doors.write_reading(
            request, register=register, client_ids=client_ids, what="worklist", why="own_team"
        )
    context = {
        "place": AT_CHAT,
        "chat_list": found,
        "list_mark": mark_of_list(found.clients, by=request.user, at=request.now),
        "open_reference": reference,
    }
    return _fragment(request, "desk/_chat_news.html", context)


@doors.at_desk
@quiet
@require_GET
def strip(request, reference):
    """Give anew how a matter's conversation is live, and who else looks, to a page that is open."""
    matter = doors.find_matter(request, reference)
    by, at = request.user, request.now
    desk.look_at(matter_id=matter.pk, by=by, at=at)
    seen = request.GET.get("seen", "")
    context = {
        "matter": matter,
        "place": doors.place_of(request),
        "chat": queries.chat_note(matter, by=by, at=at),
        "looking": queries.looking(matter, by=by, at=at),
        "matter_changed": seen.isdecimal() and queries.has_more_news(matter, int(seen[:9])),
        "seen": seen,
    }
    return _fragment(request, "desk/_chat_strip_news.html", context)


@doors.at_desk
@quiet
@require_POST
def note_presence(request, reference):
    """Note that the professional is at the talk, writes, or has left it; only of a talk that is theirs."""
    matter = doors.find_matter(request, reference)
    if queries.talk_in_hand(matter, request.user) is None:
        raise Visit.DoesNotExist
    note = NOTED.get(request.POST.get("doing", ""))
    if note is None:
        return HttpResponse(status=422)
    note(channel_of(matter.pk), name_in_presence(request.user.pk), request.now)
    return HttpResponse(status=204)


NOTED = {
    "here": presence.here,
    "writing": presence.writing,
    "stopped": presence.stopped,
    "gone": presence.gone,
}


def _fragment(request, template, context):
    response = render(request, template, context)
    add_never_cache_headers(response)
    return response


# The end of a talk


@doors.at_desk
@require_http_methods(["GET", "POST"])
def end(request, reference):
    """End the talk; the matter stays with whoever holds it."""
    matter = doors.find_matter(request, reference)
    place = doors.place_of(request)
    if request.method == "GET" and queries.talk_in_hand(matter, request.user) is None:
        messages.info(request, _("You have no talk going on here."))
        return doors.go("matter", reference, place=place)
    doors.log_opening(request, matter)
    step = Step(
        title=_("End the chat"),
        said=_("The client sees that the chat has ended. The matter stays yours, and both can still write."),
        more=_("Is all done? Then close the matter instead: that ends the chat, too."),
        button=_("End the chat"),
    )

    def do(_clean):
        actions.end_talk(matter_id=matter.pk, by=request.user, at=request.now)
        doors.toast(request, _("The chat has ended. The matter is still yours."))
        return doors.go("matter", reference, place=place)

    return take_step(request, matter, NothingForm(doors.posted(request), now=request.now), step, do)


@doors.at_desk
@require_POST
def as_messages(request, reference):
    """Let the conversation go on as messages."""
    matter = doors.find_matter(request, reference)
    try:
        actions.go_on_as_messages(matter_id=matter.pk, by=request.user, at=request.now)
    except Refusal as refusal:
        return doors.refuse(request, refusal, reference)
    doors.toast(request, _("The conversation goes on as messages. The matter is still yours."))
    return doors.go("matter", reference, place=doors.place_of(request))
