"""Calling hours, for tests."""

from koppi.callbacks.models import CallbackHours

PHONE = "+358401234567"


def make_hours(team, opens=8, closes=16, calls=2, weekdays=range(5)):
    """Let a team call on weekdays."""
    return [
        CallbackHours.objects.create(team=team, weekday=day, opens=opens, closes=closes, calls_per_hour=calls)
        for day in weekdays
    ]
