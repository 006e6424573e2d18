"""The outbox on its way: taking a message, handing it over, and writing down what came of it.

A message is claimed, and the claim committed, before its carrier is called. A worker that dies meanwhile
leaves a claim that runs out: where the carrier knows our key, the message is sent again by the same key;
where it can be asked, it is asked; else nobody can tell whether it left, and a person is told so.
"""

import logging
from collections import Counter
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from . import rules
from .carriers import NotSent, Parcel, Refused, Sent, Unknown, carrier_of
from .models import Channel, Delivery
from .texts import text_of

logger = logging.getLogger(__name__)
AT_ONCE = 500
LONGEST_ROUND = timedelta(seconds=50)
# Longer than the slowest carrier may take with all its steps.
CLAIM_HOLDS = timedelta(minutes=3)
# After so many failures in a row a channel rests until the next round, so that the others are not held up.
ENOUGH = 3


def deliver_outbox(*, by, at, clock=None):
    """Send what waits in the outbox; return how many left. Many workers may do this side by side.

    :param clock: tells the moment as the round goes on; without one the whole round happens at `at`
    """
    now = clock or (lambda: at)
    _end_claims(now())
    _ask_carriers(now)
    sent, failures = 0, Counter()
    for _ in range(AT_ONCE):
        moment = now()
        if moment - at > LONGEST_ROUND:
            break
        resting = [channel for channel, count in failures.items() if count >= ENOUGH]
        delivery = _claim(moment, resting)
        if delivery is None:
            break
        if delivery.state != rules.SENDING:
            continue
        outcome = _carry(delivery)
        failures[delivery.channel] = (
            0 if isinstance(outcome, Sent | Refused) else failures[delivery.channel] + 1
        )
        sent += _write_down(delivery, outcome, now())
    return sent


@transaction.atomic(durable=True)
def _claim(moment, resting):
    """Take the next message that may leave now, looking once more whether it may; None when none waits."""
    waiting = Delivery.objects.filter(state=rules.WAITING, send_after__lte=moment).exclude(
        channel__in=resting
    )
    if rules.is_quiet(moment, settings.QUIET_HOURS):
        waiting = waiting.exclude(~Q(template__in=rules.AWAITED), channel=Channel.SMS)
    delivery = waiting.order_by("send_after", "id").select_for_update(skip_locked=True).first()
    if delivery is None:
        return None
    late = delivery.send_before is not None and moment >= delivery.send_before
    if held := rules.LATE if late else held_back(delivery):
        _give_up(delivery, held, moment)
    else:
        delivery.state, delivery.claim = rules.SENDING, uuid4()
        delivery.claimed_until = moment + CLAIM_HOLDS
        delivery.tries += 1
    delivery.save()
    return delivery


def held_back(delivery):
    """Ask the packages above why this person may not be written to by a channel now: a reason, or nothing."""
    guard = settings.DELIVERY_GUARD
    return import_string(guard)(delivery.person_id, delivery.channel) if guard else ""


def parcel_of(delivery):
    """Return a delivery as its carrier gets it."""
    text = text_of(delivery.template, delivery.language)
    return Parcel(
        key=delivery.key,
        person_id=delivery.person_id,
        address=delivery.address,
        subject=text.subject,
        body=text.body,
        language=delivery.language,
        carrier_id=delivery.carrier_id,
    )


def _carry(delivery):
    """Hand a message over; whatever a carrier does wrong, its outcome is then not known."""
    carrier = carrier_of(delivery.channel)
    if carrier is None:
        return NotSent("no carrier")
    parcel = parcel_of(delivery)
    try:
        return carrier.send(parcel)
    except Exception as trouble:
        return Unknown(type(trouble).__name__)


