"""What somebody holds who is leaving, and where each thing goes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from koppi.matters.models import Consultation, Handover, Matter
from koppi.people.models import Absence, Departure, Professional, Shift
from koppi.people.queries import count_own_clients
from koppi.ui import times

from ..words import STATE_WAITING


@dataclass(frozen=True, slots=True)
class Line:
    """One matter, as a line on the page."""

    id: int
    reference: str
    shown_reference: str
    subject: str
    due_at: datetime
    waiting: str
    snoozed: bool
    who: str


@dataclass(frozen=True, slots=True)
class Departing:
    """Somebody who leaves: what they hold, and what else waits for them."""

    professional: Professional
    departure: Departure | None
    held: list[Line]
    offered: list[Line]
    received: list[Line]
    asked: list[Line]
    awaiting: list[Line]
    meant: list[Line]
    own_clients: int
    stands_in: list[Absence]
    shifts: int
    registers: dict[str, list[int]]

    @property
    def has_nothing(self):
        """Whether nothing at all waits for them."""
        lines = (self.held, self.offered, self.received, self.asked, self.awaiting, self.meant)
        return not any(lines) and not self.own_clients and not self.stands_in


def departing(professional, by, at):
    """Return what a professional holds, as far as the reader may work on it; ten statements at most.

    What they hold in teams beyond the reader's reach is left out; it goes to its team in the end.
    """
    ahead = Departure.objects.ahead().filter(professional=professional)
    departure = ahead.select_related("team", "successor").first()
    user, ended = professional.user, departure.leaves_at if departure else at
    offers = Handover.objects.pending().filter(Q(offered_by=user) | Q(to_person=professional)).order_by("pk")
    offers = list(offers.select_related("to_person", "to_team", "offered_by__professional"))
    questions = Consultation.objects.filter(answered_at=None, withdrawn_at=None).order_by("pk")
    questions = questions.filter(Q(asked_by=user) | Q(to_person=professional))
    questions = list(questions.select_related("to_person", "to_team", "asked_by__professional"))
    matters = _within_reach(professional, departure, [row.matter_id for row in (*offers, *questions)], by)

    def lines(rows, who):
        return [_line(matters[row.matter_id], who(row)) for row in rows if row.matter_id in matters]

    made = [offer for offer in offers if offer.offered_by_id == user.pk]
    given = {offer.matter_id for offer in made}
    uncaught = [matter for matter in matters.values() if matter.catch_id is None]
    return Departing(
        professional=professional,
        departure=departure,
        held=[
            _line(matter)
            for matter in matters.values()
            if matter.caught_by_id == user.pk and matter.pk not in given
        ],
        offered=lines(made, _to),
        received=lines([offer for offer in offers if offer.offered_by_id != user.pk], _from),
        asked=lines([one for one in questions if one.asked_by_id != user.pk], _from),
        awaiting=lines([one for one in questions if one.asked_by_id == user.pk], _to),
        meant=[_line(matter) for matter in uncaught if matter.meant_for_id == professional.pk],
        own_clients=count_own_clients(professional, at),
        stands_in=_stands_in(professional, ended),
        shifts=Shift.objects.filter(professional=professional, starts_at__gte=ended).count(),
        registers=_registers(matters.values()),
    )


def _within_reach(professional, departure, others, by):
    """Return the open matters that concern somebody and that the reader may work on, by id, urgent first."""
    found = (
        Matter.objects.in_care_of(by)
        .filter(Q(caught_by=professional.user) | Q(meant_for=professional) | Q(pk__in=others))
        .exclude(state=Matter.State.CLOSED)
        .defer("search")
        .order_by("-priority", "due_at", "pk")
    )
    if departure and departure.team_id:
        found = found.filter(team=departure.team_id)
    return {matter.pk: matter for matter in found}


def hand_on_choices(held, now, language):
    """Return the matters that can be handed on, as choices, and what stands beneath each."""
    choices = [(line.id, f"{line.subject}, {line.shown_reference}") for line in held]
    beneath = {}
    for line in held:
        said = [times.by_time(line.due_at, now, language), str(line.waiting), _("snoozed") * line.snoozed]
        beneath[str(line.id)] = ", ".join(one for one in said if one)
    return choices, beneath


def departures_ahead(professional_ids):
    """Return the last day of each of some professionals, by id; those who stay are left out."""
    ahead = Departure.objects.ahead().filter(professional__in=professional_ids)
    return {departure.professional_id: departure.last_day for departure in ahead}


def _line(matter, who=""):
    return Line(
        id=matter.pk,
        reference=matter.reference,
        shown_reference=matter.shown_reference,
        subject=matter.subject,
        due_at=matter.due_at,
        waiting=STATE_WAITING.get(matter.waiting_for, ""),
        snoozed=matter.snoozed_until is not None,
        who=who,
    )


def _to(row):
    return row.to_person.name if row.to_person else row.to_team.name


def _from(row):
    giver = row.offered_by if isinstance(row, Handover) else row.asked_by
    return giver.professional.name


def _stands_in(professional, ended):
    absences = Absence.objects.filter(substitute=professional, ends_at__gt=ended)
    return list(absences.select_related("professional").order_by("starts_at", "pk"))


def _registers(matters):
    found = {}
    for matter in matters:
        if matter.client_id:
            found.setdefault(matter.register, []).append(matter.client_id)
    return found
