"""Times as people say them, in Finnish, Swedish and English.

Every function takes the moment, ``now`` and a language, and reads no clock. Moments are aware datetimes,
days are dates; both are said in Helsinki time. Grammar lives in the tables here rather than in message
catalogues because a weekday changes its ending with the sentence around it ("tiistaina", "tiistaihin").
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
FALLBACK = "en"

WEEKDAYS = {
    "fi": ["maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"],
    "sv": ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
SHORT_WEEKDAYS = {
    "fi": ["ma", "ti", "ke", "to", "pe", "la", "su"],
    "sv": ["må", "ti", "on", "to", "fr", "lö", "sö"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}
ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NEAR_DAYS = {
    "fi": {-1: "eilen", 0: "tänään", 1: "huomenna"},
    "sv": {-1: "i går", 0: "i dag", 1: "i morgon"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
# A weekday alone is clear for this many days ahead; the eighth day would share its name with today.
WEEKDAY_IS_CLEAR = 6


def clock(moment: datetime, lang: str) -> str:
    """Return the time of day: "klo 8.12", "klo 16", "kl. 16", "8:12"."""
    local = _local(moment)
    if _known(lang) == "en":
        return f"{local.hour}:{local.minute:02d}"
    time = f"{local.hour}.{local.minute:02d}" if local.minute else f"{local.hour}"
    return f"klo {time}" if _known(lang) == "fi" else f"kl. {time}"


def exact(moment: datetime | date, lang: str) -> str:
    """Return the moment in full: "maanantaina 23.11.2026 klo 8.12". A plain date has no clock."""
    lang = _known(lang)
    day = _day(moment)
    weekday = WEEKDAYS[lang][day.weekday()]
    if lang == "fi":
        said = f"{weekday}na {day.day}.{day.month}.{day.year}"
        join = " "
    elif lang == "sv":
        said = f"{weekday} {day.day}.{day.month}.{day.year}"
        join = " "
    else:
        said = f"{weekday} {day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
        join = " at "
    if not isinstance(moment, datetime):
        return said
    local = _local(moment)
    minutes = f"{local.minute:02d}"
    time = {
        "fi": f"klo {local.hour}.{minutes}",
        "sv": f"kl. {local.hour}.{minutes}",
        "en": f"{local.hour}:{minutes}",
    }
    return said + join + time[lang]


def weekday_date(moment: datetime | date, lang: str) -> str:
    """Return a day with its weekday and year: "ti 24.11.2026", "Tue 24 November 2026"."""
    lang = _known(lang)
    day = _day(moment)
    return f"{SHORT_WEEKDAYS[lang][day.weekday()]} {plain_date(day, lang)}"


def day_head(day: date, lang: str) -> str:
    """Return a day at the top of a column, beside others of its week: "ti 24.11.", "Tue 24 Nov"."""
    lang = _known(lang)
    said = f"{day.day} {ENGLISH_MONTHS[day.month - 1][:3]}" if lang == "en" else f"{day.day}.{day.month}"
    said += "." if lang == "fi" else ""
    return f"{SHORT_WEEKDAYS[lang][day.weekday()]} {said}"


def when(moment: datetime | date, now: datetime, lang: str) -> str:
    """Return the moment in the fewest clear words, for lists and headers: "tänään klo 8.12", "ti klo 10"."""
    lang = _known(lang)
    day, apart = _day(moment), _days_apart(moment, now)
    if apart in NEAR_DAYS[lang]:
        said = NEAR_DAYS[lang][apart]
    else:
        said = SHORT_WEEKDAYS[lang][day.weekday()]
        if not 0 < apart <= WEEKDAY_IS_CLEAR:
            said = f"{said} {_date(day, now, lang, short=True)}"
    return _with_clock(said, moment, lang, short=True)


def short(moment: datetime | date, now: datetime, lang: str) -> str:
    """Return the moment for one narrow column: today is only its clock, "klo 15"; otherwise like `when`."""
    if isinstance(moment, datetime) and _days_apart(moment, now) == 0:
        return clock(moment, lang)
    return when(moment, now, lang)


def sentence(moment: datetime | date, now: datetime, lang: str) -> str:
    """Return the moment as a running sentence says it: "torstaina klo 10", "på torsdag kl. 10"."""
    lang = _known(lang)
    apart = _days_apart(moment, now)
    return _with_clock(_day_in_sentence(_day(moment), apart, now, lang), moment, lang)


def span(starts: datetime, ends: datetime, now: datetime, lang: str) -> str:
    """Return a stretch of a day as a sentence says it: "tiistaina klo 14–15", "today at 14:00–15:00"."""
    return f"{sentence(starts, now, lang)}–{_bare_clock(ends, lang)}"


def short_span(starts: datetime, ends: datetime, now: datetime, lang: str) -> str:
    """Return the same for one narrow column: today is only its clock, "klo 14–15"."""
    return f"{short(starts, now, lang)}–{_bare_clock(ends, lang)}"


def by_time(moment: datetime | date, now: datetime, lang: str) -> str:
    """Return a promise: "tänään klo 16 mennessä", "i dag senast kl. 16", "today by 16:00"."""
    lang = _known(lang)
    day, apart = _day(moment), _days_apart(moment, now)
    if not isinstance(moment, datetime):
        return _by_day(day, apart, now, lang)
    time = clock(moment, lang)
    if lang == "fi":
        return f"{_day_in_sentence(day, apart, now, lang)} {time} mennessä"
    if lang == "sv":
        if apart in NEAR_DAYS["sv"]:
            return f"{NEAR_DAYS['sv'][apart]} senast {time}"
        if 0 < apart <= WEEKDAY_IS_CLEAR:
            return f"senast på {WEEKDAYS['sv'][day.weekday()]} {time}"
        return f"senast {WEEKDAYS['sv'][day.weekday()]} {_date(day, now, 'sv')} {time}"
    if apart in NEAR_DAYS["en"]:
        return f"{NEAR_DAYS['en'][apart]} by {time}"
    if 0 < apart <= WEEKDAY_IS_CLEAR:
        return f"by {WEEKDAYS['en'][day.weekday()]} {time}"
    return f"by {WEEKDAYS['en'][day.weekday()]} {_date(day, now, 'en')} at {time}"


def waited(since: datetime, now: datetime, lang: str) -> str:
    """Return how long somebody has waited: "odottanut 25 min", "väntat 2 dagar", "waited 25 min"."""
    lang = _known(lang)
    span = max(now - since, timedelta(0))
    if span < timedelta(minutes=1):
        return {
            "fi": "odottanut alle minuutin",
            "sv": "väntat under en minut",
            "en": "waited less than a minute",
        }[lang]
    verb = {"fi": "odottanut", "sv": "väntat", "en": "waited"}[lang]
    # Finnish says a single day as an object: "odottanut 1 päivän", but "2 päivää".
    return f"{verb} {duration(span, lang, object_case=True)}"


def ago(moment: datetime, now: datetime, lang: str) -> str:
    """Return how long ago something was: "4 min sitten", "för 4 min sedan", "4 min ago"."""
    lang = _known(lang)
    span = max(now - moment, timedelta(0))
    if span < timedelta(minutes=1):
        return {"fi": "juuri äsken", "sv": "alldeles nyss", "en": "just now"}[lang]
    length = duration(span, lang)
    return {"fi": f"{length} sitten", "sv": f"för {length} sedan", "en": f"{length} ago"}[lang]


def overdue(due: datetime, now: datetime, lang: str) -> str:
    """Return how much a due time has passed: "25 min yli"; empty while there is time."""
    lang = _known(lang)
    span = now - due
    if span < timedelta(minutes=1):
        return ""
    return f"{duration(span, lang)} " + {"fi": "yli", "sv": "över", "en": "over"}[lang]


def duration(span: timedelta, lang: str, *, object_case: bool = False) -> str:
    """Return a length in the two largest useful units: "25 min", "3 h 10 min", "2 päivää".

    Minutes under an hour, hours and minutes under a day, whole days after that; parts are cut off, not
    rounded, so that nobody is told they have waited longer than they have.
    """
    lang = _known(lang)
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        hour = {"fi": "h", "sv": "tim", "en": "h"}[lang]
        return f"{hours} {hour} {minutes} min" if minutes else f"{hours} {hour}"
    days = hours // 24
    if days == 1:
        return {"fi": "1 päivän" if object_case else "1 päivä", "sv": "1 dag", "en": "1 day"}[lang]
    return f"{days} " + {"fi": "päivää", "sv": "dagar", "en": "days"}[lang]


def plain_date(day: date, lang: str) -> str:
    """Return a date with its year: "23.11.2026", "23 November 2026"."""
    day = _day(day)
    if _known(lang) == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day}.{day.month}.{day.year}"


def machine(moment: datetime | date) -> str:
    """Return the value of a ``datetime`` attribute, with Helsinki's offset."""
    if isinstance(moment, datetime):
        return _local(moment).isoformat(timespec="minutes")
    return moment.isoformat()


