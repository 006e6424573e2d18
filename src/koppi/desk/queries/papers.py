"""A client's summary and plan, as the desk shows them."""

from dataclasses import dataclass
from datetime import datetime

from koppi.access.matrix import Kind
from koppi.people.scope import scope_of
from koppi.plans import queries as plans
from koppi.plans import rules
from koppi.plans.words import LABELS

from .handbook import Difference, Text


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One version: its filled fields with their labels, and what it changed of the one before."""

    number: int
    by_name: str
    written_at: datetime
    with_client: bool
    fields: list[tuple[str, str]]
    differences: list[Difference]


def opens_papers(matter, *, by):
    """Tell whether an opened matter also opens its client's summary and plan to a reader.

    They go with assessments, and a crossing opens none: each register has its own (703/2023 18 §).
    """
    return Kind.ASSESSMENT in matter.opening.kinds and matter.register in scope_of(by).registers


def paper_versions(matter, kind, *, by):
    """Return the versions of a paper, the newest first; three statements."""
    return [_row(one) for one in plans.versions_of(matter, kind, by=by)]


def fields_of(written):
    """Return the filled fields of a version with their labels, in their order."""
    names = rules.FIELDS[written.kind]
    return [(str(LABELS[name]), written.content[name]) for name in names if written.content.get(name)]


def differences_since(matter, kind, seen, *, by):
    """Return what changed since the version that somebody began on, field by field."""
    return _differences(plans.changes_since(matter, kind, seen, by=by))


def _row(one):
    return PaperRow(
        number=one.number,
        by_name=one.by_name,
        written_at=one.written_at,
        with_client=one.with_client,
        fields=fields_of(one),
        differences=_differences(one.changes),
    )


def _differences(changes):
    return [Difference(str(LABELS[name]), [Text("", "", parts)]) for name, parts in changes.items()]
