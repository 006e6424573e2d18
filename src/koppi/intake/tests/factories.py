"""A county's teams with the real topics, people who write, and drafts in every stage."""

from uuid import uuid4

from koppi.intake import content, rules
from koppi.intake.actions import save_answer, start_draft
from koppi.matters.tests.factories import LONG_AGO, NINE, make_client, make_team, resident_of

TEAMS = {
    "etela": "patient",
    "pohjoinen": "patient",
    "mieli": "patient",
    "perhe": "social",
    "ikaihmiset": "social",
    "tietosuoja": "patient",
    "tietosuoja-sosiaali": "social",
}

GOOD = {
    rules.TOPIC: {"topic": "back-limbs"},
    rules.WARNINGS: {"affirmed": [], "asked": ["numb-saddle", "broken", "stroke"]},
    rules.WORDS: {"words": "Selkä kipeytyi lauantaina lumitöissä. Jalka puutuu.", "title": ""},
    rules.SINCE: {"since": "3d", "on": None},
    rules.REACH: {"by": "message", "phone": "", "times": [], "voicemail": False, "email": ""},
    rules.SUPPORT: {"language": "fi", "interpreter": "", "support": [], "more": ""},
}


def install_topics(at=LONG_AGO):
    """Put the real topics in force, with a team for each code; return the teams by code."""
    teams = {code: make_team(code, register) for code, register in TEAMS.items()}
    content.install(teams, at)
    return teams


def make_resident(name="Maria Lindqvist", **values):
    """Return a client and the account they sign in with."""
    client = make_client(name, **values)
    return client, resident_of(client)


def make_draft(user, *, at=NINE, uuid=None, tab="window", **changes):
    """Return a draft whose every question has a good answer, but for the changes; None leaves one out."""
    uuid = uuid or uuid4()
    draft = start_draft(by=user, at=at, uuid=uuid)
    for step, data in {**GOOD, **changes}.items():
        if data is not None:
            draft = save_answer(
                draft_uuid=uuid, step=step, raw={}, data=data, tab=tab, version=0, by=user, at=at
            )
    return draft
