"""What the contact form's pages, and the pages about a contact, ask."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

import phonenumbers
from django.db.models import Count, DateField, Max
from django.db.models.functions import TruncWeek
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppi.access.models import Register
from koppi.access.second_lock import whole_house
from koppi.deadlines.arithmetic import due
from koppi.deadlines.calendars import day_of
from koppi.files.rules import shown_name
from koppi.matters.models import Matter, Topic
from koppi.people.models import Client, Team
from koppi.people.queries import (
    ActFor,
    client_of,
    clients_to_act_for,
    clock_rules,
    is_hidden,
    office_hours,
    reach_of,
)
from koppi.people.scope import scope_of
from koppi.ui import times

from . import rules, words
from .models import Contact, ContactDraft, ContactFile, DraftFile, Statement, Worsening

PROMISES = {"patient": ("H1", "P1"), "social": ("P1",), "advice": ("P1",)}


@dataclass(frozen=True)
class Page:
    """What every question of one draft may ask about: who, which topics, which statements."""

    draft: ContactDraft
    now: datetime
    own: Client | None
    others: list[ActFor]
    topics: list[Topic]
    answers: dict
    # Hours in which one may be called, as choices, and a quieter line for each: given by who knows them.
    calls: tuple = ()
    call_hints: dict = field(default_factory=dict)

    @cached_property
    def other(self):
        """The one acted for, with what the mandate covers, or None when it is about oneself."""
        chosen = (rules.data_of(self.answers, rules.WHO) or {}).get("about_whom", rules.SELF)
        return next((other for other in self.others if str(other.client.uuid) == chosen), None)

    @cached_property
    def mandate_is_gone(self):
        """Whether somebody was chosen who may no longer be acted for."""
        chosen = (rules.data_of(self.answers, rules.WHO) or {}).get("about_whom", rules.SELF)
        return chosen != rules.SELF and self.other is None

    @cached_property
    def client(self):
        """Whom it is about."""
        return self.other.client if self.other else self.own

    @cached_property
    def topic(self):
        """The chosen topic in its present version, or None."""
        code = (rules.data_of(self.answers, rules.TOPIC) or {}).get("topic")
        return next((topic for topic in self.topics if topic.code == code), None)

    @cached_property
    def statements(self):
        """The warning statements of the topic, in its order."""
        return statements_of(self.topic.statements, self.now) if self.topic else []

    @cached_property
    def facts(self):
        """What decides which questions are asked."""
        codes = tuple(statement.code for statement in self.statements)
        versions = tuple((statement.code, statement.version) for statement in self.statements)
        return rules.Facts(
            bool(self.others), codes, topic_is_chosen=self.topic is not None, versions=versions
        )

    def covered(self, topic):
        """Return the registers of a topic in which the writer may act for the client."""
        if self.other is None:
            return topic.touched
        return rules.covered(topic.touched, health=self.other.health, social=self.other.social)


def page_of(draft, by, at):
    """Return what the pages of a draft know at a moment."""
    return Page(
        draft=draft,
        now=at,
        own=client_of(by),
        others=clients_to_act_for(by, day_of(at)),
        topics=list(Topic.objects.offered(at)),
        answers=draft.answers,
    )


def statements_of(codes, at):
    """Return the statements in force at a moment with these codes, in the order of the codes."""
    found = {statement.code: statement for statement in Statement.objects.in_force(at).filter(code__in=codes)}
    return [found[code] for code in codes if code in found]


def affirmed_of(told):
    """Return the statements affirmed in a contact or when it got worse, in the words of that moment."""
    return affirmed_in([told])[0]


def affirmed_in(tellings):
    """Return the statements affirmed in each of several contacts and worsenings, in the words of its moment.

    A statement that has been worded anew since, or has ended, is still found.
    """
    codes = {code for told in tellings for code in told.affirmed}
    versions = {}
    for row in Statement.objects.filter(code__in=codes).order_by("valid_from", "version"):
        versions.setdefault(row.code, []).append(row)
    return [
        [_as_of(versions[code], _told_at(told)) for code in told.affirmed if code in versions]
        for told in tellings
    ]


def _told_at(told):
    return told.received_at if isinstance(told, Contact) else told.at


def _as_of(versions, at):
    """Return the version that was in force at a moment, or else the last before it, or else the first."""
    begun = [row for row in versions if row.valid_from <= at and row.valid_to != row.valid_from]
    return begun[-1] if begun else versions[0]


def draft_of(uuid, by):
    """Return a user's own draft, or an unsaved empty one when nobody has begun it.

    :raises ContactDraft.DoesNotExist: it is somebody else's
    """
    draft = ContactDraft.objects.filter(uuid=uuid, user=by).first()
    if draft is None and is_somebody_elses(uuid, by):
        raise ContactDraft.DoesNotExist
    return draft or ContactDraft(uuid=uuid, user=by)


def is_somebody_elses(uuid, by):
    """Tell whether another user has begun a draft of this uuid, which they alone may see."""
    with whole_house():
        return ContactDraft.objects.filter(uuid=uuid).exclude(user=by).exists()


def unsent_draft(by, at):
    """Return the latest draft a user has begun and not sent, or None."""
    return (
        ContactDraft.objects.filter(user=by, submitted_at=None, updated_at__gt=at - kept_for())
        .exclude(answers={})
        .order_by("-updated_at", "-pk")
        .first()
    )


def kept_for():
    """Return how long an unsent draft is kept after its last change."""
    return timedelta(days=rules.DRAFT_KEPT_DAYS)


def files_of_draft(draft):
    """Return the files that wait in a draft, oldest first."""
    if draft.pk is None:
        return []
    return [row.file for row in DraftFile.objects.filter(draft=draft).select_related("file").order_by("pk")]


def earlier_answers(by):
    """Return how to reach a resident and what support they need, as they last told us.

    Under non-disclosure how to reach them is asked anew: whoever looks over a shoulder learns nothing.
    """
    last = (
        Contact.objects.filter(sent_by=by, channel=Contact.Channel.FORM)
        .select_related("about", "sent_by")
        .order_by("-received_at", "-pk")
        .first()
    )
    if last is None:
        return {}
    return {**last.answers, "reach": reach_answers(last)}


def known_reach(page):
    """Return how a resident wants to be reached as far as we know it, to begin the question with."""
    own = reach_of(page.own)
    known = {"phone": own.phone, "email": own.email, "by": rules.BY_MESSAGE}
    before = {} if own.hidden else earlier_answers(page.draft.user).get("reach") or {}
    known |= {name: value for name, value in before.items() if value}
    return known | {"phone": phone_said(known["phone"]) if known["phone"] else ""}


def hides_reach(contact):
    """Tell whether how to reach whom a contact is about, or who wrote it, is hidden."""
    hidden = contact.about is not None and contact.about.non_disclosure
    return hidden or (contact.for_other and is_hidden(contact.sent_by.person_id))


def reach_answers(contact):
    """Return what a contact answered about reaching its writer; no number or address when hidden."""
    answers = reach_answers_in_full(contact)
    if answers and hides_reach(contact):
        return {**answers, "phone": "", "email": ""}
    return answers


def reach_answers_in_full(contact):
    """Return the same, hidden or not, for the one page that writes down that it was read."""
    return contact.answers.get("reach") or {}


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a contact, under the name that its readers see."""

    uuid: UUID
    name: str
    size: int


