"""What somebody leaves behind who goes home."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from koppi.matters.models import Handover, Matter
from koppi.people.queries import next_shift, professional_of

from ..words import STATE_WAITING


@dataclass(frozen=True, slots=True)
class Held:
    """A matter one holds, and what is so with it."""

    reference: str
    shown_reference: str
    subject: str
    client: str
    due_at: datetime
    waiting: str
    snoozed_until: datetime | None
    offered_to: str


@dataclass(frozen=True, slots=True)
class GoingHome:
    """My catches: those due before I am back, and the others."""

    due: list[Held]
    rest: list[Held]
    back_at: datetime | None
    registers: dict[str, list[int]]

    @property
    def count(self):
        """How many matters one holds."""
        return len(self.due) + len(self.rest)


def going_home(by, at):
    """Return one's catches, soonest due first, split by the next shift; four statements.

    With no shift planned everything falls due before one is back.
    """
    shift = next_shift(professional_of(by), at)
    back_at = shift.starts_at if shift else None
    matters = list(
        Matter.objects.open()
        .filter(caught_by=by)
        .select_related("client")
        .defer("search")
        .order_by("-priority", "due_at", "pk")
    )
    offers = Handover.objects.pending().filter(matter__in=[matter.pk for matter in matters])
    offered = {
        offer.matter_id: offer.to_person.name if offer.to_person else offer.to_team.name
        for offer in offers.select_related("to_person", "to_team")
    }
    due, rest, registers = [], [], {}
    for matter in matters:
        held = Held(
            reference=matter.reference,
            shown_reference=matter.shown_reference,
            subject=matter.subject,
            client=matter.client.name if matter.client else _("Advice, anonymous"),
            due_at=matter.due_at,
            waiting=STATE_WAITING.get(matter.waiting_for, ""),
            snoozed_until=matter.snoozed_until,
            offered_to=offered.get(matter.pk, ""),
        )
        (due if back_at is None or matter.due_at < back_at else rest).append(held)
        if matter.client:
            registers.setdefault(matter.register, []).append(matter.client_id)
    return GoingHome(
        due=sorted(due, key=lambda held: held.due_at), rest=rest, back_at=back_at, registers=registers
    )
