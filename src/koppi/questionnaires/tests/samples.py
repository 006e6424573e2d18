"""Questionnaires written by others: read from where they lie beside the clone, never copied into it."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[5] / "shared" / "data" / "questionnaires"
FOLDER = Path(os.environ.get("KOPPI_TEST_SAMPLES", BESIDE))
needs_samples = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the samples are not here; KOPPI_TEST_SAMPLES says where they are"
)


def sample(name):
    """Return a sample as it is read from JSON."""
    return json.loads((FOLDER / f"{name}.json").read_text(), parse_float=Decimal)


def names():
    """Return the names of the samples that claim to be questionnaires."""
    if not FOLDER.is_dir():
        return []
    found = sorted(path.stem for path in FOLDER.glob("*.json"))
    return [name for name in found if sample(name).get("resourceType") == "Questionnaire"]
