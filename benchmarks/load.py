"""Fill a database with matters at the speed of COPY."""

from datetime import timedelta
from random import Random

import psycopg
from django.db import connection
from django.utils import timezone

from koppi.handbook.content import install_owners
from koppi.identity.models import User
from koppi.matters.models import Topic
from koppi.people.models import Client, Duty, Membership, Municipality, Professional, Skill, Team, Unit

TEAMS = 200
READER_TEAMS = 5
CLIENTS = 20_000
OPEN_SHARE = 10  # one matter in ten is open
WORDS = ["selkä", "jalka", "kuume", "yskä", "ryggen", "feber", "hosta", "haava", "resepti", "huimaus"]

MATTER = (
    "id, reference, client_id, register, topic_id, subject, language, opened_at, shown_from, team_id, skill, state, "
    "waiting_for, due_clock_id, due_at, uncaught_since, closed_at, outcome, last_event_no, guardian_sees, search"
)
CLOCK = "id, matter_id, rule, version, statutory, started_at, due_at, met_at, ended_at, ended"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def let_skip_checks():
    """Let this session fill tables without a check of every row, and write them out; the server's owner says so."""
    server = connection.settings_dict
    with psycopg.connect(
        host=server["HOST"], port=server["PORT"], dbname=server["NAME"], user="postgres", autocommit=True
    ) as owner:
        owner.execute("grant set on parameter session_replication_role to koppi")
        owner.execute("grant pg_checkpoint to koppi")


def people():
    """Make teams, a reader who belongs to five of them, clients, and one topic; return the topic's id."""
    now = timezone.now()
    reader = User.objects.create(kind=User.Kind.PROFESSIONAL, username="bench")
    unit = Unit.objects.create(
        name_fi="Asema", name_sv="Stationen", name_en="Station",
        municipality=Municipality.objects.create(code="905", name_fi="Vaasa", name_sv="Vasa", name_en="Vaasa"),
    )  # fmt: skip
    teams = Team.objects.bulk_create(
        Team(code=f"t{n}", unit=unit, register="patient", name_fi=f"T{n}", name_sv=f"T{n}", name_en=f"T{n}")
        for n in range(TEAMS)
    )
    skill = Skill.objects.create(code="general", name_fi="Yleinen", name_sv="Allmän", name_en="General")
    professional = Professional.objects.create(
        user=reader, given_name="Liisa", family_name="Koski", profession="nurse", licence="licensed",
        languages=["fi", "sv"],
    )  # fmt: skip
    professional.skills.add(skill)
    Membership.objects.bulk_create(
        Membership(team=team, professional=professional, since=now) for team in teams[:READER_TEAMS]
    )
    Duty.objects.create(professional=professional, register="patient", task="broad", since=now)
    Client.objects.bulk_create(
        Client(
            given_name=f"Anna{n}",
            family_name=f"Lindqvist{n}",
            birth_date=(now - timedelta(days=365 * (n % 90))).date(),
        )
        for n in range(CLIENTS)
    )
    install_owners()
    topic = Topic.objects.create(
        code="bench", name_fi="Selkä", name_sv="Rygg", name_en="Back", registers="patient", patient_team=teams[0],
        patient_skill="general", owner_id="chief-physician", valid_from=now,
    )  # fmt: skip
    return topic.pk


def matters(first, last, *, topic_id):
    """Add the matters of a range of numbers, each with a clock, without the keys being checked row by row.

    The rows keep every promise; `broken_promises` is asked once at the end by whoever calls.
    """
    random = Random(first)
    now = timezone.now()
    teams = list(Team.objects.order_by("pk").values_list("pk", flat=True))
    clients = list(Client.objects.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for table in ("matters_matter", "matters_clock"):
            cursor.execute(f"alter table {table} set (autovacuum_enabled = off)")
        with cursor.copy(f"copy matters_matter ({MATTER}) from stdin") as copy:
            for n in range(first, last):
                copy.write_row(_matter(n, random, now, teams, clients, topic_id))
        random = Random(first)
        with cursor.copy(f"copy matters_clock ({CLOCK}) from stdin") as copy:
            for n in range(first, last):
                row = _matter(n, random, now, teams, clients, topic_id)
                opened, due, closed = row[7], row[14], row[16]
                copy.write_row((n, n, "P1", 1, False, opened, due or closed, closed, None, ""))
        for table in ("matters_matter", "matters_clock"):
            cursor.execute("select setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum (analyze) matters_matter, matters_clock, people_client")
        # What the filling leaves for later is done now, so that it is not measured.
        cursor.execute("checkpoint")


def _matter(n, random, now, teams, clients, topic_id):
    opened = now - timedelta(minutes=300 + random.randrange(60 * 24 * 20))
    due = now + timedelta(minutes=random.randrange(-300, 60 * 24 * 3))
    team, client = teams[n % len(teams)], clients[random.randrange(len(clients))]
    words = " ".join(random.sample(WORDS, 3))
    is_open = (n // len(teams)) % OPEN_SHARE == 0
    return (
        n,
        _reference(n),
        client,
        "patient",
        topic_id,
        f"{words}, numero {n}",
        "sv" if n % 2 else "fi",
        opened,
        opened,
        team,
        "general",
        "open" if is_open else "closed",
        "",
        n if is_open else None,
        due if is_open else None,
        opened if is_open else None,
        None if is_open else now,
        "" if is_open else "solved",
        0,
        True,
        f"'{words.split()[0]}':1",
    )


def _reference(n):
    letters = ""
    for _ in range(6):
        n, rest = divmod(n, 32)
        letters = LETTERS[rest] + letters
    return letters
