"""When the demo county's teams call back, and the calls that some of its residents wait for."""

from koppi.callbacks import actions
from koppi.callbacks.models import CallbackHours
from koppi.callbacks.queries import offers
from koppi.identity.models import User
from koppi.matters.models import Matter
from koppi.people.queries import members, reach_of

# code of the team: opens, closes, calls an hour
HOURS = {"etela": (8, 16, 4), "pohjoinen": (8, 16, 3), "mieli": (9, 15, 2), "ikaihmiset": (9, 12, 2)}
CALLS = 12


def set_calling_hours(teams):
    """Let the teams of the demo county call back on weekdays."""
    CallbackHours.objects.bulk_create(
        CallbackHours(team=teams[code], weekday=day, opens=opens, closes=closes, calls_per_hour=calls)
        for code, (opens, closes, calls) in HOURS.items()
        for day in range(5)
    )


def promise_calls(*, now):
    """Promise a call to some who wait, and let one that is due now have been tried once."""
    waiting = Matter.objects.open().filter(
        team__code__in=HOURS, waiting_for="", shown_from__isnull=False, guardian_sees=True
    )
    tried = False
    for number, matter in enumerate(waiting.select_related("client", "team").order_by("-pk")[:CALLS]):
        own = reach_of(matter.client)
        account = User.objects.filter(person_id=matter.client.person_id, is_active=True).first()
        found = offers(matter.team_id, now, due_at=matter.due_at, own_wish=True)
        if not (own.phone and account and found):
            continue
        hour = found[number % min(4, len(found))]
        given = {"matter_id": matter.pk, "at": now}
        actions.promise_callback(starts_at=hour.starts_at, phone=own.phone, by=account, **given)
        if hour.starts_at <= now and not tried:
            tried = True
            actions.note_not_reached(number=1, by=members(matter.team, now)[0].user, **given)
