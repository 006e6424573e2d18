"""What the county has promised, at a moment or by a version; the law's limits stand beside it."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.db.models.functions import Now

from koppi.deadlines.calendars import day_of
from koppi.deadlines.statutes import rule_for, rule_version

from ..content import ALERT, FIRST, OFFER
from ..models import LocalPromise

_steady = ContextVar("steady promises", default=None)


def clock_rule(code, at):
    """Return the version of a rule that a clock starts by at a moment: the law's, or the county's own.

    :raises NoRuleInForce: there was none, or the code is unknown
    """
    return clock_rules((code,), at)[code]


def clock_rules(codes, at):
    """Return the versions of rules that clocks start by at a moment, by their codes; at most one statement.

    :raises NoRuleInForce: there was none, or a code is unknown
    """
    own = _in_force(at) if any(code in FIRST for code in codes) else {}
    return {code: own[code].as_rule() if code in own else rule_for(code, day_of(at)) for code in codes}


def clock_rule_version(code, version):
    """Return a version of a rule, in force or not, to explain an old due time.

    :raises NoRuleInForce: the version was never known
    """
    if code in FIRST:
        rows = LocalPromise.objects.filter(code=code, version=version).select_related("owner")
        if row := rows.first():
            return row.as_rule()
    return rule_version(code, version)


def alert_after(at):
    """Return how long an urgent matter may be with nobody before the shift lead is told."""
    return _minutes(ALERT, at)


def offer_stands(at):
    """Return how long an offer stands at most."""
    return _minutes(OFFER, at)


def _minutes(code, at):
    row = _in_force(at).get(code)
    return timedelta(minutes=row.amount if row else FIRST[code].amount)


@contextmanager
def steady_promises():
    """Read the promises in force by the database's clock once, for a block in which nobody changes them."""
    token = _steady.set(_in_force(Now()))
    try:
        yield
    finally:
        _steady.reset(token)


def _in_force(at):
    steady = _steady.get()
    if steady is not None:
        return steady
    return {row.code: row for row in LocalPromise.objects.in_force(at).select_related("owner")}
