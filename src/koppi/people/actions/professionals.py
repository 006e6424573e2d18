"""Professionals come, are away, and leave."""

from django.db import transaction
from django.db.models import Q

from koppi.access.matrix import usual_task
from koppi.identity.actions import add_professional_user
from koppi.ledger.actions import record

from ..errors import (
    AlreadyAway,
    NoSuchTime,
    NotYourTeam,
    SubstitutesInACircle,
    TooManySubstitutes,
    WrongSubstitute,
)
from ..models import Absence, Duty, Membership, Professional
from ..rules import LEADS, MOST_HOPS, links_after
from .hours import manages


@transaction.atomic
def make_professional(
    *, username, given_name, family_name, profession, licence, by, at, roles=(), languages=("fi",), skills=()
):
    """Add a professional and the account they sign with."""
    professional = Professional.objects.create(
        user=add_professional_user(username=username, by=by, at=at),
        given_name=given_name,
        family_name=family_name,
        profession=profession,
        licence=licence,
        roles=list(roles),
        languages=list(languages),
    )
    professional.skills.set(skills)
    record("professional.added", by=by, at=at, professional=professional.pk)
    return professional


@transaction.atomic
def join_team(*, professional, team, by, at):
    """Make a professional a member of a team; one who is already stays as they are.

    Whoever has no task in the team's register gets the one that is usual for their profession.
    """
    standing = Membership.objects.filter(professional=professional, team=team, until=None).first()
    if standing:
        return standing
    membership = Membership.objects.create(professional=professional, team=team, since=at)
    if not duties_of(professional, at).filter(register=team.register).exists():
        task = usual_task(team.register, professional.profession)
        give_duty(professional=professional, register=team.register, task=task, by=by, at=at)
    record("team.joined", by=by, at=at, professional=professional.pk, team=team.pk)
    return membership


@transaction.atomic
def give_duty(*, professional, register, task, by, at, service="", until=None):
    """Give a professional a task in a register's services; the same task twice is one (decree 457/2024)."""
    standing = duties_of(professional, at).filter(register=register, task=task, service=service).first()
    if standing:
        return standing
    duty = Duty.objects.create(
        professional=professional, register=register, task=task, service=service, since=at, until=until
    )
    record(
        "professional.tasked",
        by=by,
        at=at,
        professional=professional.pk,
        register=register,
        task=task,
        service=service,
    )
    return duty


@transaction.atomic
def end_duty(*, duty_id, by, at):
    """End a professional's task; what only it opened is closed from now on."""
    duty = Duty.objects.select_for_update().get(pk=duty_id)
    if duty.until is None or duty.until > at:
        duty.until = at
        duty.save(update_fields=["until"])
        record(
            "professional.task_ended", by=by, at=at, professional=duty.professional_id, register=duty.register
        )
    return duty


def usual_duties(professionals, teams_of, since):
    """Return unsaved duties for many professionals at once, as `join_team` would give them.

    :param teams_of: a function from a professional to their teams
    """
    return [
        Duty(
            professional=professional,
            register=register,
            task=usual_task(register, professional.profession),
            since=since,
        )
        for professional in professionals
        for register in sorted({team.register for team in teams_of(professional)})
    ]


def duties_of(professional, at):
    """Return the tasks of a professional that have not ended at a moment."""
    return Duty.objects.filter(Q(until=None) | Q(until__gt=at), professional=professional)


@transaction.atomic
def start_absence(*, professional, starts_at, ends_at, by, at, substitute=None):
    """Mark a professional as away, and who steps in. Their matters are sent on by matters.

    :raises NotYourTeam: `by` is neither the professional, nor a lead of a shared team, nor Koppi
    :raises NoSuchTime: the absence ends before it starts, or is already over
    :raises WrongSubstitute: the substitute is the absent person or no longer works here
    :raises SubstitutesInACircle: the substitutes of that time come back to the absent person
    :raises TooManySubstitutes: more than three would be asked one after the other
    :raises AlreadyAway: another absence covers some of the time
    """
    Professional.objects.select_for_update(no_key=True).get(pk=professional.pk)
    check_may_arrange(professional, by, at)
    if not starts_at < ends_at or ends_at <= at:
        raise NoSuchTime
    if substitute is not None and (substitute.pk == professional.pk or substitute.ended_at is not None):
        raise WrongSubstitute
    if Absence.objects.filter(
        professional=professional, starts_at__lt=ends_at, ends_at__gt=starts_at
    ).exists():
        raise AlreadyAway(professional)
    if substitute is not None:
        _check_links(professional, substitute, starts_at, ends_at)
    absence = Absence.objects.create(
        professional=professional, starts_at=starts_at, ends_at=ends_at, substitute=substitute
    )
    record(
        "professional.absence_started",
        by=by,
        at=at,
        professional=professional.pk,
        substitute=substitute.pk if substitute else None,
        starts_at=starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
    )
    return absence


