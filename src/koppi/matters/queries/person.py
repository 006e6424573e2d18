"""What one human has had in one register: what is open, what has ended, what was assessed."""

from dataclasses import replace

from django.db.models import F, Q

from ..models import Assessment, Matter, Outcome
from .endings import how_it_ended
from .matter import matter_line

# What was found to be somebody else's is no history of this client, and what was joined goes on elsewhere.
NOT_THEIRS = (Outcome.WRONG_CLIENT, Outcome.JOINED)


def open_of_person(client, register, *, by):
    """Return the open matters of the human whom a client row is of, the soonest due first; one statement.

    :param by: only what they may see
    """
    rows = _of_person(client, register, by).open().select_related("caught_by__professional")
    return [matter_line(row) for row in rows.order_by(F("due_at").asc(nulls_last=True), "pk")]


def past_of_person(client, register, *, by, before="", most=10):
    """Return the latest matters of a human that have ended, and whether there are more; one statement.

    With `before`, the reference of one of them, those that ended before it, and one statement more.

    :raises Matter.DoesNotExist: that one is not there, or not theirs
    """
    rows = _of_person(client, register, by).filter(state=Matter.State.CLOSED).exclude(outcome__in=NOT_THEIRS)
    if before:
        last = rows.get(reference=before)
        rows = rows.filter(Q(closed_at__lt=last.closed_at) | Q(closed_at=last.closed_at, pk__lt=last.pk))
    related = ("caught_by__professional", "closed_as")
    found = list(rows.select_related(*related).order_by("-closed_at", "-pk")[: most + 1])
    lines = [replace(matter_line(row), ended=how_it_ended(row).name) for row in found[:most]]
    return lines, len(found) > most


def assessments_of_person(client, register, *, by, most=5):
    """Return the latest care need assessments of a human in a register, newest first; one statement."""
    theirs = _of_person(client, register, by).exclude(outcome__in=NOT_THEIRS)
    rows = Assessment.objects.filter(matter__in=theirs.values("pk"))
    rows = rows.select_related("matter", "assessed_by__professional").defer("matter__search")
    return list(rows.order_by("-assessed_at", "-pk")[:most])


def _of_person(client, register, by):
    shown = Matter.objects.visible_to(by).defer("search")
    return shown.filter(client__person_id=client.person_id, register=register)
