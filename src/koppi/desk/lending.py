"""What a professional opens beyond their own matters, and what they write down for the client."""

import re
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from koppi.access import consent, lending
from koppi.access.errors import Refused
from koppi.access.matrix import Kind, most
from koppi.access.models import BreakGlass
from koppi.access.second_lock import for_the_whole_house
from koppi.deadlines.calendars import HELSINKI, day_of
from koppi.intake.actions import note_to_client
from koppi.ledger.actions import record
from koppi.ledger.models import Event
from koppi.matters.models import Matter
from koppi.notices.actions import tell
from koppi.people.actions import rows_of_one_human
from koppi.people.codes import BadCode
from koppi.people.queries import (
    data_protection_officers,
    find_client_by_hetu,
    has_representative,
    professional_of,
)
from koppi.people.scope import scope_of

DAYS = {"today": 0, "week": 7, "month": 30}
TRIES_AN_HOUR = 10
REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{6}")
A_DAY = timedelta(days=1)


@transaction.atomic
def cross_from(*, matter_id, basis, kinds, why, until, by, at):
    """Open the other register's data about a client, from a matter that the professional has in care.

    :param until: `today`, `week` or `month`
    :raises Matter.DoesNotExist: the matter is not theirs
    :raises koppi.access.errors.Refused: the law's conditions are not met
    """
    matter = Matter.objects.in_care_of(by).select_related("client").get(pk=matter_id, client__isnull=False)
    day = day_of(at)
    return lending.open_crossing(
        person_id=matter.client.person_id,
        client_ids=rows_of_one_human(matter.client),
        from_matter_id=matter.pk,
        role_register=matter.register,
        task=_widest_task(by, matter.register, day),
        represented=has_representative(matter.client, day),
        basis=basis,
        kinds=[Kind(kind) for kind in kinds],
        why=why,
        until=_end_of(day + timedelta(days=DAYS[until])),
        day=day,
        by=by,
        at=at,
    )


@transaction.atomic
def write_down(*, matter_id, act, kinds, by, at):
    """Write down what a client said about showing this register's data to the other side, signed so.

    :raises Matter.DoesNotExist: the matter is not theirs
    """
    matter = Matter.objects.in_care_of(by).select_related("client").get(pk=matter_id, client__isnull=False)
    about = {"person_id": matter.client.person_id, "client_id": matter.client_id, "by": by, "at": at}
    if act == "permission":
        named = [Kind(kind) for kind in kinds]
        consent.give_permission(from_register=matter.register, kinds=named, orally=True, **about)
    elif act == "withdrawal":
        consent.withdraw_permission(from_register=matter.register, **about)
    elif act == "ban":
        consent.give_ban(register=matter.register, orally=True, **about)
    else:
        consent.lift_ban(register=matter.register, **about)


@transaction.atomic
def note_try(*, by, at):
    """Write down that somebody tries to open a client's data in need, whatever comes of it.

    :raises Refused: they have tried too many times within the hour
    """
    tries = Event.objects.filter(kind="glass.tried", by_id=by.pk, at__gt=at - timedelta(hours=1))
    if tries.count() >= TRIES_AN_HOUR:
        raise Refused("too_many")
    record("glass.tried", by=by, at=at)


@for_the_whole_house
@transaction.atomic
def open_in_need(*, whose, reason, why, by, at):
    """Open a client's data in the professional's own registers, without a care relation, for a short while.

    The client and the data protection officers are told. That nobody has the code, that there is no matter
    in these registers and that the client has banned it are one and the same answer.

    :param whose: an identity code, or the reference of a matter
    :return: the opening, or None
    """
    client, registers = _whose(whose, scope_of(by).registers)
    for register in sorted(registers):
        try:
            glass = lending.break_glass(
                person_id=client.person_id,
                client_ids=rows_of_one_human(client),
                register=register,
                reason=reason,
                why=why,
                until=at + timedelta(minutes=settings.BREAK_GLASS_MINUTES),
                by=by,
                at=at,
            )
        except Refused:
            continue
        _tell_client(glass, at)
        tell(data_protection_officers(), "glass.broken", at=at, who=professional_of(by).name)
        return glass
    return None


def remind_of_openings(*, by, at):
    """Remind the data protection officers of openings nobody has reviewed in a day; return how many wait."""
    waiting = BreakGlass.objects.filter(
        Q(reminded_at=None) | Q(reminded_at__lte=at - A_DAY), reviewed_at=None, opened_at__lte=at - A_DAY
    )
    if count := waiting.update(reminded_at=at):
        tell(data_protection_officers(), "glass.waits", at=at, count=count)
    return count


def _whose(written, registers):
    """Return the client and in which of these registers there is something, or nobody and none."""
    reference = re.sub(r"[\s-]", "", written).upper()
    matters = Matter.objects.filter(register__in=registers, client__isnull=False)
    if REFERENCE.fullmatch(reference):
        found = matters.filter(reference=reference).select_related("client").first()
        return (found.client, {found.register}) if found else (None, ())
    try:
        client = find_client_by_hetu(written)
    except BadCode:
        client = None
    if client is None:
        return None, ()
    theirs = matters.filter(client__person_id=client.person_id)
    return client, set(theirs.values_list("register", flat=True))


def _tell_client(glass, at):
    """Leave the client a neutral note; who, when and why stand on their own pages."""
    matters = Matter.objects.filter(
        client__person_id=glass.person_id, register=glass.register, shown_from__isnull=False
    )
    if latest := matters.defer("search").order_by("-opened_at", "-pk").first():
        note_to_client(matter=latest, template="matter_changed", key=f"glass-{glass.pk}", at=at)


def _widest_task(by, register, day):
    tasks = [task for held_in, task in scope_of(by).duties if held_in == register]
    return max(tasks, key=lambda task: len(most(register, task, day)))


def _end_of(day):
    return datetime.combine(day + timedelta(days=1), time(0), HELSINKI)
