import secrets

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import Value

from koppi.access.second_lock import keep_in_sight, whole_house
from koppi.deadlines.calendars import day_of
from koppi.people.models import Team
from koppi.people.queries import is_away, minors_rule, own_person, substitute_of
from koppi.people.scope import scope_of

from ..errors import NobodyThere
from ..models import Clock, Matter, Topic
from ..rules import starts
from ._clocks import care_due, new_clock, next_ids
from ._hands import record

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@transaction.atomic(savepoint=False)
def open_matter(
    *,
    client,
    register,
    topic,
    subject,
    language,
    words,
    affirmed,
    by,
    at,
    continues=None,
    joint_id=None,
    hidden=False,
    clocks=None,
    team=None,
    urgency=None,
):
    """Open a matter from what a client said, with a team, clocks and a due time from its first moment.

    The topic's rule gives the team and the skill; the client's own person, or whoever stands in for them,
    is the one it is meant for. A failure here undoes all of the caller's transaction, if there is one.

    :param affirmed: the client affirmed a warning statement: the matter goes on top
    :param hidden: the client does not see it yet
    :param clocks: clocks carried from a matter that this one continues
    :param team: an open team of the register that it goes to instead of the topic's
    :param urgency: as whoever opens it judges it, who signs it
    """
    team, skill = (team, "") if team else open_route(topic, register, at)
    started = clocks or [new_clock(code, at=at) for code in starts(register, is_care=topic.is_care)]
    reference = new_reference()
    matter = Matter(
        reference=reference,
        client=client,
        register=register,
        topic=topic,
        subject=subject,
        language=language,
        opened_at=at,
        shown_from=None if hidden else at,
        guardian_sees=_guardian_sees(client, register, by, at),
        team=team,
        skill=skill,
        meant_for=who_is_there(own_person(client, register, at), at),
        uncaught_since=at,
        care_due_at=care_due(started),
        warned_at=at if affirmed else None,
        urgency=urgency,
        urgency_by=None if urgency is None else by,
        urgency_at=None if urgency is None else at,
        client_wrote_at=at,
        continues=continues,
        joint_id=joint_id,
        search=findable(f"{client.name} {reference}", f"{subject} {words}"),
    )
    return save_opened(matter, started, by=by, at=at, affirmed=affirmed)


def save_opened(matter, started, *, by, at, affirmed):
    """Save a matter and the clocks that start with it, which name each other from birth."""
    matter.id, *clock_ids = next_ids(Matter, *(Clock for _ in started))
    for clock, clock_id in zip(started, clock_ids, strict=True):
        clock.id, clock.matter_id = clock_id, matter.pk
    earliest = min(started, key=lambda clock: (clock.due_at, clock.pk))
    matter.due_clock_id, matter.due_at = earliest.pk, earliest.due_at
    record(
        matter,
        "matter.opened",
        by=by,
        at=at,
        register=matter.register,
        topic=matter.topic.code,
        affirmed=bool(affirmed),
    )
    if matter.urgency is not None:
        record(matter, "urgency.set", by=by, at=at, urgency=int(matter.urgency))
    # Whoever opens a matter need not be of the team that it goes to, nor of those whom it is shown to yet.
    keep_in_sight(matter.pk)
    matter.save(force_insert=True)
    del matter.search
    Clock.objects.bulk_create(started)
    return matter


def _guardian_sees(client, register, by, at):
    """Tell whether a guardian sees a new matter before the minor has had their word; who opened it does."""
    rule = minors_rule(client, register, day_of(at))
    if rule is None or rule.guardian_sees:
        return True
    return scope_of(by).is_resident and by.person_id != client.person_id


def open_route(topic, register, at):
    """Return the team that is open, and the skill, that a topic's matters go to in a register.

    A team that has closed gives way to the one that the topic names at the moment, then to the one that took
    over from it, then to another of its unit, then to any of the register: whoever gets it by mistake can
    hand it over, whereas a letter may not be lost.

    :raises NobodyThere: no team of the register is open
    """
    closed, skill = topic.route(register)
    if closed and closed.closed_at is None:
        return closed, skill
    if current := Topic.objects.in_force(at).filter(code=topic.code).first():
        team, skill = current.route(register)
        if team and team.closed_at is None:
            return team, skill
    if closed and closed.continued_by:
        return closed.continued_by, skill
    others = list(Team.objects.filter(register=register, closed_at=None).order_by("pk"))
    near = [team for team in others if closed and team.unit_id == closed.unit_id]
    if not others:
        raise NobodyThere()
    return (near or others)[0], ""


def who_is_there(professional, at):
    """Return a professional, or whoever stands in for one who is away, or None."""
    if professional is None:
        return None
    gone = professional.ended_at is not None or not professional.user.is_active
    return substitute_of(professional, at) if gone or is_away(professional, at) else professional


def index_also(matter, other):
    """Let a matter be found by the words of another one that goes on in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update matters_matter m set search = m.search || ts_filter(o.search, '{b}')"
            " from matters_matter o where m.id = %s and o.id = %s",
            [matter.pk, other.pk],
        )


def findable(called, words):
    """Return by what a matter is found: what it is called, and its words by stem or by beginning."""
    name, said = Value(called), Value(words[:100_000])
    return (
        SearchVector(name, config="simple", weight="A")
        + SearchVector(said, config="finnish", weight="B")
        + SearchVector(said, config="swedish", weight="B")
        + SearchVector(said, config="simple", weight="C")
    )


def new_reference():
    """Return a reference nobody has: six of Crockford's letters (a billion)."""
    while True:
        reference = "".join(secrets.choice(CROCKFORD) for _ in range(6))
        with whole_house():
            taken = Matter.objects.filter(reference=reference).exists()
        if not taken:
            return reference
