"""Who owns the demo county's rules and texts, and what has been changed in them of late."""

from datetime import datetime, time, timedelta

from koppi.deadlines.calendars import HELSINKI, day_of
from koppi.handbook.actions import approve_change, go_back, propose_change, send_back
from koppi.handbook.content import (
    CHIEF_NURSE,
    CHIEF_PHYSICIAN,
    DATA_PROTECTION_OFFICER,
    HEAD_OF_MENTAL,
    HEAD_OF_OLDER,
    HEAD_OF_SOCIAL,
    HEAD_OF_STATIONS,
    PROCESS_OWNER,
)
from koppi.handbook.kinds import kind_of
from koppi.handbook.models import Naming
from koppi.handbook.rules import base_of
from koppi.identity.models import User

# The chief dentist has left, and nobody has been named yet.
OWNERS = {
    CHIEF_NURSE: "maria.nyman",
    CHIEF_PHYSICIAN: "henrik.back",
    DATA_PROTECTION_OFFICER: "karin.westman",
    HEAD_OF_MENTAL: "ilona.virta",
    HEAD_OF_OLDER: "mikael.sandberg",
    HEAD_OF_SOCIAL: "mikael.sandberg",
    HEAD_OF_STATIONS: "anders.storm",
    PROCESS_OWNER: "anders.storm",
}
MANAGER = "eeva.holm"
LEAD = "ilona.virta"
DAY = timedelta(days=1)


def name_owners(*, at):
    """Name who owns the contents of the demo county."""
    users = {user.username: user for user in User.objects.filter(username__in=[MANAGER, *OWNERS.values()])}
    Naming.objects.bulk_create(
        Naming(owner_id=owner, user=users[name], named_by=users[MANAGER], named_at=at)
        for owner, name in OWNERS.items()
    )


def change_contents(*, now):
    """Change some contents: one undone since, one planned, one sent back, and two that wait."""
    names = (MANAGER, LEAD, *OWNERS.values())
    people = {user.username: user for user in User.objects.filter(username__in=names)}
    wordy = _propose(
        "text-module",
        "closing",
        now - 9 * DAY,
        people[LEAD],
        "Sävy lämpimämmäksi.",
        {
            "body": {
                "fi": "Suljen tämän asian nyt, koska kaikki on kunnossa. Jos jokin vielä mietityttää, kirjoita "
                "rohkeasti tähän, niin asia avautuu uudelleen.",
                "sv": "Jag avslutar ärendet nu, eftersom allt är i ordning. Om något ännu oroar dig, skriv gärna "
                "här så öppnas det igen.",
                "en": "I am closing this matter now, as all is well. If anything still worries you, do write here "
                "and it opens again.",
            }
        },
    )
    nurse = people[OWNERS[CHIEF_NURSE]]
    approve_change(change_id=wordy.pk, by=nurse, at=now - 8 * DAY)
    go_back(
        kind="text-module",
        code="closing",
        version=1,
        base=base_of(kind_of("text-module").latest("closing")),
        why="Asiakkaat eivät huomanneet, että asian voi avata uudelleen.",
        wanted_at=None,
        by=nurse,
        at=now - 3 * DAY,
    )
    hint = _propose(
        "topic",
        "skin",
        now - 2 * DAY,
        people[MANAGER],
        "Aknesta on kysytty usein.",
        {
            "hint": {
                "fi": "Ihottuma, akne, luomi, hyönteisen pisto, kutina",
                "sv": "Utslag, akne, födelsemärke, insektsbett, klåda",
                "en": "Rash, acne, mole, insect bite, itching",
            }
        },
        wanted_at=_next_monday(now),
    )
    approve_change(change_id=hint.pk, by=people[OWNERS[HEAD_OF_STATIONS]], at=now - DAY)
    short = _propose(
        "statement",
        "allergy",
        now - 5 * DAY,
        people[LEAD],
        "Lyhyempi on selkeämpi.",
        {"text": {"fi": "Kasvot turpoavat", "sv": "Ansiktet svullnar", "en": "The face is swelling"}},
    )
    send_back(
        change_id=short.pk,
        why="Kieli ja nielu pitää mainita: ne ovat vaarallisimmat.",
        by=people[OWNERS[CHIEF_PHYSICIAN]],
        at=now - 4 * DAY,
    )
    _propose(
        "topic",
        "back-limbs",
        now - timedelta(hours=5),
        people[MANAGER],
        "Pohjoisella on nyt kaksi fysioterapeuttia.",
        {"patient_team": "pohjoinen"},
        wanted_at=_next_monday(now),
    )
    _propose(
        "statement",
        "breathing",
        now - timedelta(hours=3),
        people[LEAD],
        "Asiakkaat kysyvät, mitä lepo tarkoittaa.",
        {
            "text": {
                "fi": "Hengittäminen on vaikeaa istuessa tai puhuessa",
                "sv": "Det är svårt att andas när man sitter eller talar",
                "en": "Breathing is hard when sitting or talking",
            }
        },
    )


def _propose(kind, code, at, by, why, values, wanted_at=None):
    latest = kind_of(kind).latest(code)
    return propose_change(
        kind=kind,
        code=code,
        content={**kind_of(kind).content_of(latest), **values},
        base=base_of(latest),
        why=why,
        wanted_at=wanted_at,
        by=by,
        at=at,
    )


def _next_monday(now):
    day = day_of(now)
    return datetime.combine(day + timedelta(days=7 - day.weekday()), time(8), HELSINKI)
