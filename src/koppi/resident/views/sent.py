"""After a message was sent: the receipt, and what to do with words that changed afterwards."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from uuid6 import uuid7

from koppi.identity.doors import for_residents
from koppi.intake import queries, rules
from koppi.intake.models import Contact

from .. import calls
from ..queries import team_shown
from .acting import confirmed_sent
from .contact import page_of_draft


@for_residents
@require_safe
@confirmed_sent
def sent(request, draft_uuid):
    """Confirm what was sent: the receipt, the reference, by when it is answered, and who reads it."""
    contact = queries.contact_sent(draft_uuid, request.user)
    if contact is None:
        page_of_draft(request, draft_uuid)
        return redirect("resident:contact_resume", draft_uuid=draft_uuid)
    found = queries.matters_of_contact(contact, request.user)
    if contact.channel == Contact.Channel.CHAT and found:
        return redirect("resident:chat_room", reference=found[0].reference)
    statements = queries.affirmed_of(contact)
    context = {
        "contact": contact,
        "found": [(matter, team_shown(matter, request.user)) for matter in found],
        "promised_at": min((matter.due_at for matter in found if matter.due_at), default=None),
        "is_for_other": contact.for_other,
        "statements": statements,
        "emergency": any(statement.guidance == "112" for statement in statements),
        "email": queries.reach_answers(contact).get("email"),
        "call": calls.call_of_contact(contact, found, request.now),
    }
    return render(request, "resident/contact/sent.html", context)


@for_residents
@require_safe
@confirmed_sent
def changed(request, draft_uuid):
    """Say that the message was sent before, keep what was changed, and offer it as a letter."""
    contact = queries.contact_sent(draft_uuid, request.user)
    if contact is None:
        raise Http404
    page = page_of_draft(request, draft_uuid)
    new_words = (rules.raw_of(page.answers, rules.WORDS) or {}).get("words", [""])[0]
    before = {(line.question, line.answer) for line in queries.lines_of_contact(contact)}
    # A letter is read by many: under non-disclosure no number and no address goes along.
    steps = (rules.SINCE, rules.SUPPORT) if queries.hides_reach(contact) else rules.STEPS
    other = [
        f"{line.question}: {line.answer}"
        for line in queries.lines_of_page(page)
        if line.step in (rules.SINCE, rules.REACH, rules.SUPPORT)
        and line.step in steps
        and line.answer
        and (line.question, line.answer) not in before
    ]
    parts = ([new_words] if new_words.strip() != contact.words else []) + other
    context = {
        "contact": contact,
        "found": queries.matters_of_contact(contact, request.user),
        "letter": "\n".join(parts),
        "key": uuid7(),
    }
    return render(request, "resident/contact/changed.html", context)
