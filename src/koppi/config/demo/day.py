"""A working day through the real actions, told step by step; every step is checked, and nothing stays.

The day happens in one transaction that is rolled back at the end, so it may be told as often as one likes,
also while Koppi runs. An empty database gets a tiny county for as long as the day lasts.
"""

import sys
from datetime import timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import override

from koppi.conversations import actions as letters
from koppi.conversations import queries as conversations
from koppi.deadlines.calendars import HELSINKI
from koppi.identity.models import User
from koppi.intake import actions as intake
from koppi.intake import rules
from koppi.matters import actions as matters
from koppi.matters.errors import AlreadyCaught, CareMissing
from koppi.matters.models import Matter
from koppi.matters.queries import broken_promises, worklist
from koppi.people.models import Client, Professional

WORDS = "Selkä kipeytyi lumitöissä. Eilisestä asti vasen jalka on puutunut polven alapuolelta."
ASKED = "Hei, asiasi on minulla. Onko jalka heikompi kuin ennen, kun nouset varpaille?"
ADVICE = "Tutkin mielelläni tällä viikolla. Kuvaa ei tarvita vielä."
TOLD = "Petri tutkii selkäsi torstaina klo 10. Jos jalka heikkenee, soita heti 116117."
ANSWERS = {
    rules.WHO: {"about_whom": rules.SELF},
    rules.TOPIC: {"topic": "back-limbs"},
    rules.WARNINGS: {"affirmed": [], "asked": ["numb-saddle", "broken", "stroke"]},
    rules.WORDS: {"words": WORDS, "title": "Selkäkipu"},
    rules.SINCE: {"since": "3d", "on": None},
    rules.REACH: {"by": "message", "phone": "", "times": [], "voicemail": False, "email": ""},
    rules.SUPPORT: {"language": "fi", "interpreter": "", "support": [], "more": ""},
}


class Untrue(Exception):
    """A step of the day did not do what it promises."""


def check(promise, kept):
    """Raise unless a promise was kept.

    :raises Untrue: it was not
    """
    if not kept:
        raise Untrue(promise)


def tell_day(*, now, say):
    """Tell the day, one line a step, and leave nothing behind.

    :param say: called with each line
    :raises Untrue: a step did not do what it promises
    """
    with transaction.atomic(), override("en"):
        _tell(now, say)
        with connection.cursor() as cursor:
            # What is promised at a commit is looked at now, for there will be none.
            cursor.execute("set constraints all immediate")
        check("every promise of the spine holds", broken_promises() == [])
        transaction.set_rollback(True)
    say("Every promise holds, and nothing of this day stays.")


