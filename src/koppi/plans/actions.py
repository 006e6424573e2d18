"""Write a summary or a plan, and keep what is being written."""

from django.db import transaction

from koppi.access.matrix import Kind
from koppi.deadlines.calendars import day_of
from koppi.ledger import actions as ledger
from koppi.matters import actions as matters
from koppi.matters.errors import NotAllowed
from koppi.people.scope import scope_of

from . import rules
from .errors import ChangedMeanwhile, NothingNew, NotShownYet, SaysNothing, TooLong
from .models import Paper, Unfinished, Version
from .queries import last_number, paper_of, standing_version


@transaction.atomic
def write_paper(*, matter_id, kind, content, with_client, seen, key, by, at):
    """Save a new version of a client's summary or plan in the register of a matter; return it.

    The same key twice is one version. What the writer had unfinished is finished with it.

    :param content: texts by the names in `rules.FIELDS`
    :param seen: the number of the version that it was written on; 0 when there was none
    :raises Matter.DoesNotExist: no such matter, or not theirs to work on
    :raises NobodyIdentified: it is advice to somebody unknown
    :raises NotAllowed: their task does not open assessments, which these belong to
    :raises NotShownYet: the client does not see the matter yet
    :raises SaysNothing: no field has words in it
    :raises TooLong: a field is longer than it may be
    :raises ChangedMeanwhile: somebody has saved a newer version; nothing was saved
    :raises NothingNew: it is what stands already
    """
    matter = _lock(matter_id, by, at)
    content = rules.as_content(kind, content)
    if done := Version.objects.filter(key=key, written_by=by).first():
        return done
    if not rules.says_something(content):
        raise SaysNothing()
    if not rules.fits(kind, content):
        raise TooLong()
    paper = _lock_paper(matter, kind)
    before = standing_version(paper)
    number = before.number if before else 0
    if number != seen:
        raise ChangedMeanwhile(number)
    if before and before.content == content:
        raise NothingNew()
    version = Version.objects.create(
        paper=paper,
        number=last_number(paper) + 1,
        content=content,
        with_client=with_client,
        matter=matter,
        written_by=by,
        written_at=at,
        key=key,
    )
    paper.matter = matter
    paper.save(update_fields=["matter"])
    Unfinished.objects.filter(matter=matter, user=by, kind=kind).delete()
    ledger.record(
        "paper.written",
        by=by,
        at=at,
        client_id=matter.client_id,
        register=matter.register,
        paper=paper.pk,
        what=kind,
        number=version.number,
    )
    return version


@transaction.atomic
def keep_unfinished(*, matter_id, kind, content, seen, by, at):
    """Keep what somebody is writing of a summary or a plan; return it.

    :param content: the fields that were typed in; what is not among them stays as it was
    :param seen: the version they have before them; a draft moves on only when its writer has seen a newer one
    :raises Matter.DoesNotExist: no such matter, or not theirs to work on
    :raises NobodyIdentified: it is advice to somebody unknown
    """
    matter = _lock(matter_id, by, at)
    content = {name: text for name, text in content.items() if name in rules.FIELDS[kind]}
    kept, is_new = Unfinished.objects.get_or_create(
        matter=matter, user=by, kind=kind, defaults={"content": content, "seen": seen, "updated_at": at}
    )
    if not is_new:
        kept.content, kept.seen, kept.updated_at = {**kept.content, **content}, max(kept.seen, seen), at
        kept.save(update_fields=["content", "seen", "updated_at"])
    return kept


def _lock(matter_id, by, at):
    matter = matters.lock_where_it_went(matter_id, by)
    matters.check_identified(matter)
    if Kind.ASSESSMENT not in scope_of(by).kinds_in(matter.register, day_of(at)):
        raise NotAllowed()
    if matter.shown_from is None:
        raise NotShownYet()
    return matter


def _lock_paper(matter, kind):
    """Lock the client's paper of a kind, or lay a new one down; who lays it down second gets the first's."""
    paper = paper_of(matter, kind)
    if paper is None:
        paper, _is_new = Paper.objects.get_or_create(
            client_id=matter.client_id, register=matter.register, kind=kind, defaults={"matter": matter}
        )
    return Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)


# What follows when others do something to the matter: `config/reactions.py` says when


def withdraw(*, by, at, matter_id, **_facts):
    """Show to nobody what was written in a matter that was about somebody else."""
    Version.objects.filter(matter_id=matter_id, withdrawn_at=None).update(withdrawn_at=at)
    Unfinished.objects.filter(matter_id=matter_id).delete()
