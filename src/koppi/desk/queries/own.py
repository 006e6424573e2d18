"""Who may be asked to be a client's own, why each is suggested, and what one has asked and been asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koppi.appointments.models import CareEvent
from koppi.deadlines.calendars import day_of
from koppi.matters.models import Catch, Matter
from koppi.people import rules
from koppi.people.models import Absence, Membership, Naming, Professional, Responsibility, Team
from koppi.people.queries import own_people, professional_of
from koppi.people.scope import scope_of

from ..own_words import OWN_ROLE
from ..words import LANGUAGE, PROFESSION
from .colleagues import PEOPLE, TEAMS

MOST_SUGGESTED = 6
SHOWN_AFTER = timedelta(days=30)


def roles_to_name(matter, at):
    """Return the roles of a matter's register: value, name and who has it now; two statements or a few more.

    The value of a role that is taken holds the number of that period.
    """
    standing = {row.role: row for row in own_people(matter.client, at, [matter.register])}
    rows = []
    for role, registers in rules.OWN_ROLES.items():
        if matter.register in registers:
            now = standing.get(role)
            value = f"{role}:{now.responsibility_id}" if now else role
            hint = _("Now %(name)s: this is a change.") % {"name": now.name} if now else _("Nobody has it.")
            rows.append((value, OWN_ROLE[role], hint))
    return rows


def suggestions(matter, by, at):
    """Return whom one may ask: a few with the reasons, and everybody else in groups of choices.

    First whoever has the matter, then who has met the client, then the same team; of them who speaks the
    client's language, then who has the fewest own clients. Nobody is chosen for anybody. Six statements.

    :return: rows of value, name and reasons, and the groups
    """
    people, teams = _workers(matter.register, at), {}
    for membership in people:
        teams.setdefault(membership.professional, set()).add(membership.team_id)
    loads = own_loads(matter.register, at, [person.pk for person in teams])
    met = _met(matter, by)
    absences = Absence.objects.filter(professional__in=teams, starts_at__lte=at, ends_at__gt=at)
    away = set(absences.values_list("professional_id", flat=True))
    ranked = sorted(teams, key=lambda person: _rank(person, teams[person], matter, met, loads))
    near = [one for one in ranked if _is_near(one, teams[one], matter, met)][:MOST_SUGGESTED]
    suggested = [
        (f"person:{one.pk}", _called(one), _reasons(one, teams[one], matter, met, loads, away))
        for one in near
    ]
    suggested.append((f"team:{matter.team_id}", matter.team.name, _("The team of this matter, as own team.")))
    rest = [
        (f"person:{one.pk}", _("%(who)s: %(load)s") % {"who": _called(one), "load": load_said(loads, one)})
        for one in sorted(teams, key=lambda one: (one.family_name, one.given_name, one.pk))
        if one not in near
    ]
    other_teams = Team.objects.filter(register=matter.register, closed_at=None).exclude(pk=matter.team_id)
    named = sorted((team.name, team.pk) for team in other_teams)
    return suggested, [(PEOPLE, rest), (TEAMS, [(f"team:{pk}", name) for name, pk in named])]


def own_loads(register, at, professional_ids):
    """Return how many clients of a register each professional is the own person of; one statement."""
    rows = (
        Responsibility.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=at),
            professional__in=professional_ids,
            register=register,
            valid_from__lte=at,
        )
        .order_by()
        .values_list("professional_id")
        .annotate(count=Count("client__person_id", distinct=True))
    )
    return dict(rows)


def load_said(loads, person):
    """Return in words of how many clients somebody is the own person."""
    count = loads.get(person.pk, 0)
    return ngettext("%(count)s own client", "%(count)s own clients", count) % {"count": count}


@dataclass(frozen=True, slots=True)
class AskedByMe:
    """What one has asked of somebody: open, or declined lately with words."""

    naming_id: int
    client_id: int
    client: str
    register: str
    role: str
    whom: str
    asked_at: datetime
    declined: bool
    answer: str


def asked_by(by, at):
    """Return what somebody has asked and was not answered, or declined in the last 30 days; one statement."""
    found = Naming.objects.visible_to(by).filter(
        Q(outcome="") | Q(outcome=rules.DECLINED, answered_at__gt=at - SHOWN_AFTER), asked_by=by
    )
    return [
        AskedByMe(
            naming_id=one.pk,
            client_id=one.client_id,
            client=one.client.name,
            register=one.register,
            role=OWN_ROLE[one.role],
            whom=one.professional.name if one.professional else one.team.name,
            asked_at=one.asked_at,
            declined=one.outcome == rules.DECLINED,
            answer=one.answer,
        )
        for one in found.select_related("client", "professional", "team").order_by("-asked_at", "-pk")
    ]


@dataclass(frozen=True, slots=True)
class OwnClient:
    """Somebody whose own person one is; `reference` is of the open matter that is due next, or empty."""

    client_id: int
    register: str
    name: str
    roles: str
    since: date
    reference: str
    due_at: datetime | None


def own_clients(by, at):
    """Return whose own person somebody is, whoever is due next first; two statements."""
    periods = list(
        Responsibility.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=at),
            professional__user=by,
            register__in=scope_of(by).registers,
            valid_from__lte=at,
        )
        .select_related("client")
        .order_by("valid_from", "pk")
    )
    open_matters = (
        Matter.objects.in_care_of(by)
        .filter(client__person_id__in={one.client.person_id for one in periods})
        .exclude(state=Matter.State.CLOSED)
        .order_by("-due_at", "-pk")
        .values_list("client__person_id", "register", "reference", "due_at")
    )
    due = {(person, register): (reference, due_at) for person, register, reference, due_at in open_matters}
    together = {}
    for one in periods:
        together.setdefault((one.client.person_id, one.register), []).append(one)
    rows = [_own_client(theirs, *due.get(whose, ("", None))) for whose, theirs in together.items()]
    return sorted(rows, key=lambda row: (row.due_at is None, row.due_at or at, row.since, row.client_id))


def team_loads(by, at):
    """Return for a team lead each member of their teams and how many own clients they have; two statements.

    The most first; numbers only. Empty for whoever leads no team.
    """
    lead = professional_of(by)
    if lead is None or Professional.Role.TEAM_LEAD not in lead.roles:
        return []
    members = Membership.objects.filter(
        Q(until=None) | Q(until__gt=at),
        team__in=scope_of(by).team_ids,
        professional__ended_at=None,
        professional__user__is_active=True,
    )
    people = {one.professional_id: one.professional for one in members.select_related("professional")}
    loads = dict.fromkeys(people, 0)
    counted = (
        Responsibility.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=at),
            professional__in=people,
            register__in=scope_of(by).registers,
            valid_from__lte=at,
        )
        .order_by()
        .values_list("professional_id", "register")
        .annotate(count=Count("client__person_id", distinct=True))
    )
    for professional_id, _register, count in counted:
        loads[professional_id] += count
    return sorted(
        ((people[pk].name, count) for pk, count in loads.items()), key=lambda row: (-row[1], row[0])
    )


def _own_client(periods, reference, due_at):
    first = periods[0]
    return OwnClient(
        client_id=first.client_id,
        register=first.register,
        name=first.client.name,
        roles=", ".join(str(OWN_ROLE[one.role]) for one in periods),
        since=day_of(first.valid_from),
        reference=reference,
        due_at=due_at,
    )


def _workers(register, at):
    return list(
        Membership.objects.filter(
            Q(until=None) | Q(until__gt=at),
            team__register=register,
            team__closed_at=None,
            professional__ended_at=None,
            professional__user__is_active=True,
        )
        .select_related("professional")
        .order_by("professional_id", "team_id")
    )


def _met(matter, by):
    """Return the user ids of those who have had or met the client, of what the reader may see."""
    theirs = Matter.objects.visible_to(by).filter(
        client__person_id=matter.client.person_id, register=matter.register
    )
    held = Catch.objects.filter(matter__in=theirs).values_list("caught_by_id", flat=True)
    seen = CareEvent.objects.filter(matter__in=theirs, state=CareEvent.State.FULFILLED)
    return {*held, *seen.values_list("professional__user_id", flat=True)}


def _holds(person, matter):
    return matter.caught_by_id == person.user_id


def _is_near(person, teams, matter, met):
    return _holds(person, matter) or person.user_id in met or matter.team_id in teams


def _rank(person, teams, matter, met, loads):
    return (
        not _holds(person, matter),
        person.user_id not in met,
        matter.team_id not in teams,
        matter.client.language not in person.languages,
        loads.get(person.pk, 0),
        person.family_name,
        person.pk,
    )


def _called(person):
    return f"{person.name}, {str(PROFESSION.get(person.profession, '')).lower()}"


def _reasons(person, teams, matter, met, loads, away):
    language = matter.client.language
    said = [
        _("has this matter") * _holds(person, matter),
        _("has met the client") * (person.user_id in met and not _holds(person, matter)),
        _("in the team of this matter") * (matter.team_id in teams),
        _("speaks the client’s language: %(language)s") % {"language": LANGUAGE.get(language, language)}
        if language in person.languages
        else "",
        load_said(loads, person),
        _("away now") * (person.pk in away),
    ]
    return ", ".join(one for one in said if one)
