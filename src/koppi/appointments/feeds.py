"""A professional's own appointments for their own calendar, at a secret address that they make and end."""

from datetime import timedelta
from secrets import token_urlsafe

from django.db import transaction

from koppi.access.second_lock import acting
from koppi.identity.sealed import keyed_hash
from koppi.ledger import actions as ledger
from koppi.matters.errors import NotAllowed
from koppi.people.models import Professional
from koppi.people.queries import professional_of
from koppi.people.scope import facts_of

from . import rules
from .calendar import Entry
from .models import CalendarFeed, CareEvent

SECRET_BYTES = 32
SHOWN_BEFORE = timedelta(days=14)
MOST = 500


@transaction.atomic
def make_feed(*, by, at):
    """Make a professional's secret address and return the secret, which is kept nowhere; the one before ends.

    :raises NotAllowed: the user is no professional
    """
    own = professional_of(by)
    if own is None:
        raise NotAllowed()
    # One at a time: two windows make one address after the other.
    Professional.objects.select_for_update(no_key=True).get(pk=own.pk)
    _end(own, at)
    secret = token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.create(professional=own, keyed_hash=_hash(secret), made_at=at)
    ledger.record("calendar.opened", by=by, at=at, professional=own.pk)
    return secret


@transaction.atomic
def end_feed(*, by, at):
    """End a professional's secret address; return whether there was one.

    :raises NotAllowed: the user is no professional
    """
    own = professional_of(by)
    if own is None:
        raise NotAllowed()
    ended = _end(own, at)
    if ended:
        ledger.record("calendar.ended", by=by, at=at, professional=own.pk)
    return bool(ended)


def end_feeds_of(*, by, at, professional, **_facts):
    """End the secret address of somebody who no longer works here."""
    _end(professional, at)


def _end(professional, at):
    return CalendarFeed.objects.filter(professional=professional, ended_at=None).update(ended_at=at)


def _hash(secret):
    return keyed_hash("calendar feed", secret)


def feed_since(professional):
    """Return since when a professional has an address, or None."""
    standing = CalendarFeed.objects.filter(professional=professional, ended_at=None)
    return standing.values_list("made_at", flat=True).first()


def entries_at(secret, at):
    """Return the appointments behind a secret address as calendar entries, as their owner sees them.

    They hold no name, no code and no word about health: when, where, and the matter's reference. Of a client
    under non-disclosure not even these two.

    :raises CalendarFeed.DoesNotExist: nobody has this address, or no longer
    """
    feeds = CalendarFeed.objects.filter(
        ended_at=None, professional__ended_at=None, professional__user__is_active=True
    )
    own = feeds.select_related("professional__user").get(keyed_hash=_hash(secret)).professional
    with acting(facts_of(own.user)):
        events = CareEvent.objects.filter(
            professional=own, state__in=rules.LIVE, starts_at__gte=at - SHOWN_BEFORE
        )
        found = events.select_related("matter", "client", "unit", "room").order_by("starts_at", "pk")[:MOST]
        return [_entry(event) for event in found]


def _entry(event):
    if event.client.non_disclosure:
        return Entry(event.pk, event.starts_at, event.ends_at)
    place = ""
    if event.manner == "on_site":
        place = ", ".join(part for part in (event.unit.name, event.room.name if event.room else "") if part)
    return Entry(event.pk, event.starts_at, event.ends_at, event.matter.shown_reference, place)
