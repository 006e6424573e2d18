"""What a change of a way into the chat would have done to the last week, and how clients would see the way.

The counts are of the whole county, whoever asks, and tell of nobody.
"""

from datetime import timedelta
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import at_local, day_of, to_local
from koppi.handbook.models import LANGUAGES
from koppi.handbook.rules import Card, Preview
from koppi.intake.models import Contact
from koppi.matters.models import Topic
from koppi.people.models import Way
from koppi.people.queries import opening_days
from koppi.ui.times import SHORT_WEEKDAYS

from . import rules
from .models import Visit

A_WEEK = timedelta(days=7)


def preview_route(code, before, after, since, until):
    """Return how clients would see a way, and how many of a time's contacts could have come by it.

    :param before: what the way says; None when it is new
    :param after: what it would say; None when it ends
    """
    days = opening_days(Way.CHAT, day_of(since), day_of(until) + A_WEEK)
    visits = _visits(code, since, until) if before else []
    said = list(_came(visits)) if before else []
    if after is None:
        said += [_("They would have had to choose another way.")] if visits else []
        return Preview(since, until, None, said=tuple(said))
    week = _week(after, days, until)
    about, open_then = _fitting(after, days, since, until)
    said = [*_could_come(about, open_then), *_now(before, after, open_then, days, since, until), *said]
    said += _would_not(visits, after, days)
    if not any(week):
        said.insert(0, _("The chat’s opening hours and these leave no time in which this one is open."))
    return Preview(since, until, None, said=tuple(said), cards=tuple(_cards(after, week)))


def _spans(content, days, day):
    return rules.within(days[day], content["opens"], content["closes"])


# How clients see it


def _week(content, days, at):
    """Return the openings of each weekday in the seven days that begin today, Monday first."""
    first = day_of(at)
    ahead = [first + timedelta(days=number) for number in range(7)]
    return [_spans(content, days, day) for day in sorted(ahead, key=lambda day: day.weekday())]


def _cards(content, week):
    for language in LANGUAGES:
        with override(language):
            state = _("Open %(hours)s.") if any(week) else _("Not open in the next seven days.")
            state %= {"hours": _hours_said(week, language)}
        yield Card(language, content["name"][language], content["invite"][language], state)


def _hours_said(week, language):
    """Return a week's openings as they are read: "ma–to 8–12, 13–15, pe 8–12"."""
    names = SHORT_WEEKDAYS[language]
    found = []
    for spans, run in groupby(range(7), key=lambda day: week[day]):
        run = list(run)
        if spans:
            said = names[run[0]] if len(run) == 1 else f"{names[run[0]]}–{names[run[-1]]}"
            found.append(
                f"{said} " + ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)
            )
    return ", ".join(found)


def _clock(time):
    return f"{time.hour}.{time.minute:02d}" if time.minute else str(time.hour)


# The last week


def _fitting(content, days, since, until):
    """Return how many contacts of a time were such as this way takes, and how many while it let people in."""
    topics = Topic.objects.filter(code__in=content["topics"]).values_list("pk", flat=True)
    area = (
        Q(about__municipality__code__in=content["municipalities"])
        if content["municipalities"]
        else Q(about__municipality__served=True)
    )
    let_in = Q()
    for day in days:
        for opens, closes in _spans(content, days, day):
            last = at_local(day, closes) - timedelta(minutes=content["last_entry"])
            let_in |= Q(received_at__gte=at_local(day, opens), received_at__lt=last)
    with whole_house():
        such = Contact.objects.filter(
            area, topic__in=list(topics), received_at__gte=since, received_at__lt=until
        )
        return such.count(), such.filter(let_in).count() if let_in else 0


def _could_come(about, open_then):
    text = ngettext(
        "%(count)s contact was about these topics and from where this chat serves.",
        "%(count)s contacts were about these topics and from where this chat serves.",
        about,
    )
    yield text % {"count": about}
    if about:
        text = ngettext(
            "%(count)s of them came while this chat would have let people in.",
            "%(count)s of them came while this chat would have let people in.",
            open_then,
        )
        yield text % {"count": open_then}


def _now(before, after, open_then, days, since, until):
    if before is None:
        return
    what_counts = ("topics", "municipalities", "opens", "closes", "last_entry")
    if any(before[name] != after[name] for name in what_counts):
        _about, count = _fitting(before, days, since, until)
        yield _("By what is in force now it would have been %(count)s.") % {"count": count}


def _visits(code, since, until):
    with whole_house():
        found = Visit.objects.filter(route__code=code, entered_at__gte=since, entered_at__lt=until)
        return list(
            found.order_by("entered_at", "pk").values(
                "entered_at",
                "called_at",
                "ended_at",
                "matter__topic__code",
                "client__municipality__code",
                "client__municipality__served",
            )
        )


def _came(visits):
    if not visits:
        yield _("Nobody came by this chat.")
        return
    text = ngettext(
        "%(count)s person came by this chat, and at most %(most)s waited at once.",
        "%(count)s people came by this chat, and at most %(most)s waited at once.",
        len(visits),
    )
    yield text % {"count": len(visits), "most": _most_at_once(visits)}


def _would_not(visits, content, days):
    kept_out = sum(not _fits(visit, content, days) for visit in visits)
    if kept_out:
        text = ngettext(
            "%(count)s of them would not have been let in.",
            "%(count)s of them would not have been let in.",
            kept_out,
        )
        yield text % {"count": kept_out}
    if 0 < content["most_waiting"] < _most_at_once(visits):
        yield _("At the busiest moment more people waited than could wait by this.")


def _fits(visit, content, days):
    spans = _spans(content, days, day_of(visit["entered_at"]))
    return (
        visit["matter__topic__code"] in content["topics"]
        and rules.in_area(
            visit["client__municipality__code"],
            bool(visit["client__municipality__served"]),
            content["municipalities"],
        )
        and rules.is_open(spans, to_local(visit["entered_at"]), last_entry=content["last_entry"])
    )


def _most_at_once(visits):
    """Return how many waited at the same time at most; somebody who still waits has not left the queue."""
    steps = [(visit["entered_at"], 1) for visit in visits]
    left = [visit["called_at"] or visit["ended_at"] for visit in visits]
    steps += [(moment, -1) for moment in left if moment]
    most = now = 0
    # Whoever leaves at a moment makes room for who comes at the same.
    for _moment, step in sorted(steps):
        now += step
        most = max(most, now)
    return most