def files_of_contact(contact):
    """Return the files of a contact, oldest first; under non-disclosure their own names are not told."""
    hidden = bool(contact.files.all()) and hides_reach(contact)
    return [
        SentFile(link.file.uuid, shown_name(link.file.name, link.file.media_type, hidden), link.file.size)
        for link in contact.files.all()
    ]


def reach_lines(answers):
    """Return the answers about reaching somebody in words."""
    return _reach_lines(answers) if answers else []


def standing_matter(page, by):
    """Return an open matter of the same client and topic that one could write in instead, or None."""
    if page.topic is None or page.client is None:
        return None
    return (
        Matter.objects.visible_to(by)
        .open()
        .filter(client__person_id=page.client.person_id, topic__code=page.topic.code)
        .select_related("caught_by__professional")
        .order_by("-opened_at", "-pk")
        .first()
    )


def promise(registers, at):
    """Return by when a contact sent at a moment would be answered: the strictest clock of these registers."""
    hours = office_hours(at)
    codes = {code for register in registers for code in PROMISES[register]}
    return min(due(rule, at, office=hours).at for rule in clock_rules(codes, at).values())


def team_at_hand(by, topic, register):
    """Return a professional's own team for what they answer themselves; None: the topic's own, as for others.

    Of several the one that the topic names, else the first.
    """
    own = [team for team in Team.objects.filter(pk__in=scope_of(by).team_ids).order_by("pk") if team.is_open]
    own = [team for team in own if team.register == register]
    named, _skill = topic.route(register)
    return None if named in own or not own else own[0]


