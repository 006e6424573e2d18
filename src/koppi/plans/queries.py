"""What a page asks about summaries and plans."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db.models import F, Max, OuterRef, Subquery

from koppi.handbook.rules import differences
from koppi.people.queries import who_are

from . import rules
from .models import Paper, Unfinished, Version

MOST_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Written:
    """One version as a page shows it: what it says, and what it changed of the one before, word by word."""

    paper_id: int
    kind: str
    client_id: int
    register: str
    number: int
    with_client: bool
    by_name: str
    written_at: datetime
    content: dict
    changes: dict


def paper_of(matter, kind):
    """Return the paper of a kind that a matter's client has in its register, or None: of several rows of one
    human the one that was written last."""
    return (
        Paper.objects.filter(client__person_id=matter.client.person_id, register=matter.register, kind=kind)
        .annotate(last=Max("versions__written_at"))
        .order_by(F("last").desc(nulls_last=True), "pk")
        .first()
    )


def standing_version(paper):
    """Return the newest version of a paper that was not withdrawn, or None."""
    return paper.versions.standing().order_by("-number").first()


def last_number(paper):
    """Return the number of a paper's newest version, withdrawn ones too, so that none is used twice."""
    return paper.versions.aggregate(last=Max("number"))["last"] or 0


def written_now(matter, kinds, *, by):
    """Return the standing papers of a matter's client in its register, by kind; two statements."""
    found = Paper.objects.visible_to(by).filter(
        client__person_id=matter.client.person_id, register=matter.register, kind__in=kinds
    )
    return {one.kind: one for one in _newest_of(found)}


def papers_shown_to(by, client_ids=None):
    """Return the standing papers that a resident may see, those of some clients only if any are named."""
    found = Paper.objects.visible_to(by)
    return _newest_of(found if client_ids is None else found.filter(client_id__in=client_ids))


def _newest_of(papers):
    last = Version.objects.standing().filter(paper=OuterRef("paper_id")).order_by("-number").values("pk")[:1]
    rows = (
        Version.objects.filter(paper__in=papers, pk=Subquery(last))
        .select_related("paper")
        .order_by("paper__client_id", "paper__register", "-paper__kind", "written_at", "pk")
    )
    return _written(list(rows), {})


def versions_of(matter, kind, *, by):
    """Return the newest versions of a paper, the newest first, each with what it changed."""
    paper = paper_of(matter, kind)
    if paper is None or not Paper.objects.visible_to(by).filter(pk=paper.pk).exists():
        return []
    rows = list(paper.versions.standing().select_related("paper").order_by("-number")[: MOST_VERSIONS + 1])
    before = {row.pk: older.content for row, older in pairwise(rows)}
    return _written(rows[:MOST_VERSIONS], before)


def changes_since(matter, kind, seen, *, by):
    """Return what changed in a paper between the version somebody began on and the newest: parts by field."""
    paper = paper_of(matter, kind)
    if paper is None or not Paper.objects.visible_to(by).filter(pk=paper.pk).exists():
        return {}
    newest = standing_version(paper)
    if newest is None or newest.number == seen:
        return {}
    older = paper.versions.standing().filter(number=seen).first()
    return changes(older.content if older else {}, newest.content)


def changes(before, after):
    """Return how one content became another: word by word, by the names of the fields that changed."""
    return {
        name: differences(before.get(name, ""), after[name]) for name in rules.changed_fields(before, after)
    }


def unfinished(matter, kind, *, by):
    """Return what a user is writing of a paper in a matter, or None; nobody else's is ever returned."""
    return Unfinished.objects.filter(matter=matter, kind=kind, user=by).first()


def _written(rows, before):
    names = who_are({row.written_by_id for row in rows})
    return [
        Written(
            paper_id=row.paper_id,
            kind=row.paper.kind,
            client_id=row.paper.client_id,
            register=row.paper.register,
            number=row.number,
            with_client=row.with_client,
            by_name=names[row.written_by_id].name if row.written_by_id in names else "",
            written_at=row.written_at,
            content=row.content,
            changes=changes(before[row.pk], row.content) if row.pk in before else {},
        )
        for row in rows
    ]