def _bare_clock(moment: datetime, lang: str) -> str:
    """Return the time of day without the word before it."""
    return clock(moment, lang).split(" ")[-1]


def _known(lang: str) -> str:
    code = (lang or "").split("-")[0]
    return code if code in WEEKDAYS else FALLBACK


def _local(moment: datetime) -> datetime:
    return moment.astimezone(HELSINKI)


def _day(moment: datetime | date) -> date:
    return _local(moment).date() if isinstance(moment, datetime) else moment


def _days_apart(moment: datetime | date, now: datetime) -> int:
    return (_day(moment) - _day(now)).days


def _date(day: date, now: datetime, lang: str, *, short: bool = False) -> str:
    """Say a date, with its year only when it is not this year's."""
    other_year = day.year != _day(now).year
    if lang == "en":
        month = ENGLISH_MONTHS[day.month - 1]
        said = f"{day.day} {month[:3] if short else month}"
        return f"{said} {day.year}" if other_year else said
    if other_year:
        return f"{day.day}.{day.month}.{day.year}"
    return f"{day.day}.{day.month}." if lang == "fi" else f"{day.day}.{day.month}"


def _with_clock(said: str, moment: datetime | date, lang: str, *, short: bool = False) -> str:
    if not isinstance(moment, datetime):
        return said
    near = said in NEAR_DAYS[lang].values()
    join = " at " if lang == "en" and (near or not short) else " "
    return said + join + clock(moment, lang)


