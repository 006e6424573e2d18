"""Keep what is being written, send it once, and hear that it got worse."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from koppi.access.second_lock import whole_house
from koppi.files.actions import store_upload
from koppi.files.models import StoredFile
from koppi.ledger import actions as ledger
from koppi.matters.actions import hear_from_client, open_matter, warn
from koppi.matters.models import Topic
from koppi.notices.actions import queue_delivery
from koppi.notices.models import Channel
from koppi.notices.queries import contact_points_of
from koppi.notices.rules import channel_key
from koppi.people.models import Client, in_language
from koppi.ui.text import clean

from . import rules
from .chatting import reach_in_chat, support_in_chat
from .errors import KeyReused, MandateEnded, OtherWindow, TooManyFiles, Unfinished
from .models import Contact, ContactDraft, ContactFile, DraftFile, MatterContact, Statement, Worsening
from .queries import (
    is_somebody_elses,
    kept_for,
    page_of,
    reach_answers,
    team_at_hand,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A whole contact, ready to be received: what a form gathers, or a professional wrote down.

    :param since: a code of `words.SINCE`, empty when it was not asked
    :param affirmed: codes of the warning statements that hold right now
    :param registers: the registers in which to open a matter, of those the topic touches
    :param reach, support: answers as the forms give them
    :param files: ids of stored files that nobody else uses
    """

    about: Client
    topic: Topic
    registers: tuple[str, ...]
    words: str
    title: str = ""
    since: str = ""
    since_on: date | None = None
    affirmed: tuple[str, ...] = ()
    reach: dict | None = None
    support: dict | None = None
    language: str = "fi"
    interpreter: str = ""
    files: tuple = ()


# The draft


@transaction.atomic
def start_draft(*, by, at, uuid=None):
    """Begin a contact, or return the one already begun under this uuid.

    :raises ContactDraft.DoesNotExist: the uuid is somebody else's draft
    """
    uuid = uuid or uuid7()
    if is_somebody_elses(uuid, by):
        raise ContactDraft.DoesNotExist
    draft, _ = ContactDraft.objects.get_or_create(
        uuid=uuid, user=by, defaults={"created_at": at, "updated_at": at}
    )
    return draft


def locked_draft(uuid, by):
    """Lock a user's own draft; another's is not there."""
    return ContactDraft.objects.select_for_update(no_key=True, of=("self",)).get(uuid=uuid, user=by)


@transaction.atomic
def save_answer(*, draft_uuid, step, raw, data, by, at, tab="", version=0):
    """Keep what was typed in one step, and what it means if it is a good answer.

    The last writer wins within one window; another window that would overwrite an answer it has
    not seen is told instead. A draft that was sent already still keeps what is typed, so that it
    can be sent as a letter.

    :param raw: what the fields hold, as lists by name; signs that no text holds are left out
    :param data: the good answer, or None while there is none
    :param tab: which window writes
    :param version: what `rules.version_of` was when that window was opened
    :raises ContactDraft.DoesNotExist: the uuid is somebody else's draft
    :raises OtherWindow: another window answered meanwhile; nothing was changed
    """
    start_draft(by=by, at=at, uuid=draft_uuid)
    draft = locked_draft(draft_uuid, by)
    raw = {name: [clean(value) for value in values] for name, values in raw.items()}
    if rules.is_stale(draft.answers, step, tab=tab, version=version):
        theirs = draft.answers[step]
        if theirs["raw"] != raw:
            raise OtherWindow(theirs)
    draft.answers = rules.written(draft.answers, step, raw=raw, data=data, tab=tab)
    draft.version += 1
    draft.updated_at = at
    draft.save(update_fields=["answers", "version", "updated_at"])
    return draft


@transaction.atomic
def attach_file(*, draft_uuid, upload, by, at):
    """Check one photo or document and keep it with a draft.

    :raises koppi.files.errors.BadFile: the file is too large, or not what its name says
    :raises TooManyFiles: no more fit
    """
    start_draft(by=by, at=at, uuid=draft_uuid)
    draft = locked_draft(draft_uuid, by)
    if draft.files.count() >= rules.MOST_FILES:
        raise TooManyFiles(rules.MOST_FILES)
    stored = store_upload(upload=upload, by=by, at=at)
    draft.updated_at = at
    draft.save(update_fields=["updated_at"])
    return DraftFile.objects.create(draft=draft, file=stored)


