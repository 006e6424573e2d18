"""A resident's matters: the list, one matter as a letter exchange, and what one can do with it."""

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from uuid6 import uuid7

from koppi.chat.models import Visit
from koppi.chat.queries import visit_of
from koppi.chat.rules import name_in_presence
from koppi.conversations import actions as conversations
from koppi.conversations.errors import KeyReused, OtherWindow, TooLong
from koppi.conversations.rules import channel_of
from koppi.feedback.queries import open_request
from koppi.files.errors import BadFile
from koppi.identity import limits
from koppi.identity.doors import for_residents, quiet
from koppi.intake.actions import report_worse
from koppi.intake.forms import WorseForm
from koppi.intake.queries import affirmed_of, statements_of, worsenings_of
from koppi.live import presence, tickets
from koppi.matters import actions as matter_actions
from koppi.matters.errors import AlreadyClosed, Refusal
from koppi.matters.models import Matter
from koppi.ui import times
from koppi.ui.text import clean

from .. import actions, chatting, exchange, queries
from ..forms import LetterForm
from .acting import confirmed, confirmed_lists
from .chat import note_seen
from .finding import file_url, find_matter

UNPROCESSABLE = 422
CONFLICT = 409
TOO_MANY = 429


def _to_matter(reference, part=""):
    return HttpResponseRedirect(reverse("resident:matter", args=[reference]) + part)


@for_residents
@require_safe
@confirmed_lists
def mine(request):
    """List all matters, also those that are done."""
    rows = queries.my_matters(request.user, request.now)
    context = {"rows": [row for row in rows if row.is_open], "done": [row for row in rows if not row.is_open]}
    return render(request, "resident/matters.html", context)


@for_residents
@require_safe
@confirmed
def matter(request, reference):
    """Show where a matter is, what was promised, and the letters both ways."""
    page = _matter_page(request, reference)
    conversations.mark_read(matter=page.matter, by=request.user, at=request.now)
    talk = chatting.talk_of(page.matter, request.user, request.now)
    if talk:
        note_seen(request, page.matter, talk)
    return _draw(request, page, talk=talk)


def _matter_page(request, reference):
    try:
        return queries.matter_page(reference, request.user, request.now, file_url)
    except Matter.DoesNotExist:
        raise Http404 from None


def _draw(request, page, form=None, status=200, talk=None):
    if form is None:
        kept = page.draft
        initial = {"body": kept.body if kept else "", "key": kept.client_uuid if kept else uuid7()}
        form = LetterForm(now=request.now, initial=initial)
    context = {"page": page, "matter": page.matter, "row": page.row, "form": form, "talk": talk}
    if talk and not talk.is_open:
        context["asked"] = open_request(page.matter, request.now)
    return render(request, "resident/matter.html", context, status=status)


@for_residents
@quiet
@require_safe
@confirmed
def ticket(request, reference):
    """Give an open page a ticket for its matter's conversation and visit to the chat; it shows nothing."""
    matter = find_matter(request, reference)
    return tickets.answer(request, [channel_of(matter.pk), *chatting.channels_of(matter)])


@for_residents
@quiet
@require_safe
@confirmed
def letters(request, reference):
    """Give an open page the letters that it lacks, as the page itself would show them."""
    found = find_matter(request, reference)
    text = request.GET.get("after", "")
    after = int(text) if text.isdecimal() and len(text) < 9 else 0
    entries, last = exchange.entries_after(found, after, request.user, file_url)
    if entries:
        conversations.mark_read(matter=found, by=request.user, at=request.now)
    context = {"entries": entries, "after": last, "matter": found}
    return render(request, "resident/_letters.html", context)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def letter(request, reference):
    """Send a letter; the same one again is the same one. What is one too many stays with its writer."""
    found = find_matter(request, reference)
    if request.method != "POST":
        return _to_matter(reference)
    if "answer" in request.POST:
        return _answer(request, found)
    form = LetterForm(request.POST, request.FILES, now=request.now)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            if not actions.is_sent(form.cleaned_data["key"], request.user):
                limits.take_for_sender(request, "letter")
            sent = actions.send_letter(
                matter_id=found.pk,
                body=form.cleaned_data["body"],
                key=form.cleaned_data["key"],
                uploads=form.cleaned_data["files"],
                by=request.user,
                at=request.now,
            )
        except limits.TooMany:
            status = TOO_MANY
            form.add_error(
                "body",
                _(
                    "You have sent many messages in a short time. This one is kept here: wait a moment and "
                    "send it again."
                ),
            )
        except BadFile as why:
            form.add_error("files", str(why))
        except Refusal as why:
            form.add_error("body", str(why))
            if isinstance(why, KeyReused):
                form.data = {**form.data.dict(), "key": str(uuid7())}
        else:
            presence.stopped(channel_of(found.pk), name_in_presence(request.user.pk), request.now)
            return _sent(request, sent)
    _keep_words(request, found)
    if request.FILES and "files" not in form.errors:
        form.add_error("files", _("The files did not come along. Choose them again."))
    talk = chatting.talk_of(found, request.user, request.now)
    return _draw(request, _matter_page(request, reference), form, status=status, talk=talk)