def _day_in_sentence(day: date, apart: int, now: datetime, lang: str) -> str:
    if apart in NEAR_DAYS[lang]:
        return NEAR_DAYS[lang][apart]
    weekday = WEEKDAYS[lang][day.weekday()]
    clear = 0 < apart <= WEEKDAY_IS_CLEAR
    if lang == "fi":
        return f"{weekday}na" if clear else f"{weekday}na {_date(day, now, lang)}"
    if lang == "sv":
        return f"på {weekday}" if clear else f"{weekday} {_date(day, now, lang)}"
    return f"on {weekday}" if clear else f"on {weekday} {_date(day, now, lang)}"


def _by_day(day: date, apart: int, now: datetime, lang: str) -> str:
    if lang == "fi":
        if apart == 0:
            return "tämän päivän aikana"
        if apart == 1:
            return "huomiseen mennessä"
        said = _into_weekday(day)
        return (
            f"{said} mennessä"
            if 0 < apart <= WEEKDAY_IS_CLEAR
            else f"{said} {_date(day, now, 'fi')} mennessä"
        )
    if lang == "sv":
        if apart in (0, 1):
            return f"senast {NEAR_DAYS['sv'][apart]}"
        weekday = WEEKDAYS["sv"][day.weekday()]
        return (
            f"senast på {weekday}"
            if 0 < apart <= WEEKDAY_IS_CLEAR
            else f"senast {weekday} {_date(day, now, 'sv')}"
        )
    if apart == 0:
        return "today"
    if apart == 1:
        return "by tomorrow"
    weekday = WEEKDAYS["en"][day.weekday()]
    return f"by {weekday}" if 0 < apart <= WEEKDAY_IS_CLEAR else f"by {weekday} {_date(day, now, 'en')}"


def _into_weekday(day: date) -> str:
    """Return the Finnish weekday one says before "mennessä": maanantaihin, keskiviikkoon."""
    weekday = WEEKDAYS["fi"][day.weekday()]
    return f"{weekday}on" if weekday.endswith("o") else f"{weekday}hin"
