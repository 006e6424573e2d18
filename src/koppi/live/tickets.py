"""The ticket that opens a stream: signed by a page's own view, read by the process that reads no sessions."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import JsonResponse
from django.utils.cache import add_never_cache_headers

from .rules import CHANNEL, MOST_CHANNELS, TICKET_SECONDS, BadChannel, Ticket

SALT = "koppi.live.ticket"
OFF = "off"


def ticket_for(user_pk, channels, at):
    """Return a ticket with which one person may hear some channels; whoever asks has decided that they may.

    It opens a stream within `TICKET_SECONDS`, as often as one likes, and tells the one who carries it nothing
    but these names.

    :raises BadChannel: there are none, too many, or one is no name of a channel
    """
    channels = sorted(set(channels))
    if not 0 < len(channels) <= MOST_CHANNELS or not all(CHANNEL.fullmatch(one) for one in channels):
        raise BadChannel
    held = [user_pk, int(at.timestamp()) + TICKET_SECONDS, channels]
    return signing.dumps(held, salt=SALT)


def read_ticket(text, at):
    """Return what a ticket holds, or None when it is forged, of another house, or no longer good."""
    try:
        user_pk, until, channels = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if at.timestamp() > until:
        return None
    return Ticket(user_pk, tuple(channels), until)


def address_for(request):
    """Return where a page opens its stream: on its own origin, or in a demo at the live process's port.

    Nothing where there are no streams (`OFF`): the page asks by the clock.
    """
    if settings.LIVE_ADDRESS == OFF:
        return ""
    if settings.LIVE_ADDRESS:
        return settings.LIVE_ADDRESS
    here = urlsplit(f"//{request.get_host()}")
    name = f"[{here.hostname}]" if ":" in (here.hostname or "") else here.hostname
    return f"{request.scheme}://{name}:{settings.LIVE_PORT}/live/"


def answer(request, channels):
    """Return what a page's script asks for before it opens a stream: a ticket and where to go with it.

    The view that gives this has made sure that whoever asks may hear each of the channels.
    """
    ticket = ticket_for(request.user.pk, channels, at=getattr(request, "now", None) or datetime.now(UTC))
    response = JsonResponse({"ticket": ticket, "address": address_for(request)})
    add_never_cache_headers(response)
    return response