def _answer(request, found):
    """Send the quick answer that was pressed; what stands in the page's own text stays there."""
    asked = request.POST.get("to", "")
    try:
        limits.take_for_sender(request, "letter")
        sent = conversations.answer_letter(
            matter_id=found.pk,
            letter_id=int(asked) if asked.isdecimal() and len(asked) < 19 else 0,
            answer=request.POST["answer"],
            by=request.user,
            at=request.now,
        )
    except limits.TooMany:
        messages.error(
            request, _("You have sent many messages in a short time. Wait a moment, then choose again.")
        )
    except KeyReused:
        messages.error(request, _("You have answered this already. If something changed, write it below."))
    except Refusal as why:
        messages.error(request, str(why))
    else:
        return _sent(request, sent)
    return _to_matter(found.reference)


def _sent(request, message):
    where = message.conversation.matter
    where.refresh_from_db(fields=["due_at"])
    messages.success(request, _what_comes(request, where))
    return _to_matter(where.reference, f"#letter-{message.pk}")


def _what_comes(request, where):
    """Say that a letter went, and by when one hears, unless somebody is there to answer now."""
    visit = visit_of(where.pk)
    promised = times.by_time(where.due_at, request.now, get_language()) if where.due_at else ""
    if not promised or (visit and visit.state == Visit.State.TALKING):
        return _("Your message was sent.")
    if request.POST.get("live") and visit is None:
        said = _("The chat has ended. Your message was sent, and we answer %(promised)s.")
    else:
        said = _("Your message was sent. We answer %(promised)s.")
    return said % {"promised": promised}


def _keep_words(request, found):
    """Keep what was written when a letter could not be sent."""
    words = clean(request.POST.get("body", ""))
    if words:
        # What is too long to keep stands in the page that comes back.
        with suppress(TooLong):
            conversations.save_draft(
                matter_id=found.pk, kind="reply", body=words, by=request.user, at=request.now
            )


def save_draft(request, reference):
    """Keep a letter while it is typed."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return _save_draft(request, reference)


@for_residents
@require_POST
def _save_draft(request, reference):
    found = find_matter(request, reference)
    words = clean(request.POST.get("body", ""))
    try:
        draft = conversations.save_draft(
            matter_id=found.pk,
            kind="reply",
            body=words,
            seen=request.POST.get("version"),
            tab=request.POST.get("tab", "")[:64],
            by=request.user,
            at=request.now,
        )
    except (TooLong, OtherWindow) as why:
        return JsonResponse({"said": str(why)}, status=UNPROCESSABLE)
    local = request.now.astimezone(times.HELSINKI)
    saved = f"{local.hour}.{local.minute:02d}"
    return JsonResponse({"saved": saved, "version": draft.mark if draft else ""})


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def worse(request, reference):
    """Ask the warning statements again, and put the matter on top when one holds."""
    found = find_matter(request, reference)
    statements = statements_of(found.topic.statements, request.now)
    form = WorseForm(request.POST or None, now=request.now, statements=statements)
    if request.method == "POST" and form.is_valid():
        told = report_worse(
            matter_id=found.pk,
            affirmed=form.affirmed_codes,
            words=form.cleaned_data["words"],
            by=request.user,
            at=request.now,
        )
        if told.affirmed:
            return redirect("resident:worse_told", reference=told.matter.reference)
        messages.success(request, _("We have your news. It stands with your letters."))
        return _to_matter(told.matter.reference, f"#worse-{told.pk}")
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "resident/worse.html", {"matter": found, "form": form}, status=status)


@for_residents
@require_safe
@confirmed
def worse_told(request, reference):
    """Show whom to call about what got worse; the matter is on top already."""
    found = find_matter(request, reference)
    told = next((row for row in reversed(worsenings_of(found)) if row.affirmed), None)
    if told is None:
        return _to_matter(reference)
    statements = affirmed_of(told)
    context = {
        "matter": found,
        "statements": statements,
        "emergency": any(statement.guidance == "112" for statement in statements),
    }
    return render(request, "resident/worse_told.html", context)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def cancel(request, reference):
    """Close a matter that is over, after asking once; a letter opens it again."""
    found = find_matter(request, reference)
    if found.state == Matter.State.CLOSED:
        return _to_matter(reference)
    if request.method == "POST":
        try:
            matter_actions.cancel_matter(matter_id=found.pk, by=request.user, at=request.now)
        except AlreadyClosed:
            return _to_matter(reference)
        messages.success(
            request, _("You cancelled this. If you need help after all, write here: it opens again.")
        )
        return _to_matter(reference)
    return render(request, "resident/cancel.html", {"matter": found})