def _tell(now, say):
    from . import is_empty, seed

    if is_empty():
        seed(now=now, size=40)
    client = Client.objects.get(given_name="Eero", family_name="Nieminen")
    eero = User.objects.get(person_id=client.person_id)
    liisa, omar, petri = (_professional(name) for name in ("liisa.koski", "omar.hassan", "petri.virtanen"))
    # The day ends just before now: what lies ahead has not ended yet for the database.
    clock = _Clock(now - timedelta(minutes=20))

    key = uuid4()
    for step, data in ANSWERS.items():
        intake.save_answer(draft_uuid=key, step=step, raw={}, data=data, by=eero, at=clock.tick())
    contact = intake.submit_contact(draft_uuid=key, by=eero, at=clock.tick())
    again = intake.submit_contact(draft_uuid=key, by=eero, at=clock.tick())
    check("the same form twice is one contact", again.pk == contact.pk)
    matter = Matter.objects.get(matter_contacts__contact=contact)
    check("an open matter has a team and a due time", matter.team_id and matter.due_at)
    say(
        f"Eero writes: “{WORDS}” The matter {matter.shown_reference} is due"
        f" on {matter.due_at.astimezone(HELSINKI):%-d.%-m. at %-H.%M}."
    )

    rows = worklist(by=liisa.user, scope="team", at=clock.tick()).rows
    check("the team has a worklist", rows)
    say(f"Liisa opens the team's worklist: {len(rows)} rows on its first page.")

    matters.catch_matter(matter_id=matter.pk, by=liisa.user, at=clock.tick())
    try:
        matters.catch_matter(matter_id=matter.pk, by=omar.user, at=clock.tick())
    except AlreadyCaught as late:
        say(f"Liisa catches it. Omar reaches for the same ball: “{late}”")
    else:
        raise Untrue("two hands on one ball: one wins")

    _reply(matter, ASKED, liisa, clock)
    say(f"Liisa asks: “{ASKED}”")

    question = matters.ask_colleague(
        matter_id=matter.pk,
        question="Puutuu mutta ei heikkoutta. Tutkisitko?",
        to_person=petri,
        by=liisa.user,
        at=clock.tick(),
    )
    matters.answer_question(consultation_id=question.pk, answer=ADVICE, by=petri.user, at=clock.tick())
    matter.refresh_from_db()
    check("a consultation never moves responsibility", matter.caught_by_id == liisa.user_id)
    say(f"Petri advises: “{ADVICE}” Liisa still holds the matter.")

    matters.assess_matter(
        matter_id=matter.pk,
        need="Selkäkipu ja puutuminen, ei heikkoutta. Fysioterapeutin arvio.",
        urgency=Matter.Urgency.TODAY,
        profession="physiotherapist",
        by=liisa.user,
        at=clock.tick(),
    )
    check("the assessment meets its clock", matter.clocks.filter(rule="H1", met_at__isnull=False).exists())
    say("Liisa records the care need: the same-day clock is met.")

    _reply(matter, TOLD, liisa, clock)
    check("the law's limit for care runs", matter.clocks.filter(rule="H2", running=True).exists())
    try:
        matters.close_matter(matter_id=matter.pk, outcome="appointment", by=liisa.user, at=clock.tick())
    except CareMissing:
        say("She cannot close it while care has not begun, unless she says why.")
    else:
        raise Untrue("a matter that waits for care is not closed in silence")
    matters.close_matter(
        matter_id=matter.pk, outcome="appointment", without_care="elsewhere", by=liisa.user, at=clock.tick()
    )
    matter.refresh_from_db()
    check("a closed matter is let go", matter.closed_at and matter.catch_id is None and matter.due_at is None)
    say(f"Liisa answers and closes: “{TOLD}”")

    read = [letter.body for letter in conversations.letters(matter, by=eero)]
    check("the resident reads every letter", read[-2:] == [ASKED, TOLD])
    letters.mark_read(matter=matter, by=eero, at=clock.tick())
    say(f"Eero reads {len(read)} letters.")

    letters.write_letter(matter_id=matter.pk, body="Kiitos!", client_uuid=uuid4(), by=eero, at=clock.tick())
    matter.refresh_from_db()
    check("the client's word opens the matter again", matter.state == Matter.State.OPEN and matter.due_at)
    say("Eero thanks; his word opens the matter again, with a due time.")
    matters.close_matter(matter_id=matter.pk, outcome="solved", by=liisa.user, at=clock.tick())
    say("Liisa closes it: solved.")


def _reply(matter, body, by, clock):
    letters.reply(matter_id=matter.pk, body=body, client_uuid=uuid4(), by=by.user, at=clock.tick())


def _professional(username):
    return Professional.objects.select_related("user").get(user__username=username)


class _Clock:
    """The time in the story: each thing takes half a minute."""

    def __init__(self, now):
        self.now = now

    def tick(self):
        self.now += timedelta(seconds=30)
        return self.now


def main():
    """Tell the day to whoever started this; return 0, or 1 with the promise that was not kept."""
    from django.utils import timezone

    from koppi.config import cli, env, prepare

    environment = cli.setup()
    if environment.production:
        print("koppi: The demo day is not for production (KOPPI_MODE).", file=sys.stderr)  # noqa: T201
        return 2
    try:
        with cli.database(environment):
            prepare.migrate()
            tell_day(now=timezone.now(), say=prepare.say)
    except Untrue as broken:
        print(f"koppi: not so: {broken}", file=sys.stderr)  # noqa: T201
        return 1
    except env.WrongSetting as wrong:
        print(f"koppi: {wrong}", file=sys.stderr)  # noqa: T201
        return 2
    return 0
