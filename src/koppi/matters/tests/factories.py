"""Matters, and the people around them, for tests. Everything happens on a Monday that is long past.

A pass ends by the database's clock, so a test that gave and ended one in the future would still see it.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

from django.db import connection

from koppi.handbook.models import Owner
from koppi.identity.models import User
from koppi.ledger.models import Event
from koppi.matters.actions import open_advice, open_matter
from koppi.matters.models import ClosingReason, Topic
from koppi.notices.models import Notice
from koppi.people.models import Absence
from koppi.people.tests import factories as people

NINE = datetime(2025, 3, 3, 7, 0, tzinfo=UTC)  # a Monday, 9.00 in Helsinki
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONG_AGO = NINE - 60 * DAY
CLOSING = NINE + 7 * HOUR  # 16.00: the office closes, and the assessment is due
NEXT_NINE = NINE + DAY  # the answer is due

_numbers = count(1)

make_team = people.make_team
make_skill = people.make_skill
make_professional = partial(people.make_professional, at=LONG_AGO)
make_client = partial(people.make_client, at=LONG_AGO)
make_shift = partial(people.make_shift, starts_at=NINE - HOUR, hours=10)
let_act = people.let_act


def make_owner(code="process-owner"):
    """Return a role that owns content; nobody has it."""
    names = dict.fromkeys(("name_fi", "name_sv", "name_en"), code)
    return Owner.objects.get_or_create(code=code, defaults=names)[0]


def make_topic(team=None, social_team=None, code=None, **values):
    """Return a topic in force that goes to a patient team, a social team, or both; clients book at once."""
    code = code or f"topic-{next(_numbers)}"
    registers = "both" if team and social_team else "social" if social_team else "patient"
    names = {"name_fi": code, "name_sv": code, "name_en": code}
    return Topic.objects.create(
        code=code,
        registers=registers,
        patient_team=team,
        social_team=social_team,
        owner=make_owner(),
        **{**names, "valid_from": LONG_AGO, "booking": "resident", **values},
    )


def make_reason(code="jarjesto", outcome="guided", *, name="Ohjattu järjestöön", **values):
    """Return a closing reason of the county's own under an outcome."""
    texts = {f"name_{language}": f"{name} ({language})" for language in ("fi", "sv", "en")}
    told = {f"told_{language}": f"Sait tiedon ({language})." for language in ("fi", "sv", "en")}
    return ClosingReason.objects.create(
        code=code,
        outcome=outcome,
        **{"owner": make_owner(), "valid_from": LONG_AGO, **texts, **told, **values},
    )


def make_matter(topic, client, at=NINE, register="patient", **values):
    """Return a matter that its client opened."""
    return open_matter(
        client=client,
        register=register,
        topic=topic,
        by=values.pop("by", None) or resident_of(client),
        at=at,
        **{
            "subject": "Kurkkukipu",
            "language": "fi",
            "words": "Kurkku on kipeä kolmatta päivää.",
            "affirmed": False,
            **values,
        },
    )


def make_advice(topic, *, by, at=NINE, **values):
    """Return advice that a professional gives to somebody who does not say who they are."""
    given = {
        "subject": "Kysyy kuumeesta",
        "language": "fi",
        "words": "Kuinka kauan kuumetta voi seurata kotona?",
        "affirmed": False,
    }
    return open_advice(topic=topic, by=by, at=at, **{**given, **values})


def resident_of(client):
    """Return the account a client signs in with."""
    return people.user_of(client, at=LONG_AGO)


def koppi():
    """Return Koppi's own account, which signs the sweeps."""
    return User.objects.system()


def be_away(professional, since=NINE - HOUR, until=NINE + 7 * DAY, substitute=None):
    """Let a professional be absent."""
    return Absence.objects.create(
        professional=professional, starts_at=since, ends_at=until, substitute=substitute
    )


def events(matter):
    """Return the kinds of a matter's events in their order."""
    return list(
        Event.objects.filter(matter_id=matter.pk).order_by("matter_no").values_list("kind", flat=True)
    )


def told(user):
    """Return the kinds of the notices somebody has been left, first things first."""
    return list(Notice.objects.filter(to=user).order_by("pk").values_list("kind", flat=True))


def running(matter):
    """Return the codes of a matter's running clocks, by code."""
    return sorted(matter.clocks.filter(running=True).values_list("rule", flat=True))


def keep_promises_now():
    """Ask every deferred key at once, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def everything(matter):
    """Return all that is stored about a matter, to compare before and after a refusal."""
    matter.refresh_from_db()
    own = {field.attname: getattr(matter, field.attname) for field in matter._meta.concrete_fields}
    rows = {
        name: sorted(getattr(matter, name).values_list())
        for name in ("catches", "handovers", "consultations", "snoozes", "clocks", "assessments")
    }
    return own, rows, events(matter)
