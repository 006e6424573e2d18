"""Texts at hand, for tests."""

from koppi.conversations.models import InstructionCard, RecordingTemplate
from koppi.matters.tests.factories import LONG_AGO, make_owner


def in_three(name, text):
    """Return the fields of a text that is the same in three languages but for its mark."""
    return {f"{name}_{language}": f"{text} ({language})" for language in ("fi", "sv", "en")}


def make_card(code="kipu", *, title="Kipu", body="Kysy, missä sattuu.", **values):
    """Return an instruction card, for everybody and every topic unless told otherwise."""
    return _make(InstructionCard, code, title, body, values)


def make_template(code="puhelu", *, title="Puhelu", body="Syy: miksi soitti\nSovittiin", **values):
    """Return a recording template, for everybody and every topic unless told otherwise."""
    return _make(RecordingTemplate, code, title, body, values)


def _make(model, code, title, body, values):
    texts = {**in_three("title", title), **in_three("body", body)}
    return model.objects.create(
        code=code, **{"owner": make_owner(), "valid_from": LONG_AGO, **texts, **values}
    )
