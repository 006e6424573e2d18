"""Advice to somebody whom nobody has identified, and what becomes of it when they say who they are."""

from django.db import transaction
from uuid6 import uuid7

from koppi.access.models import Register
from koppi.people.models import Team
from koppi.people.scope import scope_of

from ..errors import NobodyThere, NotAdvice, NotAllowed
from ..models import Clock, Matter
from ..rules import ANSWER, ASSESS, starts
from ._clocks import carried, new_clock, running, settle
from ._hands import check_names_nobody, check_open, hold, lock, lock_all, professional, record, store, take
from .closing import check_ends_here, finish
from .opening import findable, index_also, new_reference, open_matter, open_route, save_opened


@transaction.atomic
def open_advice(*, topic, subject, language, words, affirmed, by, at, team=None, here=False):
    """Open a matter of advice: somebody asks and does not say who they are (neuvonta, 434/2003 8 §).

    It has a team, a due time and everything else that a matter has, and no client: nobody sees it but those
    who work here. Nobody's care need is assessed, so our own promise to answer is the only clock.

    :param affirmed: the caller affirmed a warning statement: the matter goes on top
    :param team: which team has it; without one the topic's, that of the giver's register first
    :param here: the giver's own team, whatever the topic says: what is answered on the spot is theirs
    :raises NamesSomebody: the words have something like an identity code in them
    :raises NotAllowed: the user's tasks let them give no advice
    """
    professional(by)
    if Register.ADVICE not in scope_of(by).registers:
        raise NotAllowed()
    check_names_nobody(subject, words)
    team, skill = (team, "") if team else _route(topic, by, at, here=here)
    reference = new_reference()
    matter = Matter(
        reference=reference,
        register=Register.ADVICE,
        topic=topic,
        subject=subject,
        language=language,
        opened_at=at,
        team=team,
        skill=skill,
        uncaught_since=at,
        warned_at=at if affirmed else None,
        client_wrote_at=at,
        search=findable(reference, f"{subject} {words}"),
    )
    started = [new_clock(code, at=at) for code in starts(Register.ADVICE, is_care=topic.is_care)]
    return save_opened(matter, started, by=by, at=at, affirmed=affirmed)


def _route(topic, by, at, *, here):
    """Return the open team, and the skill, that advice of a topic goes to.

    :raises NobodyThere: the giver has no open team
    """
    scope = scope_of(by)
    touched = sorted(topic.touched, key=lambda register: register not in scope.registers)
    routed = [open_route(topic, register, at) for register in touched]
    if not here:
        return routed[0]
    own = list(Team.objects.filter(pk__in=scope.team_ids, closed_at=None).order_by("pk"))
    if not own:
        raise NobodyThere()
    theirs = [(team, skill) for team, skill in routed if team in own]
    alike = [(team, "") for team in own if team.register in touched]
    return (theirs or alike or [(own[0], "")])[0]


@transaction.atomic
def continue_advice(*, matter_id, client, registers, by, at):
    """Let advice go on as matters of the client who has said who they are; the advice itself stays nobody's.

    One matter for each register that the topic touches, linked when there are two. Whoever identifies keeps
    the one of their own side, in the same team; another's goes to its own team. The promise to answer goes
    on, and the care need is assessed on the day on which they first asked, not on which they said their name:
    the law counts from the contact (1326/2010 51 §, 116/2023). The advice closes as continued.

    :return: the following matters, the one that is kept first
    :raises NotAdvice: the matter has a client
    :raises ContinuesElsewhere: somebody has identified the client already
    :raises AlreadyClosed: it is closed
    :raises NotYours: somebody else holds it
    """
    old = lock(matter_id, by)
    if not old.is_advice:
        raise NotAdvice()
    if old.state == Matter.State.CLOSED:
        check_ends_here(old)
    check_open(old)
    hold(old, by=by, at=at)
    mine = _own_side(old, registers, by)
    joint = uuid7() if len(registers) > 1 else None
    ordered = sorted(registers, key=lambda register: register != mine)
    new = [
        open_matter(
            client=client,
            register=register,
            topic=old.topic,
            subject=old.subject,
            language=old.language,
            words="",
            affirmed=False,
            by=by,
            at=at,
            continues=old,
            joint_id=joint,
            clocks=_clocks_of(old, register, at),
        )
        for register in ordered
    ]
    for matter in new:
        index_also(matter, old)
    finish(old, outcome=Matter.Outcome.CONTINUED, ended=Clock.Ended.CARRIED, by=by, at=at)
    record(old, "client.identified", by=by, at=at, continued_by=[matter.pk for matter in new])
    store(old)
    following = lock_all(matter.pk for matter in new)
    for matter in following:
        _go_on_from(old, matter, kept=matter.register == mine, by=by, at=at)
    return following


def _own_side(old, registers, by):
    """Return the register of the following matter that whoever identifies keeps, or None."""
    theirs = [register for register in registers if register in scope_of(by).registers]
    return old.team.register if old.team.register in theirs else next(iter(theirs), None)


def _clocks_of(old, register, at):
    """Return the clocks of a following matter: what ran goes on, and what only a client has, starts."""
    clocks = {clock.rule: clock for clock in running(old)}
    asked_at = clocks[ANSWER].started_at if ANSWER in clocks else at
    codes = starts(register, is_care=old.topic.is_care)
    return [
        carried(clocks[code]) if code in clocks else new_clock(code, at=asked_at if code == ASSESS else at)
        for code in codes
    ]


def _go_on_from(old, new, *, kept, by, at):
    """Let a locked matter that follows have what the advice had, and the holder if it is kept."""
    new.warned_at, new.client_wrote_at = old.warned_at, old.client_wrote_at
    new.urgency, new.urgency_at, new.urgency_by = old.urgency, old.urgency_at, old.urgency_by
    if old.team.register == new.register:
        new.team, new.skill = old.team, old.skill
    if kept:
        take(new, by=by, at=at)
        record(new, "matter.caught", by=by, at=at)
    settle(new, at=at)
    store(new)
