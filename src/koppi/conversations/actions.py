"""Letters between a client and the professionals, notes among professionals, and drafts of both."""

from datetime import timedelta
from uuid import uuid5

import uuid6
from django.db import connection, transaction

from koppi import live
from koppi.intake.actions import note_to_client
from koppi.matters import actions as matters
from koppi.matters.errors import NotAllowed
from koppi.matters.models import Matter
from koppi.people.models import in_language
from koppi.people.queries import who_are

from .errors import (
    ClientWrote,
    KeyReused,
    NoSuchAnswer,
    NothingWritten,
    OtherWindow,
    SomebodyReplied,
    TemplateGone,
    TooLong,
)
from .models import Attachment, Draft, Message, Note, RecordingTemplate
from .rules import channel_of, split_answers, with_headings

LONGEST = 10_000  # characters of one message
AGAIN_WITHIN = timedelta(minutes=10)
# The place, which is locked from here until the commit, and the letter there. It returns what it made up and
# not the stored row: what a new conversation lets its writer see begins with the next statement.
KEEP = """
    with place as (
        insert into conversations_conversation (matter_id, last_seq) values (%(matter)s, 1)
        on conflict (matter_id) do update set last_seq = conversations_conversation.last_seq + 1
        returning id, last_seq
    ), letter as (
        select nextval('conversations_message_id_seq') as id, place.id as conversation_id, last_seq as seq
        from place
    ), kept as (
        insert into conversations_message
            (id, conversation_id, seq, client_uuid, written_by_id, from_client, body, sent_at)
        select id, conversation_id, seq, %(client_uuid)s, %(by)s, %(from_client)s, %(body)s, %(at)s
        from letter
    )
    select id, conversation_id, seq from letter"""


def check_body(body):
    """Return a text without the space around it.

    :raises NothingWritten: nothing is left
    :raises TooLong: it has more than `LONGEST` characters
    """
    body = body.strip()
    if not body:
        raise NothingWritten()
    return check_length(body)


def check_length(body):
    """Return a text that is not too long.

    :raises TooLong: it has more than `LONGEST` characters
    """
    if len(body) > LONGEST:
        raise TooLong(len(body), LONGEST)
    return body


@transaction.atomic
def write_letter(*, matter_id, body, client_uuid, by, at, files=()):
    """Send a client's letter: it wakes the matter, ends a wait or opens it again, and an answer is due.

    The same letter twice is one letter, and so are the same words again right after themselves, while they
    wait for an answer. A letter to a joined matter lands in the one it joined.

    :param files: stored files that come along; a letter may be files alone
    :raises KeyReused: the same key with another text, or in another matter
    :raises NotAllowed: the user is no resident
    """
    body = check_length(body.strip()) if files else check_body(body)
    matter = matters.lock_where_it_went(matter_id, by)
    if not by.is_resident:
        raise NotAllowed()
    if sent := _already_sent(client_uuid, matter, body, by):
        return sent
    still_waits = matter.state == Matter.State.OPEN and matter.client_wrote_at
    if not files and still_waits and (sent := _just_sent(matter, body, by, at)):
        return sent
    matters.note_word(matter, by=by, at=at)
    message = _post(matter, body=body, client_uuid=client_uuid, by=by, at=at, from_client=True)
    Attachment.objects.bulk_create(Attachment(message=message, file=file) for file in files)
    return message


@transaction.atomic
def answer_letter(*, matter_id, letter_id, answer, by, at):
    """Send one of the quick answers that a professional's letter offers, as the client's own letter.

    A letter is answered so once: the same answer again is the same letter. What the client is drafting
    stays.

    :param letter_id: the letter that offers it
    :raises NoSuchAnswer: it offers no such answer, or something has been written after it
    :raises KeyReused: it was answered otherwise, from another window
    """
    matter = matters.lock_where_it_went(matter_id, by)
    asked = Message.objects.filter(pk=letter_id, conversation__matter=matter, from_client=False).first()
    if asked is None or answer not in split_answers(asked.body)[1]:
        raise NoSuchAnswer()
    key = uuid5(asked.client_uuid, "answer")
    sent = Message.objects.filter(client_uuid=key).exists()
    if not sent and Message.objects.filter(conversation=asked.conversation_id, seq__gt=asked.seq).exists():
        raise NoSuchAnswer()
    return write_letter(matter_id=matter.pk, body=answer, client_uuid=key, by=by, at=at)


