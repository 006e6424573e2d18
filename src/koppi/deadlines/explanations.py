"""Why something is due when it is, in the reader's language."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from koppi.deadlines.arithmetic import Due, Step, StepKind, due
from koppi.deadlines.calendars import DAY, SATURDAY, OfficeHours, day_of, is_working_day
from koppi.deadlines.rules import Calendar, Kind, Rule, Trigger, Unit
from koppi.deadlines.statutes.rows import EVERYBODY
from koppi.deadlines.wording import full_date, known_language, named_day, short_day, short_moment

Sentence = str | Promise
Say = Callable[[str], str]
"""Given a language, the words."""

STARTED = {
    Trigger.CONTACT: _("The contact came %(when)s."),
    Trigger.ASSESSMENT: _("The need for care was assessed %(when)s."),
    Trigger.NEED_FOUND: _("The need was found %(when)s."),
    Trigger.FIRST_VISIT: _("The first visit was %(when)s."),
    Trigger.REFERRAL: _("The referral arrived %(when)s."),
    Trigger.OPENED: _("The case was opened %(when)s."),
    Trigger.DECISION: _("The decision was made %(when)s."),
    Trigger.APPLICATION: _("The application arrived %(when)s."),
    Trigger.MESSAGE: _("The message arrived %(when)s."),
    Trigger.CAUGHT: _("The next step is counted from %(when)s."),
    Trigger.WAITING: _("We have waited for the client since %(when)s."),
}


def explain(
    rule: Rule, started_at: datetime, due_at: datetime | Due | None = None, *, office: OfficeHours
) -> tuple[Sentence, ...]:
    """Return sentences that tell why a clock is due when it is, each to be said in the reader's language.

    They say when the clock started and whether in office hours, what must be done,
    which law or promise says so and since when, how the time was counted, when the
    office closes, and when it is due.

    :param due_at: what `due` gave, or the due time kept with the clock; if the kept
        one differs from today's count, the explanation says so and keeps to it
    :raises NaiveMoment: a moment has no time zone
    """
    counted = due_at if isinstance(due_at, Due) else due(rule, started_at, office=office)
    kept = due_at if isinstance(due_at, datetime) else counted.at
    year = day_of(started_at).year
    moment = partial(_moment, year=year)
    sentences: list[Sentence] = [_start_sentence(rule, started_at, counted, year), rule.duty, *_basis(rule)]
    if rule.concerns is not EVERYBODY:
        sentences.append(_say(_("It concerns %(whom)s."), whom=rule.concerns))
    if kept == counted.at:
        sentences += _days_off(rule, started_at, counted, office, year)
        sentences += _counting(rule, counted, office, year)
    else:
        sentences.append(_say(_("The due time was counted with the office hours and settings of that time.")))
    if rule.limit.unit is Unit.AT_ONCE:
        sentences.append(_say(_("It is due at once, from %(when)s on."), when=moment(kept)))
    else:
        sentences.append(_say(_("It is due by %(when)s."), when=moment(kept)))
    return tuple(sentences)


def _start_sentence(rule: Rule, started_at: datetime, counted: Due, year: int) -> Sentence:
    when = _moment(started_at, year)
    arrival = counted.steps[0]
    if arrival.kind is StepKind.IN_HOURS:
        return _say(_("The contact came in office hours, %(when)s."), when=when)
    if arrival.kind is StepKind.BEFORE_OPENING:
        return _say(
            _("The contact came %(when)s, before opening, and counts as a contact of that day."), when=when
        )
    if arrival.kind is StepKind.AFTER_HOURS and arrival.day is not None:
        if rule.limit.unit is Unit.HOURS and counted.counted_from == started_at:
            return _say(_("The contact came %(when)s, outside office hours."), when=when)
        return _say(
            _(
                "The contact came %(when)s, outside office hours. "
                "It is counted from the next working day, %(day)s."
            ),
            when=when,
            day=_day(arrival.day, year),
        )
    return _say(STARTED[rule.trigger], when=when)


def _basis(rule: Rule) -> Iterator[Sentence]:
    since = partial(full_date, rule.valid_from)
    until = partial(full_date, rule.valid_to) if rule.valid_to else ""
    if rule.kind is Kind.LOCAL:
        yield _say(
            _("This is our own promise: %(title)s, version %(version)s. It is owned by: %(owner)s."),
            title=rule.title,
            version=str(rule.version),
            owner=rule.owner,
        )
    elif rule.subsection:
        yield _say(
            _("%(law)s (%(number)s), section %(section)s, subsection %(subsection)s."),
            law=rule.law,
            number=rule.act_number,
            section=rule.section,
            subsection=rule.subsection,
        )
    else:
        yield _say(
            _("%(law)s (%(number)s), section %(section)s."),
            law=rule.law,
            number=rule.act_number,
            section=rule.section,
        )
    if rule.amendment and until:
        template = _("In force in this form from %(since)s to %(until)s (act %(amendment)s).")
    elif rule.amendment:
        template = _("In force in this form since %(since)s (act %(amendment)s).")
    elif until:
        template = _("In force in this form from %(since)s to %(until)s.")
    else:
        template = _("In force since %(since)s.")
    yield _say(template, since=since, until=until, amendment=rule.amendment)


def _days_off(
    rule: Rule, started_at: datetime, counted: Due, office: OfficeHours, year: int
) -> Iterator[Sentence]:
    """Tell which days were left out, where only some days are counted."""
    if rule.calendar not in (Calendar.OFFICE_DAYS, Calendar.WORKING_DAYS):
        return
    day = day_of(started_at)
    last = max(step.day or day_of(step.at or started_at) for step in counted.steps)
    days = [day + DAY * ahead for ahead in range((last - day).days + 1)]
    if rule.calendar is Calendar.WORKING_DAYS:
        days = days[1:]
    if any(each.weekday() >= SATURDAY for each in days):
        yield _say(_("Saturdays and Sundays are not counted."))
    if feasts := [each for each in days if each.weekday() < SATURDAY and not is_working_day(each)]:
        yield _say(_("Days off that are not counted: %(days)s."), days=_named_days(feasts, year))
    if rule.calendar is Calendar.OFFICE_DAYS:
        closed = [each for each in days if is_working_day(each) and not office.is_open_on(each)]
        if closed:
            yield _say(
                _("Not counted, because the office is closed: %(days)s."), days=_named_days(closed, year)
            )


def _counting(rule: Rule, counted: Due, office: OfficeHours, year: int) -> Iterator[Sentence]:
    before: Step | None = None
    for step in counted.steps:
        at = _moment(step.at, year) if step.at else ""
        if step.kind is StepKind.ENDS:
            yield _say(_hours_words(rule.limit.amount), count=str(rule.limit.amount), when=at)
        elif step.kind is StepKind.LAST_DAY and step.day:
            words = _limit_words(rule.limit.unit, rule.limit.amount)
            yield _say(words, count=str(rule.limit.amount), day=_day(step.day, year))
        elif step.kind is StepKind.MOVED_ON and step.day and before and before.day:
            yield _say(
                _(
                    "%(last)s is a day off, so the limit moves to the next working day, "
                    "%(day)s (act 150/1930)."
                ),
                last=_named_days([before.day], year),
                day=_day(step.day, year),
            )
        elif step.kind is StepKind.BROUGHT_BACK:
            yield _say(
                _(
                    "That is outside office hours, so the time is brought back "
                    "to the closing before, %(when)s."
                ),
                when=at,
            )
        elif step.kind is StepKind.FIRST_CLOSING:
            yield _say(
                _("The office is not open in between, so the time is the next closing, %(when)s."), when=at
            )
        elif step.kind is StepKind.CLOSES and step.at:
            if office.is_open_on(day_of(step.at)):
                yield _say(_("The office closes %(when)s."), when=at)
            else:
                yield _say(
                    _("The office is closed that day. Its usual closing time is used: %(when)s."), when=at
                )
        before = step


def _words_of_hours(amount: int) -> str:
    return ngettext("The %(count)s hour ends %(when)s.", "The %(count)s hours end %(when)s.", amount)


def _words_of_limit(unit: Unit, amount: int) -> str:
    if unit is Unit.WORKING_DAYS:
        return ngettext(
            "The starting day is not counted. The limit is %(count)s working day: %(day)s.",
            "The starting day is not counted. "
            "The limit is %(count)s working days; the last of them is %(day)s.",
            amount,
        )
    if unit is Unit.DAYS:
        return ngettext(
            "The starting day is not counted. The limit is %(count)s day: %(day)s.",
            "The starting day is not counted. The limit is %(count)s days; the last of them is %(day)s.",
            amount,
        )
    if unit is Unit.WEEKS:
        return ngettext(
            "The limit is %(count)s week; its last day is %(day)s.",
            "The limit is %(count)s weeks; the last day is %(day)s.",
            amount,
        )
    return ngettext(
        "The limit is %(count)s month; its last day is %(day)s.",
        "The limit is %(count)s months; the last day is %(day)s.",
        amount,
    )


_hours_words = lazy(_words_of_hours, str)
_limit_words = lazy(_words_of_limit, str)


def _moment(moment: datetime, year: int) -> Say:
    return partial(short_moment, moment, beside=year)


def _day(day: date, year: int) -> Say:
    return partial(short_day, day, beside=year)


def _named_days(days: list[date], year: int) -> Say:
    return lambda language: ", ".join(named_day(day, language, beside=year) for day in days)


def _fill(template: Sentence, parts: Mapping[str, Sentence | Say]) -> str:
    language = known_language(get_language())
    said = {name: part(language) if callable(part) else str(part) for name, part in parts.items()}
    sentence = str(template) % said
    # A Finnish date ends in a point of its own, which also ends the sentence.
    return sentence.removesuffix(".") if sentence.endswith("..") else sentence


_filled = lazy(_fill, str)


def _say(template: Sentence, **parts: Sentence | Say) -> Sentence:
    return _filled(template, parts)