def _check_links(professional, substitute, starts_at, ends_at):
    """Raise unless naming the substitute leads within three links to somebody, and not in a circle."""
    named = Absence.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at, substitute__isnull=False)
    step_in = dict(named.order_by("starts_at").values_list("professional_id", "substitute_id"))
    links = links_after(professional.pk, substitute.pk, step_in.get)
    if links is None:
        raise SubstitutesInACircle
    if len(links) > MOST_HOPS:
        raise TooManySubstitutes


@transaction.atomic
def change_absence(*, absence_id, ends_at, substitute, by, at):
    """Change when somebody who is away, or will be, comes back, and who steps in.

    What has been sent on stays where it went.

    :raises NotYourTeam: `by` is neither the professional, nor a lead of a shared team, nor Koppi
    :raises NoSuchTime: the absence would end before it starts, or is over
    :raises WrongSubstitute: the substitute is the absent person or no longer works here
    :raises SubstitutesInACircle: the substitutes of that time come back to the absent person
    :raises TooManySubstitutes: more than three would be asked one after the other
    :raises AlreadyAway: another absence covers some of the time
    """
    absence = _lock_absence(absence_id)
    professional = absence.professional
    check_may_arrange(professional, by, at)
    if absence.ends_at <= at or not max(absence.starts_at, at) < ends_at:
        raise NoSuchTime
    if substitute is not None and (substitute.pk == professional.pk or substitute.ended_at is not None):
        raise WrongSubstitute
    others = Absence.objects.filter(professional=professional).exclude(pk=absence.pk)
    if others.filter(starts_at__lt=ends_at, ends_at__gt=absence.starts_at).exists():
        raise AlreadyAway(professional)
    if substitute is not None:
        _check_links(professional, substitute, absence.starts_at, ends_at)
    absence.ends_at, absence.substitute = ends_at, substitute
    absence.save(update_fields=["ends_at", "substitute"])
    record(
        "professional.absence_changed",
        by=by,
        at=at,
        professional=professional.pk,
        substitute=substitute.pk if substitute else None,
        starts_at=absence.starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
    )
    return absence


def _lock_absence(absence_id):
    """Lock an absence, its professional first."""
    professional_id = Absence.objects.values_list("professional_id", flat=True).get(pk=absence_id)
    Professional.objects.select_for_update(no_key=True).get(pk=professional_id)
    return Absence.objects.select_for_update(of=("self",)).select_related("professional").get(pk=absence_id)


@transaction.atomic
def end_absence(*, absence_id, by, at):
    """Cut an absence short: the professional is back now. One that has not begun is taken away.

    :raises NotYourTeam: `by` is neither the professional, nor a lead of a shared team, nor Koppi
    """
    absence = _lock_absence(absence_id)
    check_may_arrange(absence.professional, by, at)
    if absence.starts_at >= at:
        absence.delete()
    elif absence.ends_at > at:
        absence.ends_at = at
        absence.save(update_fields=["ends_at"])
    record("professional.absence_ended", by=by, at=at, professional=absence.professional_id)


def check_may_arrange(professional, by, at, *, themselves=True, team=None, managers=False):
    """Raise unless the user is Koppi, the person, or a lead of a shared team (of the very one, if named).

    :param managers: a manager may, too, for anybody else
    :raises NotYourTeam: none of these
    """
    if by.is_system or (themselves and by.pk == professional.user_id):
        return
    if managers and by.pk != professional.user_id and manages(by):
        return
    belongs = Membership.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at)
    shared = belongs.filter(
        professional=professional,
        team__in=belongs.filter(professional__user=by, professional__roles__overlap=LEADS).values("team"),
    )
    if team is not None:
        shared = shared.filter(team=team)
    if not shared.exists():
        raise NotYourTeam