@transaction.atomic
def reply(*, matter_id, body, client_uuid, by, at, seen_seq=None):
    """Send a professional's letter: it answers the client, and catches what nobody holds.

    A letter to a matter that was joined meanwhile lands in the one it joined: the message's
    conversation tells where.

    The same reply twice is one reply, and so are the same words again right after themselves.

    :param seen_seq: the number of the last letter that the writer saw (0: none); what the client or a
        colleague wrote after it is shown first. None does not ask.
    :raises AlreadyClosed: the matter is closed
    :raises KeyReused: the same key with another text, or in another matter
    :raises SomebodyReplied: a colleague wrote after what the writer saw; sending again is then deliberate
    :raises ClientWrote: the client did; what nobody has read must not count as answered
    """
    body = check_body(body)
    matter = matters.lock_where_it_went(matter_id, by)
    if sent := _already_sent(client_uuid, matter, body, by):
        return sent
    if sent := _just_sent(matter, body, by, at):
        Draft.objects.filter(matter=matter_id, user=by, kind=Draft.Kind.REPLY, body=sent.body).delete()
        return sent
    if seen_seq is not None and matter.pk == matter_id:
        _check_all_is_seen(matter, seen_seq, by)
    matters.note_answer(matter, by=by, at=at)
    message = _post(matter, body=body, client_uuid=client_uuid, by=by, at=at, from_client=False)
    note_to_client(matter=matter, template="new_message", key=f"message-{message.client_uuid}", at=at)
    Draft.objects.filter(matter=matter_id, user=by, kind=Draft.Kind.REPLY).delete()
    return message


@transaction.atomic
def leave_word(*, matter_id, body, by, at):
    """Write a letter that only tells the client something: it answers nothing, so no clock moves by it.

    :param by: a professional, or Koppi itself when nobody's hand was in it
    :raises NotAllowed: the user is neither
    """
    body = check_body(body)
    matter = matters.lock_where_it_went(matter_id, by)
    matters.check_identified(matter)
    if not (by.is_professional or by.is_system):
        raise NotAllowed()
    return _post(matter, body=body, client_uuid=uuid6.uuid7(), by=by, at=at, from_client=False)


@transaction.atomic
def write_note(*, matter_id, body, client_uuid, by, at, ends_draft=True):
    """Add an internal note; the client never sees it, and no clock moves by it.

    A note remembers the version of the recording template that its writer has put into the draft.

    :param ends_draft: this is what the writer has been drafting, so that the draft ends
    :raises KeyReused: the same key with another text, or in another matter
    :raises NotAllowed: the user is no professional
    :raises NamesSomebody: the matter is advice, and the note has an identity code in it
    """
    body = check_body(body)
    matter = Matter.objects.in_care_of(by).select_for_update(no_key=True, of=("self",)).get(pk=matter_id)
    if not by.is_professional:
        raise NotAllowed()
    matters.check_may_say(matter, body)
    if written := Note.objects.filter(client_uuid=client_uuid).first():
        if (written.body, written.written_by_id, written.matter_id) != (body, by.pk, matter.pk):
            raise KeyReused()
        return written
    matters.mark_noted(matter_id=matter.pk, by=by, at=at)
    draft = Draft.objects.filter(matter=matter, user=by, kind=Draft.Kind.NOTE).first() if ends_draft else None
    note = Note.objects.create(
        matter=matter,
        client_uuid=client_uuid,
        written_by=by,
        body=body,
        written_at=at,
        template_id=draft.template_id if draft else None,
    )
    if draft:
        draft.delete()
    return note


@transaction.atomic
def put_template_in_note(*, matter_id, code, body, by, at):
    """Put the headings of a recording template at the end of the note one is drafting, none of them twice.

    :return: the draft, which remembers the version of the template
    :raises TemplateGone: no such template is in use for this matter and this reader
    :raises TooLong: the draft would have more than `LONGEST` characters
    """
    matter = Matter.objects.in_care_of(by).select_related("topic").get(pk=matter_id)
    offered = RecordingTemplate.objects.for_work(matter.topic, matter.register, at, by=by)
    template = next((row for row in offered if row.code == code), None)
    if template is None:
        raise TemplateGone()
    text = with_headings(body, in_language(template, "body"))
    draft = save_draft(matter_id=matter_id, kind=Draft.Kind.NOTE, body=text, by=by, at=at)
    draft.template = template
    draft.save(update_fields=["template"])
    return draft


