"""Every public address says how often it may be tried, and which way it fails."""

import pytest
from django.urls import get_resolver

from koppi.config.limits import LIMITS
from koppi.identity.limits import Mode

# Nobody may be kept from these, whatever has broken: 112, the contact form, and what was typed.
ALWAYS_OPEN = ("resident:", "ui:", "set_language", "identity:sign_out", "identity:stay", "identity:resume")


def addresses(resolver=None, before=""):
    """Walk the resolver: each name with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{before}{pattern.namespace}:" if pattern.namespace else before
            yield from addresses(pattern, space)
        else:
            yield f"{before}{pattern.name}", pattern.callback


def is_public(view):
    """Tell whether anybody may ask for a view: no door stands before it."""
    return not hasattr(view, "door")


def test_every_public_address_has_its_line():
    public = {name for name, view in addresses() if is_public(view)}

    assert public - set(LIMITS) == set()


def test_every_line_is_about_an_address():
    assert set(LIMITS) - {name for name, _ in addresses()} == set()


@pytest.mark.parametrize("name", LIMITS)
def test_every_line_gives_its_reason_and_closed_ones_count(name):
    limit = LIMITS[name]

    assert len(limit.why) > 20
    assert limit.mode == Mode.OPEN or limit.network or limit.account


@pytest.mark.parametrize("name", [name for name in LIMITS if name.startswith(ALWAYS_OPEN)])
def test_nothing_on_the_way_to_help_fails_closed(name):
    assert LIMITS[name].mode == Mode.OPEN


def test_a_lock_lasts_three_minutes_at_the_most():
    assert max(limit.account.step.total_seconds() for limit in LIMITS.values() if limit.account) <= 180
