"""Everything a matter page shows, asked in a fixed number of statements."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import uuid6
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppi.access.matrix import Kind
from koppi.appointments.queries import Shown, shown_of
from koppi.conversations import queries as conversations
from koppi.conversations.models import Attachment, Draft
from koppi.intake.models import ContactFile
from koppi.intake.queries import (
    SentFile,
    affirmed_in,
    contacts_of_matter,
    files_of_contact,
    hides_reach,
    lines_of_contact,
    worsenings_of,
)
from koppi.intake.words import language_name
from koppi.matters.models import Assessment, Handover, Matter
from koppi.matters.queries import (
    Opening,
    due_explained,
    how_it_ended,
    open_matters_of_client,
    pending_offer,
)
from koppi.matters.queries.assessors import can_assess
from koppi.matters.rules import ASSESS
from koppi.people.minors import MinorsRule
from koppi.people.models import Client, in_language
from koppi.people.queries import (
    minors_rule,
    own_people,
    professional_of,
    reach_of,
    who_are,
)
from koppi.people.scope import scope_of
from koppi.ui import times
from koppi.ui.times import HELSINKI

from ..actions import LOOKING
from ..models import Look
from ..own_words import OWN_ROLE
from ..rules import may_release
from ..words import (
    CHANNEL,
    DUE,
    IDENTIFIED_SAID,
    LENT,
    NO_PROFESSION,
    PROFESSION,
    REGISTER,
    SEX,
    SOMEBODY,
    URGENCY,
)
from .calls import CallNote, call_note
from .care import CareNote, care_note
from .lines import TalkLine, lines_after, talk
from .rows import NEAR


@dataclass(frozen=True, slots=True)
class Said:
    """What the client said: their own words first, what they affirmed, and what else they answered."""

    at: datetime
    channel: str
    words: str
    lang: str
    affirmed: list[str]
    answers: list
    files: list[SentFile]
    sent_by: str
    again: bool = False
    taken: str = ""
    caller: str = ""


@dataclass(frozen=True, slots=True)
class OwnPerson:
    """Somebody who answers for the client's whole, in one register."""

    responsibility_id: int
    name: str
    role: str
    profession: str
    register: str
    oneself: bool
    leads: bool


@dataclass(frozen=True, slots=True)
class MatterPage:
    """A matter as one professional sees it."""

    matter: Matter
    at: datetime
    client: Client | None
    age: int | None
    minors_rule: MinorsRule | None
    sex: str
    municipality: str
    language: str
    own_people: list[OwnPerson]
    others: list
    continued_as: str
    snoozed_why: str
    said: list[Said]
    talk: list[TalkLine]
    due_steps: tuple
    holder: str
    mine: bool
    offer: Handover | None
    may_take: bool
    my_offer: bool
    assessment: Assessment | None
    assess_by: datetime | None
    may_assess: bool
    may_release: bool
    looking: list[str]
    reply_draft: dict
    note_draft: dict
    modules: list[dict]
    opening: Opening
    call: CallNote | None
    care: CareNote | None
    appointments: list[Shown]
    cards: list
    templates: list

    @property
    def lent(self):
        """Whether the matter is only read, on a ground of the law or by break-glass."""
        return self.opening.lent

    @property
    def opens_picture(self):
        """Whether the client's picture is open from here, too; never across the border of the registers."""
        crosses = self.opening.lent and self.opening.why != "break_glass"
        return Kind.MATTER in self.opening.kinds and not crosses

    @property
    def lent_said(self):
        """On what ground it is read."""
        return LENT[self.opening.why]

    @property
    def advice(self):
        """Whether nobody knows whose it is."""
        return self.client is None

    @property
    def minor(self):
        """Whether the client is not of full age."""
        return self.minors_rule is not None

    @property
    def may_judge(self):
        """Whether the minor is of an age to have a word of their own here, or one has been noted."""
        return self.minor and (self.minors_rule.asks or not self.matter.guardian_sees)

    @property
    def needs_lead(self):
        """Whether the county's rule asks for a named person who leads, and there is none."""
        needed = self.minor and self.minors_rule.needs_lead and not self.lent
        return needed and not any(one.leads for one in self.own_people)

    @property
    def led_by(self):
        """The professions that may lead, as a line; empty: any."""
        return ", ".join(str(PROFESSION[code]).lower() for code in self.minors_rule.led_by)

    @property
    def assessable(self):
        """Whether the assessment is among what is open."""
        return Kind.ASSESSMENT in self.opening.kinds

    @property
    def closed(self):
        """Whether the matter is closed."""
        return self.matter.state == Matter.State.CLOSED

    @property
    def may_reopen(self):
        """Whether it opens again here; advice to somebody now identified goes on elsewhere."""
        return self.matter.outcome != Matter.Outcome.CONTINUED

    @property
    def outcome(self):
        """How a closed matter ended."""
        return how_it_ended(self.matter).name

    @property
    def assessment_said(self):
        """The urgency and the profession of the latest assessment."""
        profession = PROFESSION.get(self.assessment.profession, NO_PROFESSION)
        return f"{URGENCY[self.assessment.urgency]}. {profession}."

    @property
    def uncaught(self):
        """Whether nobody has it."""
        return not self.closed and not self.matter.catch_id

    @property
    def due_said(self):
        """What is due, and by when, as people say it."""
        by = times.by_time(self.matter.due_at, self.at, get_language())
        return DUE.get(self.matter.due_clock.rule, DUE["N1"]) % {"by": by}

    @property
    def near(self):
        """Whether the due time is less than an hour away."""
        return self.matter.due_at is not None and self.matter.due_at - self.at <= NEAR

    @property
    def waiting(self):
        """Whether the next move is somebody else's."""
        return self.matter.state == Matter.State.WAITING

    @property
    def warned(self):
        """Whether the client's own statement leads, because no person has judged after it."""
        matter = self.matter
        return bool(matter.warned_at and (matter.urgency_at is None or matter.warned_at > matter.urgency_at))


