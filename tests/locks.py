"""The first lock, taken off: what is left is PostgreSQL's own."""

import importlib

import pytest

from koppi.matters.models.matter import MatterQuerySet

# The package gives its function the module's name.
WORKLIST = importlib.import_module("koppi.matters.queries.worklist")
EVERYTHING = "select id, priority, 0 as own, coalesce(due_at, opened_at) as due_at from matters_matter m"


@pytest.fixture
def unlocked(monkeypatch):
    """Take the first lock off."""
    monkeypatch.setattr(MatterQuerySet, "visible_to", lambda self, user: self)
    monkeypatch.setattr(MatterQuerySet, "in_care_of", lambda self, user: self)
    monkeypatch.setattr(WORKLIST, "_DOOR", "true")
    monkeypatch.setattr(WORKLIST, "_PROBES", dict.fromkeys(WORKLIST._PROBES, ((EVERYTHING, ""),)))
