"""Invented people for tests, made through the real actions. Identity codes are 900–999 only.

Import the functions you need; each takes what matters to the test and invents the rest.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from stdnum.fi import hetu

from koppi.identity.actions import resident_user
from koppi.identity.models import User
from koppi.people import actions
from koppi.people.models import (
    Mandate,
    Municipality,
    OpeningHours,
    Professional,
    Shift,
    Skill,
    Team,
    Unit,
)

# A Monday in office hours: 9.00 in Helsinki.
NINE = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
_numbers = count(1)
_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def test_code(birth_date=date(1990, 1, 1), number=None, sign=None):
    """Return a valid identity code that nobody real has."""
    number = number if number is not None else 900 + next(_numbers) % 100
    sign = sign or ("A" if birth_date.year >= 2000 else "-")
    digits = f"{birth_date:%d%m%y}{number}"
    return hetu.validate(
        f"{birth_date:%d%m%y}{sign}{number}{_CHECKS[int(digits) % 31]}", allow_temporary=True
    )


test_code.__test__ = False


def make_municipality(code="905"):
    """Return a municipality, Vaasa by its number."""
    found, _ = Municipality.objects.get_or_create(
        code=code, defaults={"name_fi": "Vaasa", "name_sv": "Vasa", "name_en": "Vaasa"}
    )
    return found


def make_unit(name="Rannikon terveysasema"):
    """Return a unit by its Finnish name."""
    found, _ = Unit.objects.get_or_create(
        name_fi=name, defaults={"name_sv": name, "name_en": name, "municipality": make_municipality()}
    )
    return found


def make_team(code=None, register="patient", **values):
    """Return a new team; its name is its code."""
    code = code or f"team-{next(_numbers)}"
    names = {"name_fi": code, "name_sv": code, "name_en": code}
    return Team.objects.create(code=code, register=register, **{"unit": make_unit(), **names, **values})


def make_skill(code):
    """Return a skill by its code."""
    names = {"name_fi": code, "name_sv": code, "name_en": code}
    return Skill.objects.get_or_create(code=code, defaults=names)[0]


def make_professional(name="Aino Koski", *teams, at=NINE - 30 * 24 * HOUR, skills=(), **values):
    """Return a new professional, a licensed nurse unless told otherwise, who belongs to the teams."""
    given, _, family = name.partition(" ")
    defaults = {
        "username": f"{given.lower()}-{next(_numbers)}",
        "profession": "nurse",
        "licence": Professional.Licence.LICENSED,
    }
    system = User.objects.system()
    person = actions.make_professional(
        given_name=given,
        family_name=family or "Koski",
        by=system,
        at=at,
        skills=[make_skill(skill) for skill in skills],
        **{**defaults, **values},
    )
    for team in teams:
        actions.join_team(professional=person, team=team, by=system, at=at)
    return person


def make_client(name="Maria Lindqvist", birth_date=date(1982, 5, 17), at=NINE - 24 * HOUR, **values):
    """Return a new client without an identity code; pass `hetu=test_code(...)` for one."""
    given, _, family = name.partition(" ")
    if "hetu" in values:
        birth_date = None
    return actions.make_client(
        given_name=given,
        family_name=family or "Lindqvist",
        birth_date=birth_date,
        by=User.objects.system(),
        at=at,
        **values,
    )


def user_of(client, at=NINE):
    """Return the account a client signs in with."""
    return resident_user(person_id=client.person_id, language=client.language, at=at)


def let_act(agent, client, kind=Mandate.Kind.AUTHORISED, since=date(2020, 1, 1), **values):
    """Let one client act for another."""
    return Mandate.objects.create(client=client, agent=agent.person_id, kind=kind, valid_from=since, **values)


def make_shift(professional, starts_at=NINE - HOUR, hours=8, leads=False):
    """Put a professional to work."""
    return Shift.objects.create(
        professional=professional, starts_at=starts_at, ends_at=starts_at + hours * HOUR, leads=leads
    )


def open_every_weekday(way="office", opens=time(8), closes=time(16)):
    """Open a way in from Monday to Friday."""
    for weekday in range(5):
        OpeningHours.objects.create(way=way, weekday=weekday, opens=opens, closes=closes)
