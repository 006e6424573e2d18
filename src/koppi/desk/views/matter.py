"""The matter page: beside the list on a wide screen, alone on a narrow one."""

import json

from django.db import transaction
from django.urls import reverse
from django.views.decorators.http import require_GET

from koppi.conversations import actions as conversations
from koppi.conversations.queries import last_seq
from koppi.conversations.rules import split_answers
from koppi.notices import actions as notices
from koppi.people.models import in_language

from .. import actions, queries
from ..forms import NoteForm, ReplyForm
from ..opened import mark_of
from . import chatting, doors, worklist


@doors.at_desk
@require_GET
def show(request, reference):
    """Show a matter; that it was read is written down first, or nothing is shown."""
    matter = doors.open_matter(request, reference, to_read=True)
    return draw(request, matter)


def fills_of(request, matter):
    """Return what text modules leave open, as it is in a matter (`conversations.rules.PLACEHOLDERS`)."""
    pages = {"book": "appointment", "call": "callback", "worse": "worse"}
    return {
        "name": matter.client.given_name if matter.client else "",
        "me": request.user.professional.name,
        "team": in_language(matter.team, "name", matter.language),
        **{
            word: request.build_absolute_uri(reverse(f"resident:{page}", args=[matter.reference]))
            for word, page in pages.items()
        },
    }


def draw(request, matter, *, reply=None, note=None, preview="", refusal="", status=200):
    """Draw a matter and the list beside it, once its reading has been written down.

    :param reply: a reply form that comes back, with what was typed
    :param note: a note form that comes back, with what was typed
    """
    by, at = request.user, request.now
    # In one transaction: who acts is said to the database once, and what was seen is committed once.
    with transaction.atomic():
        # Who only reads on a ground has not taken the letters in for those who care for the client.
        if not matter.opening.lent:
            actions.look_at(matter_id=matter.pk, by=by, at=at)
            conversations.mark_read(matter=matter, by=by, at=at)
        notices.mark_seen(by=by, at=at, reference=matter.reference)
        # The number first: a letter that comes while the page is made is fetched once more, never missed.
        seen_seq = last_seq(matter)
        shown = queries.matter_page(matter, by=by, at=at, opening=matter.opening)
        live = None if matter.opening.lent else queries.chat_note(matter, by=by, at=at)
    at_chat = doors.place_of(request).is_chat
    context = {
        **(chatting if at_chat else worklist).beside(request, open_reference=matter.reference),
        "chat": live,
        "shown": shown,
        "matter": shown.matter,
        "seen_seq": seen_seq,
        "opened": mark_of(matter, by=by, at=at),
        "reply": reply or ReplyForm(initial=shown.reply_draft, now=at, auto_id="reply_%s"),
        "note": note or NoteForm(initial=shown.note_draft, now=at, auto_id="note_%s"),
        "note_open": note is not None or bool(shown.note_draft["body"]),
        "preview": dict(zip(("text", "answers"), split_answers(preview), strict=True)) if preview else None,
        "fills": json.dumps(fills_of(request, matter)),
        "refusal": refusal,
    }
    return doors.page(request, "desk/matter.html", context, status=status)
