"""What an open matter page asks for by itself: a ticket to hear nudges, and the letters that it lacks."""

from django.db import transaction
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET

from koppi.chat.queries import visit_of
from koppi.conversations import actions as conversations
from koppi.conversations.rules import channel_of
from koppi.identity.doors import quiet
from koppi.live import tickets

from .. import queries
from ..opened import is_opened, mark_of
from . import doors


@doors.at_desk
@quiet
@require_GET
def ticket(request, reference):
    """Give a ticket for the conversation of a matter, at the chat for one's other talks and queues, too.

    It shows nothing of a client.
    """
    matter = doors.find_matter(request, reference, to_read=True)
    channels = [channel_of(matter.pk)]
    if visit := visit_of(matter.pk):
        channels.append(f"visit:{visit.pk}")
    if doors.place_of(request).is_chat:
        channels += queries.chat_channels(request.user, request.now)
    return tickets.answer(request, channels)


@doors.at_desk
@quiet
@require_GET
def letters(request, reference):
    """Give the letters after a number, to a page that is open; a page that cannot show that leaves a line.

    What is asked is the same door, the same kinds of data and the same template as the page's own.
    """
    matter = doors.find_matter(request, reference, to_read=True)
    by, at, after = request.user, request.now, number_in(request)
    found = queries.letters_after(matter, after, by=by, opening=matter.opening)
    if found:
        if not is_opened(request.GET.get("opened", ""), matter, by=by, at=at):
            doors.log_opening(request, matter)
        if not matter.opening.lent:
            with transaction.atomic():
                conversations.mark_read(matter=matter, by=by, at=at)
    context = {
        "matter": matter,
        "lines": found,
        "after": found[-1].seq if found else after,
        "opened": mark_of(matter, by=by, at=at) if found else "",
    }
    response = render(request, "desk/_letters.html", context)
    add_never_cache_headers(response)
    return response


def number_in(request):
    """Return the number after which letters are asked for; 0 when there is none."""
    text = request.GET.get("after", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