@transaction.atomic
def save_draft(*, matter_id, kind, body, by, at, seen=None, tab=""):
    """Keep what somebody is writing; an empty text ends the draft. Only the writer sees or changes it.

    :param seen: the mark of the draft that the writer's window has seen, empty for none; None does not ask
    :param tab: which window writes; what it saved last itself it may always go on with
    :return: the draft, or None when it was emptied
    :raises OtherWindow: another window has saved something else meanwhile; nothing was changed
    :raises TooLong: it has more than `LONGEST` characters
    :raises NamesSomebody: the matter is advice, and the text has an identity code in it
    """
    check_length(body)
    matters.check_may_say(Matter.objects.in_care_of(by).defer("search").get(pk=matter_id), body)
    if seen is not None:
        stored = Draft.objects.filter(matter=matter_id, user=by, kind=kind).select_for_update().first()
        own = stored and tab and stored.tab == tab
        if stored and not own and seen != stored.mark and body != stored.body:
            raise OtherWindow()
    if not body.strip():
        discard_draft(matter_id=matter_id, kind=kind, by=by, at=at)
        return None
    draft, _ = Draft.objects.update_or_create(
        matter_id=matter_id,
        user=by,
        kind=Draft.Kind(kind),
        defaults={"body": body, "tab": tab, "updated_at": at},
        create_defaults={"body": body, "tab": tab, "updated_at": at, "client_uuid": uuid6.uuid7()},
    )
    return draft


def discard_draft(*, matter_id, kind, by, at):
    """Forget the writer's own draft."""
    Draft.objects.filter(matter_id=matter_id, user=by, kind=Draft.Kind(kind)).delete()


def mark_read(*, matter, by, at):
    """Note that a side has opened the letters of the other, those of joined matters too."""
    unread = Message.objects.filter(
        conversation__matter__in=Matter.objects.with_joined(matter),
        read_at=None,
        from_client=not by.is_resident,
    )
    if unread.update(read_at=at):
        live.nudge(channel_of(matter.pk), kind="read")


def _already_sent(client_uuid, matter, body, by):
    """Return the message that was sent under a key before, asked under the matter's lock.

    :raises KeyReused: it said something else, elsewhere, or somebody else sent it
    """
    sent = Message.objects.filter(client_uuid=client_uuid).first()
    if sent is None:
        return None
    place = sent.conversation.matter
    here = matter.pk in (place.pk, place.joined_into_id)
    if not here or (sent.body, sent.written_by_id) != (body, by.pk):
        raise KeyReused()
    return sent


def _just_sent(matter, body, by, at):
    """Return the last message of a matter if it says the very same and went a moment ago, else None.

    The browser's way back leads to a new page with a new key, and most browsers put the old words in it.
    """
    last = Message.objects.filter(conversation__matter=matter).order_by("-seq").first()
    if last is None or (last.body, last.written_by_id) != (body, by.pk):
        return None
    return last if at - last.sent_at <= AGAIN_WITHIN else None


def _check_all_is_seen(matter, seen_seq, by):
    """Raise if somebody wrote after the last letter that the writer saw.

    :raises SomebodyReplied: a colleague did
    :raises ClientWrote: the client did
    """
    newer = Message.objects.filter(conversation__matter=matter, seq__gt=seen_seq).exclude(written_by=by)
    latest = newer.order_by("-seq").first()
    if latest is None:
        return
    if latest.from_client:
        raise ClientWrote(latest.seq)
    writer = latest.written_by_id
    raise SomebodyReplied(who_are({writer})[writer].name, latest.seq)


def _post(matter, *, body, client_uuid, by, at, from_client):
    """Add a message at the next place of the conversation, which is locked by taking its number."""
    facts = {"client_uuid": client_uuid, "from_client": from_client, "body": body}
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {**facts, "matter": matter.pk, "by": by.pk, "at": at})
        pk, conversation_id, seq = cursor.fetchone()
    live.nudge(channel_of(matter.pk), seq=seq)
    values = {**facts, "id": pk, "conversation_id": conversation_id, "seq": seq, "sent_at": at}
    message = Message(**values, written_by=by)
    message._state.adding = False
    return message
