"""What a resident does that takes several packages at once."""

from contextlib import suppress

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppi.access.actions import ask_older_looks
from koppi.access.models import OlderLooks
from koppi.callbacks.actions import promise_callback
from koppi.callbacks.errors import NoSuchWindow, WindowFull
from koppi.callbacks.models import Callback
from koppi.chat.actions import enter_chat
from koppi.conversations.actions import discard_draft, write_letter
from koppi.conversations.models import Message
from koppi.files.actions import store_upload
from koppi.intake.actions import Said, receive_contact, submit_contact, submit_for_chat
from koppi.intake.content import DATA_PROTECTION
from koppi.intake.models import Contact
from koppi.intake.rules import hour_chosen
from koppi.matters.models import Topic
from koppi.people.models import Client
from koppi.ui import times

from . import looks


@transaction.atomic
def send_letter(*, matter_id, body, key, uploads, by, at):
    """Send a letter with its files, and end the draft it grew from; the same key again sends nothing more.

    :raises koppi.files.errors.BadFile: a file cannot be taken; nothing was sent
    :raises Matter.DoesNotExist: not theirs, or not there
    """
    sent = is_sent(key, by)
    files = () if sent else [store_upload(upload=upload, by=by, at=at) for upload in uploads]
    if sent and not body.strip():
        return Message.objects.get(client_uuid=key)
    message = write_letter(matter_id=matter_id, body=body, client_uuid=key, by=by, at=at, files=files)
    discard_draft(matter_id=matter_id, kind="reply", by=by, at=at)
    return message


def is_sent(key, by):
    """Test whether somebody has sent a letter under a key already."""
    return Message.objects.filter(client_uuid=key, written_by=by).exists()


@transaction.atomic
def send_contact(*, draft_uuid, by, at):
    """Send a draft, and promise the call that it asks for if its hour is still free.

    The contact never waits for that: when the hour is taken, it is sent all the same, and another is
    chosen after.

    :raises koppi.intake.errors.Unfinished, MandateEnded, KeyReused: as `submit_contact` says
    """
    contact = submit_contact(draft_uuid=draft_uuid, by=by, at=at)
    reach = contact.answers.get("reach")
    starts_at = hour_chosen(reach)
    if starts_at is None or not hasattr(contact, "opened"):
        return contact
    for matter in contact.opened:
        with suppress(NoSuchWindow, WindowFull), transaction.atomic():
            promise_callback(
                matter_id=matter.pk,
                starts_at=starts_at,
                phone=reach["phone"],
                whose=Callback.Whose.OTHER if contact.for_other else Callback.Whose.CLIENT,
                by=by,
                at=at,
            )
            break
    return contact


@transaction.atomic
def start_chat(*, draft_uuid, route_code, register, by, at):
    """Send a draft's first answers and stand in the queue; the same draft again is the same visit.

    :raises koppi.intake.errors.Unfinished, MandateEnded, KeyReused: as `submit_for_chat` says
    :raises ChatClosed, OutsideArea, QueueFull, AlreadyInChat: as `enter_chat` says; nothing was sent
    :raises Visit.DoesNotExist: the draft was sent before as a message
    """
    ready = submit_for_chat(
        draft_uuid=draft_uuid, register=register, language=get_language()[:2], by=by, at=at
    )
    return enter_chat(
        said=ready.said,
        body=ready.body,
        key=draft_uuid,
        route_code=route_code,
        for_other=ready.for_other,
        by=by,
        at=at,
    )


@transaction.atomic
def ask_about_look(*, whose, row, line, by, at):
    """Ask the data protection officer about a line of the log; the same line again is the same matter.

    The matter is in the register of the line, and the client sees it among the others.

    :param whose: whose log it is (`looks.Whose`)
    :param row, line: the line as it stands and in words (`looks.look_of`)
    """
    client_id = looks.own_client_id(whose, row)
    key = looks.question_key(row.id, client_id)
    receive_contact(
        said=_to_officer(
            about=Client.objects.get(pk=client_id),
            register=row.register,
            title=_("A question about who has looked at my data")
            if whose.is_self
            else _("A question about who has looked at the data"),
            words=_question_words(line, own=whose.is_self),
            at=at,
        ),
        key=key,
        channel=Contact.Channel.FORM,
        body={"look": row.id},
        for_other=not whose.is_self,
        by=by,
        at=at,
    )
    return looks.matter_asked(key, by)


@transaction.atomic
def ask_for_older_looks(*, whose, register, reason, key, by, at):
    """Ask for the lines older than two years, in a matter of their own; one request waits at a time.

    Source: 703/2023 11 §: for a special reason only.
    """
    client = Client.objects.select_for_update(no_key=True).get(pk=whose.client.pk)
    waiting = OlderLooks.objects.filter(client_id=client.pk, register=register, granted=None)
    same = OlderLooks.objects.filter(key=key, asked_by=by)
    if found := (same.first() or waiting.first()):
        return found
    title = _("A request for older lines of the log")
    contact = receive_contact(
        said=_to_officer(about=client, register=register, title=title, words=reason, at=at),
        key=key,
        channel=Contact.Channel.FORM,
        for_other=not whose.is_self,
        by=by,
        at=at,
    )
    return ask_older_looks(
        key=key,
        client_id=client.pk,
        register=register,
        matter_id=contact.opened[0].pk,
        reason=reason,
        by=by,
        at=at,
    )


def _to_officer(*, about, register, title, words, at):
    return Said(
        about=about,
        topic=Topic.objects.in_force(at).get(code=DATA_PROTECTION),
        registers=("social" if register == "social" else "patient",),
        words=words,
        title=title,
        language=get_language()[:2],
    )


def _question_words(line, *, own):
    told = [part for part in (line.who, line.profession, line.unit) if part]
    facts = {
        "when": times.exact(line.at, get_language()),
        "who": ", ".join(told),
        "what": line.what,
        "why": line.why,
    }
    asked = _(
        "Why has this person looked at my data? I do not understand this line of the log:\n"
        "%(when)s, %(who)s. Shown: %(what)s. Reason: %(why)s."
    )
    if not own:
        asked = _(
            "Why has this person looked at the data? I do not understand this line of the log:\n"
            "%(when)s, %(who)s. Shown: %(what)s. Reason: %(why)s."
        )
    return asked % facts