def matter_page(matter, *, by, at, opening):
    """Return a matter's page for a reader who may see it; the reading has been written down before.

    Only the kinds of data that the reader's task, or the ground it is lent on, opens (decree 457/2024).
    """
    kinds = opening.kinds
    reader = professional_of(by)
    client = matter.client
    offer = pending_offer(matter)
    assess_by = (
        matter.clocks.filter(rule=ASSESS, running=True).values_list("due_at", flat=True).first()
        if matter.register == "patient"
        else None
    )
    modules = conversations.text_modules(by=by, language=matter.language, at=at)
    draft = partial(_draft, matter, by)
    today = at.astimezone(HELSINKI).date()
    rule = minors_rule(client, matter.register, today) if client else None
    return MatterPage(
        matter=matter,
        at=at,
        client=client,
        age=client.age_on(today) if client else None,
        minors_rule=rule,
        sex=str(SEX.get(client.sex, "")) if client else "",
        municipality=reach_of(client).municipality if client and Kind.CONTACT in kinds else "",
        language=language_name(matter.language),
        own_people=_own_people(matter, rule, by, at) if client else [],
        others=_others(matter, by),
        continued_as=_continued_as(matter, by),
        snoozed_why=matter.snoozes.filter(woken_at=None).values_list("why", flat=True).first() or "",
        said=[one if Kind.FILES in kinds else replace(one, files=[]) for one in _said(matter)],
        talk=_opened_talk(talk(matter, by=by), opening),
        due_steps=due_explained(matter),
        holder=matter.caught_by.professional.name if matter.caught_by else "",
        mine=matter.caught_by_id == by.pk,
        offer=offer,
        may_take=offer is not None and _may_take(offer, reader, by),
        my_offer=offer is not None and offer.offered_by_id == by.pk,
        assessment=_assessment(matter) if Kind.ASSESSMENT in kinds else None,
        assess_by=assess_by,
        may_assess=can_assess(reader, skill=matter.skill, day=today),
        may_release=may_release(matter.caught_by_id, by.pk, reader.roles),
        looking=looking(matter, by=by, at=at),
        reply_draft=draft(Draft.Kind.REPLY),
        note_draft=draft(Draft.Kind.NOTE),
        modules=[{"key": one.code, "name": one.title} for one in modules],
        opening=opening,
        call=None if opening.lent or client is None else call_note(matter, at=at),
        care=None if opening.lent else care_note(matter, at=at),
        appointments=[] if opening.lent or client is None else shown_of(matter, at, get_language()),
        cards=[] if opening.lent else conversations.cards_for(matter.topic, matter.register, at, by=by),
        templates=[]
        if opening.lent
        else conversations.templates_for(matter.topic, matter.register, at, by=by),
    )


def _assessment(matter):
    return matter.assessments.select_related("assessed_by__professional").order_by("-pk").first()


def _opened_talk(lines, opening):
    """Return the lines of the kinds that are open; what colleagues did is theirs alone."""
    kinds = opening.kinds
    closed = set()
    if Kind.LETTERS not in kinds:
        closed |= {"ours", "theirs"}
    if Kind.NOTES not in kinds:
        closed |= {"note", "question"}
    if opening.lent:
        closed.add("event")
    shown = [line for line in lines if line.kind not in closed]
    return shown if Kind.FILES in kinds else [replace(line, files=()) for line in shown]


def letters_after(matter, seq, *, by, opening):
    """Return the letters after a number as far as the reader's opening shows letters at all."""
    return _opened_talk(lines_after(matter, seq, by=by), opening)


def looking(matter, *, by, at):
    """Return the given names of the others who have a matter open just now."""
    looks = (
        Look.objects.filter(matter=matter, seen_at__gt=at - LOOKING)
        .exclude(user=by)
        .select_related("user__professional")
        .order_by("seen_at", "pk")
    )
    return [look.user.professional.given_name for look in looks]


