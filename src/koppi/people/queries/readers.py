"""Which professions may read what clients write, by the same rows that let them in."""

from django.db.models import Exists, OuterRef, Q

from koppi.access.matrix import most
from koppi.access.matrix.rows import Kind
from koppi.deadlines.calendars import day_of

from ..models import Duty, Membership, Profession


def professions_that_read(register, at):
    """Return the professions that may read letters in a register now, in words, as their list goes.

    Those count who belong to a team of the register and whose task the matrix lets read letters.
    """
    day = day_of(at)
    belongs = Membership.objects.filter(
        Q(until=None) | Q(until__gt=at),
        professional=OuterRef("professional"),
        team__register=register,
        team__closed_at=None,
    )
    duties = (
        Duty.objects.filter(
            Exists(belongs),
            Q(until=None) | Q(until__gt=at),
            since__lte=at,
            register=register,
            professional__ended_at=None,
        )
        .values_list("task", "professional__profession")
        .distinct()
    )
    reading = {profession for task, profession in duties if Kind.LETTERS in most(register, task, day)}
    return [str(one.label) for one in Profession if one in reading]