@transaction.atomic
def detach_file(*, draft_uuid, file_uuid, by, at):
    """Take a file out of a draft; one that is not there any more is no trouble.

    :raises ContactDraft.DoesNotExist: no such draft of this user
    """
    draft = locked_draft(draft_uuid, by)
    if draft.submitted_at is None:
        _drop_files(draft.files.filter(file__uuid=file_uuid))
    draft.updated_at = at
    draft.save(update_fields=["updated_at"])
    return draft


@transaction.atomic
def discard_draft(*, draft_uuid, by, at):
    """Throw away a draft that was not sent; one that was sent stays.

    :raises ContactDraft.DoesNotExist: no such draft of this user
    """
    draft = locked_draft(draft_uuid, by)
    if draft.submitted_at is None:
        _drop_files(draft.files.all())
        draft.delete()


@transaction.atomic
def forget_drafts(*, by, at):
    """Throw away the drafts that nobody has touched for 30 days; return how many. Safe to repeat."""
    stale = ContactDraft.objects.filter(submitted_at=None, updated_at__lte=at - kept_for())
    ids = list(stale.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True))
    _drop_files(DraftFile.objects.filter(draft_id__in=ids))
    return ContactDraft.objects.filter(pk__in=ids).delete()[1].get("intake.ContactDraft", 0)


def _drop_files(links):
    """Delete files of drafts; the sweep of files then removes what was in them."""
    files = list(links.values_list("file_id", flat=True))
    links.delete()
    StoredFile.objects.filter(pk__in=files).delete()


# The contact


@transaction.atomic
def submit_contact(*, draft_uuid, by, at):
    """Send a draft: one contact, and a matter in each register it touches, however many times it is asked.

    The draft's uuid is the contact's key, and both are written in one transaction: a second send, at
    the same time or after a timeout, finds the first and returns it.

    :raises ContactDraft.DoesNotExist: no such draft of this user
    :raises Unfinished: a question still needs an answer; `.step` tells which
    :raises MandateEnded: the writer may no longer act for the client
    :raises KeyReused: it was sent before, and its words have changed since
    """
    draft = locked_draft(draft_uuid, by)
    files = [row.file for row in draft.files.select_related("file").order_by("pk")]
    body = rules.body_of(draft.answers, [file.sha256 for file in files])
    if draft.submitted_at is not None:
        return the_same(Contact.objects.get(key=draft.uuid), body)
    page = page_of(draft, by, at)
    contact = receive_contact(
        said=_gathered(page, files),
        body=body,
        key=draft.uuid,
        channel=Contact.Channel.FORM,
        for_other=page.other is not None,
        by=by,
        at=at,
    )
    draft.submitted_at = at
    draft.save(update_fields=["submitted_at"])
    return contact


@dataclass(frozen=True, slots=True)
class ForChat:
    """What a draft says in a chat: the contact, and what makes it the same one when it comes again."""

    said: Said
    body: dict
    for_other: bool