def _write_down(delivery, outcome, moment):
    """Write down what came of a claimed message; return whether it has left.

    A worker that was held up past its claim writes down what it knows for certain all the same, unless the
    message has been claimed or seen to anew meanwhile.
    """
    with transaction.atomic():
        mine = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim).select_for_update().first()
        if mine is None or mine.state not in (rules.SENDING, rules.UNKNOWN):
            logger.warning("delivery=%s outcome=%s came too late", delivery.pk, type(outcome).__name__)
            return False
        apply(mine, outcome, moment)
        mine.save()
    return isinstance(outcome, Sent)


def apply(delivery, outcome, moment):
    """Bring a message that was under way, or unknown, to what its outcome says; the caller saves it."""
    logger.info(
        "delivery=%s try=%s outcome=%s %s",
        delivery.pk,
        delivery.tries,
        type(outcome).__name__,
        outcome.why,
    )
    delivery.claimed_until = delivery.ask_after = None
    if isinstance(outcome, Sent):
        delivery.state, delivery.sent_at, delivery.unknown_at = rules.SENT, moment, None
        delivery.carrier_id = outcome.carrier_id
    elif isinstance(outcome, Refused):
        _give_up(delivery, rules.REFUSED, moment)
    elif isinstance(outcome, NotSent):
        _try_later(delivery, moment)
    else:
        _not_known(delivery, moment)


def _not_known(delivery, moment):
    """Nobody has heard what became of a message: ask, or repeat it where that is safe, or tell a person."""
    carrier = carrier_of(delivery.channel)
    ask_after = rules.next_ask(delivery.asks, moment) if carrier and carrier.can_be_asked else None
    if ask_after is None and carrier and carrier.repeats_safely:
        _try_later(delivery, moment)
        return
    delivery.state, delivery.ask_after = rules.UNKNOWN, ask_after
    delivery.unknown_at = delivery.unknown_at or moment
    if ask_after is None:
        logger.error("delivery=%s unknown, a person must see to it", delivery.pk)


def _try_later(delivery, moment):
    again = rules.next_try(delivery.tries, moment)
    if again is None:
        _give_up(delivery, rules.TRIES, moment)
    else:
        delivery.state, delivery.send_after, delivery.unknown_at = rules.WAITING, again, None


def _give_up(delivery, why, moment):
    delivery.state, delivery.why, delivery.given_up_at = rules.GIVEN_UP, why, moment
    delivery.unknown_at = delivery.claimed_until = delivery.ask_after = None
    # Whoever saw to it before did so to an earlier outcome.
    delivery.settled_at = delivery.settled_by = None
    if why in (rules.DEAD, rules.HIDDEN):
        delivery.address = ""
    if why in (rules.TRIES, rules.REFUSED):
        logger.error("delivery=%s given up why=%s", delivery.pk, why)


def _end_claims(moment):
    """See to what a worker took and never finished."""
    with transaction.atomic():
        over = Delivery.objects.filter(state=rules.SENDING, claimed_until__lt=moment)
        for delivery in over.order_by("pk").select_for_update(skip_locked=True)[:AT_ONCE]:
            apply(delivery, Unknown("worker gone"), moment)
            delivery.save()


def _ask_carriers(now):
    """Ask what became of the messages of which nobody knows; no row is locked while a carrier answers."""
    began = now()
    due = Delivery.objects.filter(ask_after__lte=began, state=rules.UNKNOWN).order_by("ask_after", "pk")
    for delivery in due[:AT_ONCE]:
        carrier = carrier_of(delivery.channel)
        if now() - began > LONGEST_ROUND:
            return
        try:
            outcome = carrier.look_up(parcel_of(delivery)) if carrier else Unknown("no carrier")
        except Exception as trouble:
            outcome = Unknown(type(trouble).__name__)
        with transaction.atomic():
            asked = Delivery.objects.filter(pk=delivery.pk, state=rules.UNKNOWN, asks=delivery.asks)
            if mine := asked.select_for_update().first():
                mine.asks += 1
                apply(mine, outcome, now())
                mine.save()
