"""The demo county as a story sees it: who has which skill, who is at work when, who may write."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta

from koppi.matters.models import Topic
from koppi.people.models import Profession, Professional, Team

from .staff import WORKERS, absences, shifts_of

SPREAD = timedelta(minutes=100)


@dataclass
class Colleague:
    """A professional at work: the row, the account, and when they are here."""

    worker: object
    professional: Professional
    here: list

    @property
    def user(self):
        return self.professional.user

    @property
    def speaks(self):
        return self.worker.languages.split()

    @property
    def language(self):
        """In which language they write to colleagues: Finnish or Swedish."""
        return "sv" if self.speaks[0] == "sv" else "fi"

    @property
    def is_licensed(self):
        return self.professional.licence == "licensed"

    def next_here(self, at):
        """Return the first moment from a moment on at which they are at work, or None."""
        place = bisect_right(self.here, at, key=lambda shift: shift[1])
        return max(at, self.here[place][0]) if place < len(self.here) else None

    def leaves(self, at):
        """Return when the shift under way ends, or the moment itself when none is."""
        return next((ends for starts, ends in self.here if starts <= at < ends), at)


class World:
    """What every story shares: colleagues, teams and topics, read once."""

    def __init__(self, *, now, residents):
        self.now = now
        self.residents = residents
        self.known = {resident.key: resident for resident in residents if resident.key}
        self.teams = {team.code: team for team in Team.objects.order_by("pk")}
        # A topic with its teams, so that opening a matter asks nothing more of the database.
        self.topics = {
            topic.code: topic
            for topic in Topic.objects.offered(now).select_related("patient_team", "social_team")
        }
        rows = {row.user.username: row for row in Professional.objects.select_related("user").order_by("pk")}
        away = {}
        for name, starts, ends, _ in absences(now=now):
            away.setdefault(name, []).append((starts, ends))
        self.substitutes = {name: substitute for name, _, _, substitute in absences(now=now)}
        self.colleagues = {
            worker.username: Colleague(
                worker,
                rows[worker.username],
                _without(shifts_of(worker, now=now), away.get(worker.username, ())),
            )
            for worker in WORKERS
            if worker.profession != Profession.DATA_PROTECTION
        }

    def members(self, team):
        """Return a team's colleagues."""
        return [one for one in self.colleagues.values() if team in one.worker.teams.split()]

    def able(self, team, skill):
        """Return the colleagues of a team who have a skill, or all of them when nobody has."""
        members = self.members(team)
        return [one for one in members if skill in one.worker.skills.split()] or members

    def first_free(self, colleagues, at, rng, language="", spread=SPREAD):
        """Return which colleague gets to something first from a moment on, and when.

        Those who speak the client's language come first if they are there about as soon. What waited
        for the morning is worked off one after another, so it takes a while.
        """
        there = [(here, one) for one in colleagues if (here := one.next_here(at)) is not None]
        if not there:
            return None, None
        soonest = min(here for here, _ in there)
        about_as_soon = [pair for pair in there if pair[0] <= soonest + timedelta(minutes=45)]
        speaking = [pair for pair in about_as_soon if language in pair[1].speaks]
        here, one = rng.choice(speaking if speaking and rng.random() < 0.85 else about_as_soon)
        if here > at:
            here += spread * rng.random() ** 1.5
        return one, here


def _without(shifts, away):
    return [
        (starts, ends)
        for starts, ends in shifts
        if not any(starts < until and ends > since for since, until in away)
    ]