def contact_sent(key, by):
    """Return a resident's own contact by its key, or None."""
    return Contact.objects.filter(key=key, sent_by=by).select_related("topic", "about").first()


def matters_of_contact(contact, by):
    """Return the matters of a contact that a user may see, the oldest first."""
    return list(
        Matter.objects.visible_to(by)
        .filter(matter_contacts__contact=contact)
        .select_related("team", "topic", "client", "caught_by__professional")
        .order_by("pk")
    )


def contacts_of_matter(matter):
    """Return the contacts of a matter that the reader was let into, the oldest first."""
    return list(
        Contact.objects.filter(matter_contacts__matter=matter)
        .select_related("topic", "about", "sent_by", "caller")
        .prefetch_related("files__file")
        .order_by("received_at", "pk")
    )


def worsenings_of(matter):
    """Return what a client told when it got worse, also in matters joined into this one, the oldest first."""
    told = Worsening.objects.filter(matter__in=Matter.objects.with_joined(matter))
    return list(told.select_related("by").order_by("at", "pk"))


def contact_file(uuid, by):
    """Return a file of one's own draft, or of a contact in a matter one may see; is its name hidden; whose.

    A draft's file is nobody's yet; once sent, it is the client's, and whoever sent it for them may see it as
    long as they may see the matter. None when it is neither.
    """
    own = DraftFile.objects.filter(file__uuid=uuid, draft__user=by, draft__submitted_at=None)
    if link := own.select_related("file").first():
        return link.file, False, None
    sent = ContactFile.objects.filter(
        file__uuid=uuid, contact__matter_contacts__matter__in=Matter.objects.visible_to(by)
    )
    found = sent.select_related("file", "contact__about", "contact__sent_by").first()
    return (found.file, hides_reach(found.contact), found.contact.about) if found else None


@dataclass(frozen=True, slots=True)
class Line:
    """One question in a word or two, and its answer in words, for reading rather than writing."""

    step: str
    question: str
    answer: str


def lines_of_page(page):
    """Return a draft's answers for checking; an unanswered question has an empty answer."""
    answers = page.answers
    lines = []
    for step in rules.steps_for(page.facts)[:-1]:
        data = rules.data_of(answers, step) if rules.is_answered(answers, step, page.facts) else None
        lines.extend(_lines_of_step(step, data, page))
    return lines


def lines_of_contact(contact):
    """Return what a contact answered besides its words, for whoever reads it."""
    since = {"since": contact.since, "on": contact.since_on.isoformat() if contact.since_on else None}
    reach, support = reach_answers(contact), contact.answers.get("support")
    lines = [Line(rules.SINCE, _("Since when"), since_said(since))] if contact.since else []
    lines += _reach_lines(reach) if reach else []
    lines += _support_lines(support) if support else []
    return [line for line in lines if line.answer]


def _lines_of_step(step, data, page):
    if step == rules.WHO:
        return [Line(step, _("For whom"), _who_said(page) if data else "")]
    if step == rules.TOPIC:
        return [Line(step, _("Topic"), page.topic.name if data and page.topic else "")]
    if step == rules.WARNINGS:
        return [Line(step, _("Right now"), _warnings_said(data, page) if data else "")]
    if step == rules.WORDS:
        said = [Line(step, _("In your own words"), data["words"] if data else "")]
        return said + ([Line(step, _("In a few words"), data["title"])] if data and data["title"] else [])
    if step == rules.SINCE:
        return [Line(step, _("Since when"), since_said(data) if data else "")]
    if step == rules.REACH:
        return _reach_lines(data) if data else [Line(step, _("How we answer"), "")]
    if step == rules.SUPPORT:
        return _support_lines(data) if data else [Line(step, _("Language"), "")]
    names = [file.name for file in files_of_draft(page.draft)]
    return [Line(step, _("Photos and files"), "\n".join(names) or _("None"))]


