"""What is kept of a page is drawn once, and what differs between requests is filled in each time."""

import pytest
from django.template import Context, engines

PAGE = (
    engines["django"]
    .from_string(
        "{% load koppi_keep %}{% keep form who %}"
        '<form action="{{ here }}">{% csrf_token %}{{ who }}{{ drawn }}</form>{% endkeep %}'
    )
    .template
)


def draw(**values):
    return PAGE.render(Context(values))


def test_a_part_is_drawn_once_for_each_set_of_values():
    drawn = iter("abc")
    first = draw(who="Liisa", drawn=lambda: next(drawn))

    assert draw(who="Liisa", drawn=lambda: next(drawn)) == first
    assert "Petri" in draw(who="Petri", drawn=lambda: next(drawn))
    assert next(drawn) == "c"


def test_each_page_has_its_own_token_and_address():
    draw(who="Liisa", csrf_token="one", here="/one/")
    second = draw(who="Liisa", csrf_token="two", here="/two/")

    assert 'value="two"' in second
    assert 'action="/two/"' in second
    assert "one" not in second


@pytest.mark.parametrize("here", ['/"><script>', "/\ufdd0token\ufdd0"])
def test_an_address_is_escaped_and_never_filled_in_itself(here):
    shown = draw(who="Liisa", csrf_token="secret", here=here)

    assert "<script>" not in shown
    assert shown.count("secret") == 1
