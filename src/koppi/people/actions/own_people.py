"""Ask somebody to be a client's own, and their answer; change and end it. Only a yes makes anybody own."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from koppi.access import actions as access
from koppi.deadlines.calendars import day_of
from koppi.ledger.actions import record

from .. import rules
from ..errors import (
    AlreadyAsked,
    AlreadyOwn,
    MayNotLead,
    NoSuchRole,
    NotAsked,
    NotInRegister,
    WordsMissing,
)
from ..models import Client, Membership, Naming, Responsibility
from ..queries.clients import minors_rule
from ..scope import scope_of
from .clients import rows_of_one_human

WHY = "own_client"


@transaction.atomic
def ask_to_be_own(
    *, client, role, register, by, at, professional=None, team=None, instead_of=None, why="", talk=""
):
    """Ask a professional, or a team, to be a client's own in a role; until they say yes, nothing changes.

    :param instead_of: the `Responsibility` that ends at the yes
    :param why: why it changes; needed with `instead_of`, as is `talk`
    :param talk: what the one before told the next, in words
    :raises NotInRegister: `by` or the one asked does not work in the register
    :raises NoSuchRole: the register has no such role, or it is not a person's, or not a team's
    :raises MayNotLead: the county's rules for minors name other professions
    :raises AlreadyOwn: somebody has the role, and it is not whom this is instead of
    :raises AlreadyAsked: somebody was asked and has not answered
    :raises WordsMissing: a change without its reason or its talk
    """
    _lock(client)
    _check_works(by, register)
    _check_fits(client, role, register, professional, team, at)
    standing = _standing(client, role, register, at).first()
    if standing and (instead_of is None or standing.pk != instead_of.pk):
        raise AlreadyOwn(standing)
    if instead_of is not None and standing is None:
        instead_of = None
    if instead_of is not None and not (why.strip() and talk.strip()):
        raise WordsMissing
    try:
        with transaction.atomic():
            naming = Naming.objects.create(
                client=client,
                role=role,
                register=register,
                professional=professional,
                team=team,
                instead_of=instead_of,
                why=why.strip(),
                talk=talk.strip(),
                asked_by=by,
                asked_at=at,
            )
    except IntegrityError:
        raise AlreadyAsked from None
    _record("client.own_asked", naming, by=by, at=at)
    return naming


@transaction.atomic
def accept_naming(*, naming_id, by, at):
    """Say yes: from this moment the one named is the client's own; whom it is instead of ends at it.

    :raises NotAsked: it was answered or withdrawn, or others were asked
    :raises AlreadyOwn: somebody else has the role by now
    :raises NotInRegister: they do not work in the register any more
    :raises MayNotLead: the county's rules for minors name other professions by now
    """
    naming = _lock_naming(naming_id, by)
    if not _is_asked(naming, by):
        raise NotAsked
    _check_fits(naming.client, naming.role, naming.register, naming.professional, naming.team, at)
    standing = _standing(naming.client, naming.role, naming.register, at).first()
    if standing and standing.pk != naming.instead_of_id:
        raise AlreadyOwn(standing)
    if standing:
        _end(standing, reason=rules.CHANGED, why=naming.why, by=by, at=at)
    made = _begin(
        naming.client,
        naming.role,
        naming.register,
        professional=naming.professional,
        team=naming.team,
        named_by=naming.asked_by,
        at=at,
    )
    naming.settle(outcome=rules.ACCEPTED, made=made, by=by, at=at)
    _record("client.own_accepted", naming, by=by, at=at)
    return made


@transaction.atomic
def decline_naming(*, naming_id, why, by, at):
    """Say no, with words for whoever asked; whoever was the client's own stays.

    :raises NotAsked: it was answered or withdrawn, or others were asked
    :raises WordsMissing: no words
    """
    naming = _lock_naming(naming_id, by)
    if not _is_asked(naming, by):
        raise NotAsked
    if not why.strip():
        raise WordsMissing
    naming.settle(outcome=rules.DECLINED, answer=why.strip(), by=by, at=at)
    _record("client.own_declined", naming, by=by, at=at)
    return naming


@transaction.atomic
def withdraw_naming(*, naming_id, by, at):
    """Ask it no more: whoever asked does so.

    :raises NotAsked: it was answered or withdrawn, or somebody else asked
    """
    naming = _lock_naming(naming_id, by)
    if naming.asked_by_id != by.pk and not by.is_system:
        raise NotAsked
    naming.settle(outcome=rules.WITHDRAWN, by=by, at=at)
    _record("client.own_withdrawn", naming, by=by, at=at)
    return naming


@transaction.atomic
def end_own_person(*, responsibility_id, why, by, at):
    """End that somebody is a client's own, with a reason; what was asked in their stead stays asked.

    :raises Responsibility.DoesNotExist: it has ended
    :raises NotInRegister: `by` does not work in the register
    :raises WordsMissing: no reason
    """
    client = Client.objects.get(responsibilities=responsibility_id)
    _lock(client)
    standing = Responsibility.objects.select_for_update(of=("self",)).get(pk=responsibility_id, valid_to=None)
    _check_works(by, standing.register)
    if not why.strip():
        raise WordsMissing
    _end(standing, reason=rules.ENDED, why=why.strip(), by=by, at=at)
    return standing


@transaction.atomic
def name_own_person(*, client, professional, register, by, at):
    """Make a professional the client's contact person from now on, unasked; whoever was, ends now.

    For what is brought in from elsewhere, where somebody has said yes already; people ask (`ask_to_be_own`).

    :raises NotInRegister: the professional works in no team of the register
    """
    _lock(client)
    _check_fits(client, rules.CONTACT_PERSON, register, professional, None, at)
    for standing in _standing(client, rules.CONTACT_PERSON, register, at):
        if standing.professional_id == professional.pk and standing.client_id == client.pk:
            return standing
        _end(standing, reason=rules.CHANGED, by=by, at=at)
    return _begin(
        client, rules.CONTACT_PERSON, register, professional=professional, team=None, named_by=by, at=at
    )


def leave_own_clients(professional, *, register, by, at):
    """End that somebody who leaves is anybody's own; their team of the register is own from then on.

    Where the client has an own team already, it stays. What the leaver was asked to be is asked no more.
    Runs in the transaction, and with the sight, of whoever lets them go.

    :param register: None: both
    """
    only = {"register": register} if register else {}
    theirs = Responsibility.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=at), professional=professional, valid_from__lte=at, **only
    )
    clients = Client.objects.filter(responsibilities__in=theirs).distinct().values("person_id")
    list(Client.objects.select_for_update(no_key=True).filter(person_id__in=clients).order_by("pk"))
    for standing in theirs.select_related("client").order_by("pk").select_for_update(of=("self",)):
        _end(standing, reason=rules.LEFT, by=by, at=at)
        team = _last_team(professional, standing.register)
        taken = _standing(standing.client, rules.OWN_TEAM, standing.register, at).exists()
        if team is not None and not taken:
            _begin(
                standing.client, rules.OWN_TEAM, standing.register, professional=None, team=team,
                named_by=by, at=at,
            )  # fmt: skip
    for naming in Naming.objects.open().filter(professional=professional, **only).select_for_update():
        naming.settle(outcome=rules.WITHDRAWN, by=by, at=at)
        _record("client.own_withdrawn", naming, by=by, at=at)
    # A pass whose relation ended earlier by other means ends with the work, too.
    access.end_client_passes(why=WHY, at=at, professional=professional.user, **only)


def _lock(client):
    """Lock every row of a human, so that two rows cannot get one each."""
    rows = Client.objects.select_for_update(no_key=True).filter(person_id=client.person_id).order_by("pk")
    return list(rows)


def _lock_naming(naming_id, by):
    """Lock the client and then the naming that was not answered yet.

    :raises NotAsked: it was, or it is none of theirs
    """
    seen = Naming.objects.visible_to(by).filter(pk=naming_id).select_related("client").first()
    if seen is None:
        raise NotAsked
    _lock(seen.client)
    naming = Naming.objects.visible_to(by).open().select_for_update(of=("self",)).filter(pk=naming_id).first()
    if naming is None:
        raise NotAsked
    return naming


def _is_asked(naming, by):
    if naming.professional_id:
        return naming.professional.user_id == by.pk
    return naming.team_id in scope_of(by).team_ids


def _check_works(by, register):
    """Refuse a professional of the other register; Koppi itself may."""
    scope = scope_of(by)
    if not scope.is_system and register not in scope.registers:
        raise NotInRegister(None)


def _check_fits(client, role, register, professional, team, at):
    is_team = role == rules.OWN_TEAM
    if register not in rules.OWN_ROLES.get(role, ()) or is_team is (team is None):
        raise NoSuchRole
    if is_team is (professional is not None):
        raise NoSuchRole
    if is_team:
        if team.register != register or team.closed_at is not None:
            raise NotInRegister(team)
        return
    works = Membership.objects.filter(
        Q(until=None) | Q(until__gt=at), professional=professional, team__register=register
    )
    if professional.ended_at is not None or not works.exists():
        raise NotInRegister(professional)
    rule = minors_rule(client, register, day_of(at))
    if role in rules.LEADING_ROLES and rule is not None and not rule.may_lead(professional.profession):
        raise MayNotLead(professional)


def _standing(client, role, register, at):
    return (
        Responsibility.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=at),
            client__person_id=client.person_id,
            role=role,
            register=register,
            valid_from__lte=at,
        )
        .select_related("client")
        .order_by("pk")
        .select_for_update(of=("self",))
    )


def _begin(client, role, register, *, professional, team, named_by, at):
    made = Responsibility.objects.create(
        client=client,
        role=role,
        register=register,
        professional=professional,
        team=team,
        named_by=named_by,
        valid_from=at,
    )
    # A team needs no pass: it sees what comes to it.
    for client_id in rows_of_one_human(client) if professional else ():
        access.give_pass(
            client_id=client_id, register=register, why=WHY, at=at, professional=professional.user
        )
    _record("client.own_person_named", made, by=named_by, at=at)
    return made


def _end(standing, *, reason, why="", by, at):
    """End one period, and the pass unless they are the client's own there in another role, too."""
    standing.end(reason=reason, why=why, by=by, at=at)
    if person := standing.professional:
        others = Responsibility.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=at),
            client__person_id=standing.client.person_id,
            register=standing.register,
            professional=person,
        )
        if not others.exists():
            rows = rows_of_one_human(standing.client)
            access.end_client_passes(
                why=WHY, at=at, client_ids=rows, register=standing.register, professional=person.user
            )
    _record("client.own_person_ended", standing, by=by, at=at, reason=reason)


def _last_team(professional, register):
    """Return the team of a register that somebody was in last, or the one that goes on for it; or None."""
    memberships = Membership.objects.filter(professional=professional, team__register=register)
    last = memberships.select_related("team").order_by("-until", "-since", "-pk").first()
    team = last.team if last else None
    while team is not None and team.closed_at is not None:
        team = team.continued_by
    return team


def _record(kind, row, *, by, at, **more):
    record(
        kind,
        by=by,
        at=at,
        client_id=row.client_id,
        professional=row.professional_id,
        team=row.team_id,
        role=row.role,
        register=row.register,
        **more,
    )
