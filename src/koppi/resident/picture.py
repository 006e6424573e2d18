"""A resident's own picture: who is theirs, what is agreed, what is open and what comes next, on one page."""

from dataclasses import dataclass

from django.utils.translation import get_language

from koppi.appointments.queries import Shown, coming_in
from koppi.matters.models import Matter
from koppi.people.queries import client_of
from koppi.people.scope import scope_of
from koppi.plans import rules as papers
from koppi.plans.queries import papers_shown_to
from koppi.plans.words import LABELS, TITLES
from koppi.segments.queries import current_segments
from koppi.segments.words import MEANING, SEGMENTS

from . import words
from .queries import MatterRow, OwnPerson, own_people, row_of


@dataclass(frozen=True, slots=True)
class Way:
    """How we work with a resident in one register, and until when it is agreed."""

    register: str
    name: str
    means: str
    lines: tuple[str, ...]
    review_on: object
    decided_by: str


@dataclass(frozen=True, slots=True)
class PaperShown:
    """What was written with a resident in one register; `fields` are pairs of label and text."""

    kind: str
    title: str
    register: str
    fields: list
    by_name: str
    written_at: object
    with_client: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The resident as they see themselves with us: both registers, and nobody but themselves."""

    name: str
    own_people: list[OwnPerson]
    ways: list[Way]
    summaries: list[PaperShown]
    rows: list[MatterRow]
    coming: list[Shown]
    plans: list[PaperShown]


def picture(by, at):
    """Return a resident's own picture, or None for whom we have no row of their own.

    The statements are the same however many matters there have been.
    """
    client = client_of(by)
    if client is None:
        return None
    own = scope_of(by).own_client_ids
    matters = list(
        Matter.objects.visible_to(by)
        .open()
        .filter(client_id__in=own)
        .defer("search")
        .select_related("client", "team", "caught_by__professional", "due_clock", "closed_as")
        .order_by("due_at", "pk")
    )
    rows = [row_of(matter, by, at) for matter in matters]
    written = [_paper(one) for one in papers_shown_to(by, own)]
    coming = coming_in([matter.pk for matter in matters], at, get_language(), for_client=True)
    return Picture(
        name=client.name,
        own_people=own_people(by, at),
        ways=[_way(row) for row in current_segments(client, by=by, at=at)],
        summaries=[one for one in written if one.kind == papers.SUMMARY],
        rows=sorted(rows, key=lambda row: not row.your_turn),
        coming=[one for _matter, one in coming],
        plans=[one for one in written if one.kind == papers.PLAN],
    )


def _way(row):
    return Way(
        register=str(words.REGISTERS[row.register]),
        name=str(SEGMENTS[row.segment]),
        means=str(MEANING[row.segment]),
        lines=row.how.lines if row.how else (),
        review_on=row.review_on,
        decided_by=row.decided_by,
    )


def _paper(one):
    names = papers.FIELDS[one.kind]
    return PaperShown(
        kind=one.kind,
        title=str(TITLES[one.kind]),
        register=str(words.REGISTERS[one.register]),
        fields=[(str(LABELS[name]), one.content[name]) for name in names if one.content.get(name)],
        by_name=one.by_name,
        written_at=one.written_at,
        with_client=one.with_client,
    )
