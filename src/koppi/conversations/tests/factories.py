"""Texts at hand, for tests."""

from koppi.conversations.models import InstructionCard
from koppi.matters.tests.factories import LONG_AGO


def in_three(name, text):
    """Return the fields of a text that is the same in three languages but for its mark."""
    return {f"{name}_{language}": f"{text} ({language})" for language in ("fi", "sv", "en")}


def make_card(code="kipu", *, title="Kipu", body="Kysy, missä sattuu.", **values):
    """Return an instruction card, for everybody and every topic unless told otherwise."""
    return InstructionCard.objects.create(
        code=code,
        owner="chief nurse",
        **{**in_three("title", title), **in_three("body", body), "valid_from": LONG_AGO, **values},
    )