@transaction.atomic
def submit_for_chat(*, draft_uuid, register, language, by, at):
    """Mark a draft as sent and return what it says for a chat, whose first questions are enough.

    The caller sends it in the same transaction, with the draft's uuid as its key. What was not asked is
    asked in the talk; how to reach the writer and what support they need is what they told before.

    :param register: the one register in which its matter opens
    :param language: the language of the writer's pages
    :raises ContactDraft.DoesNotExist: no such draft of this user
    :raises Unfinished: a question still needs an answer; `.step` tells which
    :raises MandateEnded: the writer may not act for the client in this register
    """
    draft = locked_draft(draft_uuid, by)
    files = [row.file for row in draft.files.select_related("file").order_by("pk")]
    page = page_of(draft, by, at)
    answers = page.answers
    _check_is_whole(page, rules.unanswered_before_chat(answers, page.facts))
    if register not in page.covered(page.topic):
        raise MandateEnded
    since = rules.data_of(answers, rules.SINCE) or {"since": "", "on": None}
    support = support_in_chat(page, language)
    own_words = rules.data_of(answers, rules.WORDS)
    said = Said(
        about=page.client,
        topic=page.topic,
        registers=(register,),
        words=own_words["words"],
        title=own_words["title"],
        since=since["since"],
        since_on=date.fromisoformat(since["on"]) if since["on"] else None,
        affirmed=rules.affirmed_in(answers, page.facts),
        reach=reach_in_chat(page),
        support=support,
        language=support["language"],
        interpreter=support["interpreter"],
        files=tuple(files),
    )
    body = rules.body_of(answers, [file.sha256 for file in files])
    if draft.submitted_at is None:
        draft.submitted_at = at
        draft.save(update_fields=["submitted_at"])
    return ForChat(said, body, page.other is not None)


def _check_is_whole(page, missing):
    if missing:
        raise Unfinished(missing[0])
    if page.topic is None:
        raise Unfinished(rules.TOPIC)
    if page.client is None or page.mandate_is_gone:
        raise MandateEnded


def _gathered(page, files):
    """Return what a finished draft says."""
    answers, facts = page.answers, page.facts
    _check_is_whole(page, rules.unanswered(answers, facts))
    registers = page.covered(page.topic)
    if not registers:
        raise MandateEnded
    own_words, since = rules.data_of(answers, rules.WORDS), rules.data_of(answers, rules.SINCE)
    support = rules.data_of(answers, rules.SUPPORT)
    return Said(
        about=page.client,
        topic=page.topic,
        registers=registers,
        words=own_words["words"],
        title=own_words["title"],
        since=since["since"],
        since_on=date.fromisoformat(since["on"]) if since["on"] else None,
        affirmed=rules.affirmed_in(answers, facts),
        reach=rules.data_of(answers, rules.REACH),
        support=support,
        language=support["language"],
        interpreter=support["interpreter"],
        files=tuple(files),
    )


@transaction.atomic
def receive_contact(
    *,
    said,
    key,
    channel,
    by,
    at,
    body=None,
    for_other=False,
    identified="",
    urgency=None,
    here=False,
    joins=None,
    team=None,
):
    """Write a contact down and open its matters, in one transaction; the same key again changes nothing.

    The contact that is returned knows the matters that it opened just now, or joined (`opened`).

    :param said: the whole contact (`Said`)
    :param body: what makes it the same contact when it is sent again; `said` itself if left out
    :param identified: how a professional came to know who it is, one of `Contact.Identified`
    :param urgency: how urgent whoever writes it down judges it
    :param here: whoever writes it down answers for it, so it stays in a team of theirs in its register
    :param joins: the id of an open matter that it goes into; nothing is opened then
    :param team: an open team of the register that it goes to instead of the topic's
    :raises KeyReused: the key was used before with another body
    """
    body = body or {"words": said.words, "about": str(said.about.uuid), "topic": said.topic.code}
    digest = rules.body_hash(body)
    contact = Contact(
        key=key,
        body_hash=digest,
        channel=channel,
        sent_by=by,
        about=said.about,
        for_other=for_other,
        identified=identified,
        topic=said.topic,
        words=said.words,
        since=said.since,
        since_on=said.since_on,
        affirmed=list(said.affirmed),
        answers={"title": said.title, "reach": said.reach, "support": said.support},
        language=said.language,
        interpreter=said.interpreter,
        received_at=at,
    )
    try:
        # Of two at the same moment the second waits here for the first, and then learns of it.
        with transaction.atomic():
            contact.save(force_insert=True)
    except IntegrityError:
        return the_same(Contact.objects.get(key=key), body)
    ContactFile.objects.bulk_create(ContactFile(contact=contact, file=file) for file in said.files)
    if joins:
        contact.opened = [_join_matter(contact, joins, by, at)]
    else:
        contact.opened = _open_matters(contact, said, by, at, urgency=urgency, team=team, here=here)
    tell_received(contact, by, at)
    # The receipt is due at once: 13/2003 12 §.
    key = f"contact-received-{contact.key}"
    _queue_note(contact, "contact_received", key, at, contact.opened[0].reference)
    return contact


