"""Which stories happen when: contacts over three weeks, drawn by chance from one seed."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from koppi.deadlines.calendars import HELSINKI, day_of, is_working_day
from koppi.intake.models import Contact

from .words import TOLD

DAYS = 21
URGENT_SHARE = 0.15
PHONE_SHARE = 0.8  # of contacts on working days

# What people get in touch about, and how often (domain facts 6, rounded).
TOPICS = {
    "infection": 17,
    "back-limbs": 14,
    "long-term": 10,
    "prescription": 10,
    "child": 8,
    "mental": 8,
    "urinary": 7,
    "skin": 6,
    "wound": 6,
    "stomach": 5,
    "older-home": 4,
    "teeth": 4,
    "vaccination": 4,
    "money-housing": 4,
    "family": 3,
    "other": 3,
    "substance": 2,
}
WEEKDAYS = (1.35, 1.1, 1.0, 1.0, 0.9, 0.24, 0.3)
FORM_HOURS = (1, 0.5, 0.4, 0.3, 0.5, 1, 3, 6, 10, 9, 8, 6, 6, 6, 5, 5, 4, 4, 5, 6, 7, 6, 4, 2)
PHONE_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 16, 12, 9, 6, 6, 6, 5, 3, 0, 0, 0, 0, 0, 0, 0, 0)
LANGUAGES = {"sv": 0.5, "fi": 0.44, "other": 0.06}


@dataclass(frozen=True, slots=True)
class Plot:
    """One contact to come: when, by whom, about whom, in what words, by which way in."""

    number: int
    at: datetime
    told: object
    about: object
    sender: object
    channel: str
    registers: tuple


def draw_plots(*, seed, size, now, residents):
    """Return the contacts of three weeks in order of time; the same seed and moment give the same ones."""
    rng = random.Random(f"{seed}/plots")  # noqa: S311  chance, not a secret
    people = _People([resident for resident in residents if not resident.key], rng)
    plots = []
    for moment, channel in sorted(_moments(rng, size, now)):
        told = _told(rng, channel)
        about, sender = people.who_tells(told)
        while about is None:
            told = _told(rng, channel)
            about, sender = people.who_tells(told)
        plots.append(Plot(len(plots), moment, told, about, sender, channel, ()))
    return plots


def _moments(rng, size, now):
    today = day_of(now)
    days = [today - timedelta(days=back) for back in range(DAYS, -1, -1)]
    weights = [WEEKDAYS[day.weekday()] if is_working_day(day) else 0.25 for day in days]
    moments = []
    while len(moments) < size:
        day = rng.choices(days, weights)[0]
        channel = Contact.Channel.FORM
        if is_working_day(day) and rng.random() < PHONE_SHARE:
            channel = Contact.Channel.WALK_IN if rng.random() < 0.15 else Contact.Channel.PHONE
        hours = FORM_HOURS if channel == Contact.Channel.FORM else PHONE_HOURS
        hour = rng.choices(range(24), hours)[0]
        wall = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), HELSINKI)
        if now - timedelta(days=DAYS) < wall < now - timedelta(minutes=1):
            moments.append((wall, channel))
    return moments


def _told(rng, channel):
    urgent = rng.random() < URGENT_SHARE
    language = rng.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
    if urgent and language != "other":
        return rng.choice([told for told in TOLD if told.says and told.language == language])
    topic = rng.choices(list(TOPICS), list(TOPICS.values()))[0]
    fitting = [told for told in TOLD if told.topic == topic and not told.says]
    spoken = [told for told in fitting if _is_in(told, language)]
    return rng.choice(spoken or fitting)


def _is_in(told, language):
    return told.language not in ("fi", "sv") if language == "other" else told.language == language


class _People:
    """Who could say what; some write often, most hardly ever."""

    def __init__(self, residents, rng):
        self.rng, self.residents = rng, residents
        self.often = {resident.person_id: rng.paretovariate(1.3) for resident in residents}
        self.fits = {}

    def who_tells(self, told):
        """Return whom a text is about and who sends it, or nobody when it fits nobody."""
        if told not in self.fits:
            self.fits[told] = [pair for resident in self.residents for pair in _pairs(told, resident)]
        fits = self.fits[told]
        if not fits:
            return None, None
        weights = [min(self.often[sender.person_id], 12) for _, sender in fits]
        return self.rng.choices(fits, weights)[0]


def _pairs(told, about):
    low, high = told.ages
    if not low <= about.age <= high or told.sex not in ("", about.sex):
        return
    if told.who == "self":
        if _speaks(about, told.language):
            yield about, about
        return
    for agent, _, health, social in about.agents:
        if health and social and _speaks(agent, told.language) and told.writer in ("", agent.sex):
            yield about, agent


def _speaks(resident, language):
    if language in ("fi", "sv"):
        return resident.language == language
    return resident.language == language or (language == "en" and resident.language not in ("fi", "sv"))
