"""The worklist reads its rows in SQL of its own; it must let out exactly what the one door does."""

import importlib

import pytest

from koppi.identity.models import User
from koppi.matters.models import Matter
from tests.county import make_county

# The package gives its function the module's name.
module = importlib.import_module("koppi.matters.queries.worklist")
EVERYTHING = "select id, priority, 0 as own, coalesce(due_at, opened_at) as due_at from matters_matter m"


@pytest.mark.django_db
def test_the_worklist_lets_out_what_the_door_does(tmp_path, monkeypatch):
    county = make_county(tmp_path)
    monkeypatch.setitem(module._PROBES, "team", ((EVERYTHING, ""),))
    monkeypatch.setattr(module, "PAGE", 500)
    opened = {}

    for name in ("aino", "eero", "lea", "olli", "sari", "kaisa"):
        user = User.objects.get(pk=getattr(county, name).pk)
        found, _counts = module._find("team", module._reader(user), after="", filters=module.Filters())
        opened[name] = {row.id for row in found if row.visible}
        assert len(found) == Matter.objects.count()
        assert opened[name] == set(Matter.objects.in_care_of(user).values_list("pk", flat=True))

    assert opened["aino"]
    assert opened["sari"]
    assert opened["aino"] != opened["sari"]