def tell_received(contact, by, at):
    """Record that a contact came, with the matters that it opened just now."""
    ledger.record(
        "contact.received",
        by=by,
        at=at,
        client_id=contact.about_id,
        channel=contact.channel,
        topic=contact.topic.code,
        contact=contact.pk,
        matters=[matter.pk for matter in contact.opened],
        affirmed=bool(contact.affirmed),
        language=contact.language,
    )


def the_same(contact, body):
    """Return a contact that was sent before under the same key.

    :raises KeyReused: it had another body
    """
    if contact.body_hash != rules.body_hash(body):
        raise KeyReused(contact)
    return contact


def _join_matter(contact, matter_id, by, at):
    """Let a contact go into an open matter of its client, as news of the client's."""
    hear = warn if contact.affirmed else hear_from_client
    matter = hear(matter_id=matter_id, by=by, at=at)
    MatterContact.objects.create(matter=matter, contact=contact, how=MatterContact.How.JOINED)
    return matter


def _open_matters(contact, said, by, at, *, urgency, here, team):
    joint = uuid7() if len(said.registers) > 1 else None
    subject = rules.derive_subject(said.title, in_language(said.topic, "name", said.language), said.words)
    matters = [
        open_matter(
            client=said.about,
            register=register,
            topic=said.topic,
            subject=subject,
            language=said.language,
            words=said.words,
            affirmed=bool(said.affirmed),
            by=by,
            at=at,
            joint_id=joint,
            urgency=urgency,
            team=team_at_hand(by, said.topic, register) if here else team,
        )
        for register in said.registers
    ]
    MatterContact.objects.bulk_create(
        MatterContact(matter=matter, contact=contact, how=MatterContact.How.OPENED) for matter in matters
    )
    return matters


def note_to_client(*, matter, template, key, at):
    """Leave a neutral note in the outbox for whoever wrote the matter's latest contact and gave an address.

    The same key twice is one note. Nothing is left when nobody gave an address.
    """
    contacts = Contact.objects.filter(matter_contacts__matter=matter).select_related("about", "sent_by")
    if not matter.guardian_sees:
        # A capable minor's own word: the guardian who wrote hears nothing of it any more (703/2023 51 §).
        contacts = contacts.filter(sent_by__person_id=matter.client.person_id)
    contact = contacts.order_by("-received_at", "-pk").first()
    if contact:
        _queue_note(contact, template, key, at, matter.reference)


def _queue_note(contact, template, key, at, reference=""):
    person = contact.sent_by
    if person.person_id is None:
        return
    # Whoever acts here leaves a note to somebody else, and is shown nothing of how.
    with whole_house():
        points = contact_points_of(person.person_id)
    if points is None:
        # Who has never chosen is told where they said, contact by contact.
        address = reach_answers(contact).get("email")
        points = {Channel.EMAIL: address} if address else {}
    for channel, address in points.items():
        queue_delivery(
            person_id=person.person_id,
            channel=channel,
            address=address,
            template=template,
            language=person.language,
            reference=reference,
            key=channel_key(key, channel),
            at=at,
        )


@transaction.atomic
def report_worse(*, matter_id, affirmed, words, by, at):
    """Hear from a client that it got worse: an affirmed statement puts the matter on top.

    Without an affirmed statement it is news like a letter: the matter wakes, and opens again if it
    was closed. What is told joins the matter and is never edited.

    :param affirmed: codes of statements, only those that exist count, also one that has ended since it
        was read: a danger that was told is never lost
    :raises Matter.DoesNotExist: not theirs, or not there
    """
    known = tuple(
        Statement.objects.filter(code__in=affirmed, valid_from__lte=at)
        .values_list("code", flat=True)
        .distinct()
        .order_by("code")
    )
    hear = warn if known else hear_from_client
    matter = hear(matter_id=matter_id, by=by, at=at)
    return Worsening.objects.create(matter=matter, by=by, at=at, affirmed=list(known), words=words)