def file_of(matter, file_uuid):
    """Return a file that came with a contact or a letter of a matter, and whether its name is hidden.

    None when there is none.
    """
    sent = ContactFile.objects.filter(contact__matter_contacts__matter=matter, file__uuid=file_uuid)
    if found := sent.select_related("file", "contact__about", "contact__sent_by").first():
        return found.file, hides_reach(found.contact)
    for files in (
        Attachment.objects.filter(message__conversation__matter=matter, file__uuid=file_uuid),
        Attachment.objects.filter(message__conversation__matter__joined_into=matter, file__uuid=file_uuid),
    ):
        if found := files.select_related("file").first():
            return found.file, matter.client.non_disclosure
    return None


def join_choices(matter, *, by):
    """Return the client's other open matters in the same register that the reader may see, as choices."""
    others = (
        Matter.objects.in_care_of(by)
        .open()
        .filter(client_id=matter.client_id, register=matter.register)
        .exclude(pk=matter.pk)
        .defer("search")
        .order_by("pk")
    )
    return [(other.reference, f"{other.shown_reference}: {other.subject}") for other in others]


def _said(matter):
    """Return what the client said: that it got worse, the latest first, then the contacts, oldest first."""
    contacts, worsenings = contacts_of_matter(matter), worsenings_of(matter)
    affirmed = [[in_language(one, "short") for one in ones] for ones in affirmed_in([*contacts, *worsenings])]
    senders = _names_of({contact.sent_by.person_id for contact in contacts if contact.for_other})
    takers = _takers_of(contacts)
    said = [
        Said(
            at=contact.received_at,
            channel=contact.channel,
            words=contact.words,
            lang=contact.language,
            affirmed=affirmed[number],
            answers=lines_of_contact(contact),
            files=files_of_contact(contact),
            sent_by=senders.get(contact.sent_by.person_id, ""),
            again=number > 0,
            taken=_taken(contact, takers) if contact.identified else "",
            caller=_caller(contact),
        )
        for number, contact in enumerate(contacts)
    ]
    worse = [
        Said(
            at=one.at,
            channel="worse",
            words=one.words,
            lang=matter.language,
            affirmed=affirmed[len(contacts) + number],
            answers=[],
            files=[],
            sent_by="",
        )
        for number, one in reversed([*enumerate(worsenings)])
    ]
    return [*worse, *said]


def _takers_of(contacts):
    """Return who wrote down what was said by phone or at the counter, by their account."""
    accounts = {contact.sent_by_id for contact in contacts if contact.identified}
    return who_are(accounts) if accounts else {}


def _taken(contact, takers):
    """Return how a call came, who wrote it down, and how they knew who it was."""
    who = takers.get(contact.sent_by_id)
    facts = {"how": CHANNEL[contact.channel], "who": who.name if who else SOMEBODY}
    taken = _("%(how)s, written down by %(who)s.") % facts
    return f"{taken} {IDENTIFIED_SAID[contact.identified]}."


def _caller(contact):
    """Return who called on the client's behalf, with what they are to the client."""
    caller = getattr(contact, "caller", None)
    return ", ".join(filter(None, (caller.name, caller.relation))) if caller else ""


def _others(matter, by):
    """Return the client's other open matters; of advice nobody knows any."""
    if matter.client_id is None:
        return []
    return [line for line in open_matters_of_client(matter.client_id, by=by) if line.matter_id != matter.pk]


def _continued_as(matter, by):
    """Return the reference of the matter that goes on after a correction, or an identification, or nothing.

    Nothing, too, when it goes on where the reader does not see it.
    """
    if matter.outcome not in (Matter.Outcome.WRONG_CLIENT, Matter.Outcome.CONTINUED):
        return ""
    following = Matter.objects.visible_to(by).filter(continues=matter).order_by("pk")
    return following.values_list("reference", flat=True).first() or ""


def _names_of(person_ids):
    rows = Client.objects.filter(person_id__in=person_ids).order_by("pk")
    return {row.person_id: row.name for row in rows}


def _own_people(matter, rule, by, at):
    return [
        OwnPerson(
            responsibility_id=one.responsibility_id,
            name=one.name,
            role=str(OWN_ROLE[one.role]),
            profession=str(PROFESSION.get(one.code, "")),
            register=str(REGISTER[one.register]),
            oneself=one.user_id == by.pk,
            leads=rule is not None
            and one.user_id is not None
            and one.register == matter.register
            and rule.may_lead(one.code),
        )
        for one in own_people(matter.client, at, scope_of(by).registers)
    ]


def _may_take(offer, reader, by):
    """Whether the offer was made to the reader, or to their team and skill."""
    if offer.offered_by_id == by.pk:
        return False
    if offer.to_person_id:
        return offer.to_person_id == reader.pk
    if offer.to_team_id not in scope_of(by).team_ids:
        return False
    return not offer.to_skill or reader.skills.filter(code=offer.to_skill).exists()


def _draft(matter, by, kind):
    found = conversations.draft(matter, kind, by=by)
    if found is None:
        return {"body": "", "uuid": uuid6.uuid7(), "saved_at": None, "mark": "", "template": None}
    return {
        "body": found.body,
        "template": conversations.template_row(found.template) if found.template else None,
        "uuid": found.client_uuid,
        "saved_at": found.updated_at,
        "mark": found.mark,
    }
