"""What a professional opens beyond their own matters, and what they write down for the client."""

from datetime import datetime, time, timedelta

from django.db import transaction

from koppi.access import consent, lending
from koppi.access.matrix import Kind, most
from koppi.deadlines.calendars import HELSINKI, day_of
from koppi.matters.models import Matter
from koppi.people.actions import rows_of_one_human
from koppi.people.queries import has_representative
from koppi.people.scope import scope_of

DAYS = {"today": 0, "week": 7, "month": 30}


@transaction.atomic
def cross_from(*, matter_id, basis, kinds, why, until, by, at):
    """Open the other register's data about a client, from a matter that the professional has in care.

    :param until: `today`, `week` or `month`
    :raises Matter.DoesNotExist: the matter is not theirs
    :raises koppi.access.errors.Refused: the law's conditions are not met
    """
    matter = Matter.objects.in_care_of(by).select_related("client").get(pk=matter_id)
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
    matter = Matter.objects.in_care_of(by).select_related("client").get(pk=matter_id)
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


def _widest_task(by, register, day):
    tasks = [task for held_in, task in scope_of(by).duties if held_in == register]
    return max(tasks, key=lambda task: len(most(register, task, day)))


def _end_of(day):
    return datetime.combine(day + timedelta(days=1), time(0), HELSINKI)