def _who_said(page):
    return page.other.client.name if page.other else _("For myself")


def _warnings_said(data, page):
    affirmed = [statement.text for statement in page.statements if statement.code in data["affirmed"]]
    return "\n".join(affirmed) or _("None of these")


def since_said(data):
    """Return a beginning in words."""
    if data["since"] == rules.SINCE_DATE and data["on"]:
        return date_format(datetime.fromisoformat(data["on"]).date(), "j.n.Y")
    return str(words.SINCE.get(data["since"], ""))


def _reach_lines(data):
    lines = [Line(rules.REACH, _("How we answer"), str(words.REACH[data["by"]]))]
    if data["phone"]:
        lines.append(Line(rules.REACH, _("Phone number"), phone_said(data["phone"])))
    if data["by"] == rules.BY_PHONE:
        lines.append(Line(rules.REACH, _("When to call"), _when_to_call(data)))
        left = _("You may leave a message") if data["voicemail"] else _("Please leave no message")
        lines.append(Line(rules.REACH, _("Voicemail"), left))
    if data["email"]:
        lines.append(Line(rules.REACH, _("A note by e-mail to"), data["email"]))
    return lines


def _when_to_call(data):
    """Return the hour that was chosen, in full, or the times that suit."""
    chosen = rules.hour_chosen(data)
    if chosen:
        return times.span(chosen, chosen + timedelta(hours=1), chosen, get_language())
    return ", ".join(str(words.TIMES[code]) for code in data["times"]) or _("Any time")


def _support_lines(data):
    lines = [Line(rules.SUPPORT, _("Language"), words.language_name(data["language"]))]
    if data["interpreter"]:
        lines.append(Line(rules.SUPPORT, _("Interpreter"), interpreter_said(data["interpreter"])))
    needs = [str(words.SUPPORT[code]) for code in data["support"]]
    needs += [data["more"]] if data["more"] else []
    if needs:
        lines.append(Line(rules.SUPPORT, _("To take into account"), "\n".join(needs)))
    return lines


def interpreter_said(code):
    """Return which interpreter is needed."""
    return str(words.SUPPORT["sign"]) if code == "sign" else words.language_name(code)


def phone_said(number):
    """Return a stored number as people write it: 040 123 4567."""
    try:
        parsed = phonenumbers.parse(number, "FI")
    except phonenumbers.NumberParseException:
        return number
    national = phonenumbers.region_code_for_number(parsed) == "FI"
    kind = (
        phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, kind)


@dataclass(frozen=True, slots=True)
class AdviceCount:
    """How often advice was asked for in a week, in one topic and one way."""

    week: date
    topic: str
    channel: str
    count: int


def advice_counts(*, by, since):
    """Return how often advice was asked of the reader's teams, by week, topic and way; without a word of it.

    Whoever said later who they are is counted, too. Versions of a topic count as one.

    :param since: from which moment on
    """
    scope = scope_of(by)
    if Register.ADVICE not in scope.registers:
        return []
    asked = Contact.objects.filter(
        about=None, received_at__gte=since, matter_contacts__matter__team__in=scope.team_ids
    )
    rows = (
        asked.annotate(week=TruncWeek("received_at", tzinfo=times.HELSINKI, output_field=DateField()))
        .values("week", "topic__code", "channel")
        .annotate(count=Count("pk"), newest=Max("topic"))
        .order_by("week", "topic__code", "channel")
    )
    found = Topic.objects.filter(pk__in={row["newest"] for row in rows}).order_by("pk")
    names = {topic.code: topic.name for topic in found}
    return [AdviceCount(row["week"], names[row["topic__code"]], row["channel"], row["count"]) for row in rows]
