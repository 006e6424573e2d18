"""Counting tries, for all web processes alike, and refusing one too many.

The counter is the generic cell rate algorithm: one row and one statement for a try, an exact time at which
the next one is let through, and nothing to sweep but rows that have emptied by themselves.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from koppi.ledger.actions import record

from . import known_browsers
from .models import Tally
from .sealed import keyed_hash

logger = logging.getLogger(__name__)
# So much of an address is counted together: what one household, or one office, usually has.
PREFIXES = {4: 24, 6: 48}


class Mode(StrEnum):
    """What happens when tries cannot be counted: let through, or refuse."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many tries at once; after them one in each `window / count`."""

    count: int
    window: timedelta

    @property
    def step(self):
        """How long one waits at the most."""
        return self.window / self.count


@dataclass(frozen=True, slots=True)
class Limit:
    """How often one address may be tried, and what happens when that cannot be counted.

    :param why: the reason for the mode and the rates, for whoever reviews them
    :param network: for all who come from one part of the network; none counts nothing
    :param account: for one account; none where no account is named
    :param methods: which requests are tries
    """

    mode: Mode
    why: str
    network: Rate | None = None
    account: Rate | None = None
    methods: tuple[str, ...] = ("POST",)


class TooMany(Exception):
    """One try too many; `.until` tells when the next one is let through."""

    def __init__(self, until: datetime):
        super().__init__("too many tries")
        self.until = until


TAKE = """
insert into identity_tally as tally (bucket, full_at, told)
values (%s::varchar, %s::timestamptz + %s::interval, false)
on conflict (bucket) do update
set full_at = greatest(tally.full_at, %s::timestamptz) + %s::interval, told = false
where greatest(tally.full_at, %s::timestamptz) + %s::interval <= %s::timestamptz + %s::interval
returning full_at
"""
TELL = """
update identity_tally set told = true where bucket = %s::varchar and not told returning bucket
"""


def take(what, *parts, rate, mode, at, user=None, event="sign_in.limited"):
    """Count one try of something.

    :param what: what is tried, as a code, for example ``account``
    :param parts: whose tries are counted together: a username, a part of the network
    :param mode: what to do when the database does not answer
    :param user: whose account it is about, for the ledger
    :param event: what the ledger calls the first one too many
    :raises TooMany: this is one too many
    """
    bucket = keyed_hash("tally", what, *parts)
    try:
        until = _take(bucket, rate, at)
        if until and _is_news(bucket):
            record(event, by=None, at=at, user=user.pk if user else None, what=what)
    except DatabaseError as trouble:
        logger.warning("limit=%s not counted: %s mode=%s", what, type(trouble).__name__, mode)
        if mode == Mode.OPEN:
            return
        until = at + rate.step
    if until:
        raise TooMany(until)


def limit_of(request):
    """Return the limit of the address that is asked for, or None; `settings.LIMITS` names the table."""
    match = request.resolver_match
    return import_string(settings.LIMITS).get(match.view_name) if match else None


def take_for_network(request):
    """Count one request from its part of the network.

    :raises TooMany: this is one too many
    """
    limit = limit_of(request)
    if limit and limit.network and request.method in limit.methods:
        name = request.resolver_match.view_name
        take("network", name, network_of(request), rate=limit.network, mode=limit.mode, at=request.now)


def take_for_account(request, what, name, user=None):
    """Count one try of an account at this address, and return what `forgive` needs if it was right.

    A browser that has been let in to the account before is counted apart from all others, so that nobody
    locks out somebody else by trying their name.

    :raises TooMany: this is one too many
    """
    limit = limit_of(request)
    known = "known" if user and known_browsers.is_known(request, user) else "new"
    parts = (what, name, known)
    take("account", *parts, rate=limit.account, mode=limit.mode, at=request.now, user=user)
    return ("account", *parts)


def take_for_sender(request, what):
    """Count one of what somebody who is signed in sends to this address.

    :param what: what is sent, as a code, for example ``letter``
    :raises TooMany: this is one too many
    """
    limit, by = limit_of(request), request.user
    take(what, by.pk, rate=limit.account, mode=limit.mode, at=request.now, user=by, event=f"{what}.limited")


def forgive(what, *parts):
    """Forget the tries that led to the right answer."""
    Tally.objects.filter(bucket=keyed_hash("tally", what, *parts)).delete()


def forget_tallies(*, by, at):
    """Delete the counters that have emptied by themselves; return how many there were."""
    return Tally.objects.filter(full_at__lt=at).delete()[0]


def network_of(request):
    """Return the part of the network that a request comes from.

    Behind `settings.PROXIES` proxies the address is the one that the outermost of them has written down;
    what stands before it, anybody may have written.
    """
    written = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        address = written[-settings.PROXIES] if len(written) >= settings.PROXIES else address
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network(f"{found}/{PREFIXES[found.version]}", strict=False))


def _take(bucket, rate, at):
    """Return None when a try is let through, else the moment from which one will be."""
    step, window = rate.step, rate.window
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [bucket, at, step, at, step, at, step, at, window])
        if cursor.fetchone():
            return None
    full_at = Tally.objects.filter(bucket=bucket).values_list("full_at", flat=True).first()
    return full_at + step - window if full_at else None


def _is_news(bucket):
    with connection.cursor() as cursor:
        cursor.execute(TELL, [bucket])
        return cursor.fetchone() is not None
