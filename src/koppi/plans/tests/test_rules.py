"""What a paper holds."""

import pytest

from koppi.plans import rules


@pytest.mark.parametrize("kind", rules.KINDS)
def test_content_has_every_field_and_no_other(kind):
    content = rules.as_content(kind, {"text": " Asuu kotona. ", "goals": None, "other": "x"})

    assert tuple(content) == rules.FIELDS[kind]
    assert content.get("text", "Asuu kotona.") == "Asuu kotona."


@pytest.mark.parametrize(
    ("content", "says"),
    [({"text": ""}, False), ({"text": "Asuu kotona."}, True), ({"a": "", "b": "x"}, True)],
)
def test_a_paper_says_something_when_any_field_does(content, says):
    assert rules.says_something(content) is says


def test_a_field_fits_up_to_its_length():
    longest = rules.LONGEST[rules.SUMMARY]

    assert rules.fits(rules.SUMMARY, {"text": "a" * longest})
    assert not rules.fits(rules.SUMMARY, {"text": "a" * (longest + 1)})


def test_changed_fields_are_those_that_differ():
    before, after = (
        {"goals": "Kuoroon", "deeds": "Aino kävelee"},
        {"goals": "Kuoroon", "deeds": "", "living": "x"},
    )

    assert rules.changed_fields(before, after) == ["deeds", "living"]
