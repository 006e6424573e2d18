import secrets

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from koppi.people.queries import own_person

from ..models import Clock, Matter
from ..rules import STARTS
from ._clocks import new_clock, next_id
from ._hands import record

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@transaction.atomic
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
):
    """Open a matter from what a client said, with a team, clocks and a due time from its first moment.

    The topic's rule gives the team and the skill; the client's own person, or whoever stands in,
    is the one it is meant for.

    :param affirmed: the client affirmed a warning statement: the matter goes on top
    :param hidden: the client does not see it yet
    :param clocks: clocks carried from a matter that this one continues
    """
    team, skill = topic.route(register)
    started = clocks or [new_clock(code, at=at) for code in STARTS[register]]
    earliest = min(started, key=lambda clock: (clock.due_at, clock.pk))
    matter = Matter(
        id=next_id(Matter),
        reference=new_reference(),
        client=client,
        register=register,
        topic=topic,
        subject=subject,
        language=language,
        opened_at=at,
        shown_from=None if hidden else at,
        team=team,
        skill=skill,
        meant_for=own_person(client, register, at),
        uncaught_since=at,
        due_clock_id=earliest.pk,
        due_at=earliest.due_at,
        warned_at=at if affirmed else None,
        client_wrote_at=at,
        continues=continues,
        joint_id=joint_id,
    )
    record(
        matter, "matter.opened", by=by, at=at, register=register, topic=topic.code, affirmed=bool(affirmed)
    )
    matter.save(force_insert=True)
    for clock in started:
        clock.matter = matter
    Clock.objects.bulk_create(started)
    index_words(matter, client=client, words=words)
    return matter


def index_words(matter, *, client, words):
    """Make a matter findable by its reference, its client's name, and its words: by stem or by beginning."""
    said = Value(f"{matter.subject} {words}"[:100_000])
    called = Value(f"{client.name} {matter.reference}")
    Matter.objects.filter(pk=matter.pk).update(
        search=SearchVector(called, config="simple", weight="A")
        + SearchVector(said, config="finnish", weight="B")
        + SearchVector(said, config="swedish", weight="B")
        + SearchVector(said, config="simple", weight="C")
    )


def new_reference():
    """Return a reference nobody has: six of Crockford's letters (a billion)."""
    while True:
        reference = "".join(secrets.choice(CROCKFORD) for _ in range(6))
        if not Matter.objects.filter(reference=reference).exists():
            return reference
