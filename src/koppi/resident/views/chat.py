"""The chat: the ways in, the waiting room, and what a talk needs besides the matter's own page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from koppi.chat import actions as chat
from koppi.chat.errors import AlreadyInChat
from koppi.chat.models import Visit
from koppi.chat.rules import name_in_presence
from koppi.conversations.rules import channel_of
from koppi.feedback.queries import open_request
from koppi.identity.doors import for_residents, quiet
from koppi.intake import rules
from koppi.intake.errors import KeyReused, MandateEnded, Unfinished
from koppi.intake.queries import client_of, phone_said
from koppi.live import presence
from koppi.matters.errors import Refusal
from koppi.matters.models import Matter
from koppi.people.queries import reach_of
from koppi.ui import times

from .. import actions, calls, chatting, exchange, queries
from ..forms import TurnForm
from .acting import confirmed, refusal_for_draft
from .contact import WANTS_A_CALL, WANTS_A_CHAT, page_of_draft
from .finding import file_url, find_matter

UNPROCESSABLE = 422
CONFLICT = 409


# The ways in


def ways(request):
    """Show the ways into the chat with their hours and queues; anybody may look."""
    by, at = request.user, request.now
    own = by.is_authenticated and by.is_resident
    context = {
        "ways": chatting.ways_into_chat(by, at),
        "open_talks": chatting.open_talks(by, at) if own else [],
    }
    return render(request, "resident/chat/ways.html", context)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, draft_uuid):
    """Show the way into the chat for what was told, and go in; or say why not and what else helps."""
    page = page_of_draft(request, draft_uuid)
    if refusal := refusal_for_draft(request, page):
        return refusal
    if page.own is None and not page.others:
        return render(request, "resident/contact/nobody.html")
    if page.draft.submitted_at:
        return redirect("resident:contact_sent", draft_uuid=draft_uuid)
    instead = request.GET.get("instead", "")
    if instead in (rules.BY_MESSAGE, rules.BY_PHONE):
        request.session.pop(WANTS_A_CHAT, None)
        request.session[WANTS_A_CALL] = instead == rules.BY_PHONE
        return redirect("resident:contact_resume", draft_uuid=draft_uuid)
    missing = rules.unanswered_before_chat(page.answers, page.facts)
    if missing:
        request.session[WANTS_A_CHAT] = request.session.get(WANTS_A_CHAT) or "any"
        return redirect("resident:contact_step", draft_uuid=draft_uuid, step=missing[0])
    status = 200
    if request.method == "POST":
        answer = _entered(request, page)
        if answer is not None:
            return answer
        status = CONFLICT
    return _draw_way(request, page, status)


def _entered(request, page):
    """Go in, and return where that leads; None when it did not, and the page says why."""
    way = chatting.way_for(page)
    if way is None:
        return None
    uuid = page.draft.uuid
    try:
        visit = actions.start_chat(
            draft_uuid=uuid, route_code=way.code, register=way.register, by=request.user, at=request.now
        )
    except AlreadyInChat as why:
        messages.info(request, str(why))
        return _to_standing(request, why.visit)
    except KeyReused:
        return redirect("resident:contact_changed", draft_uuid=uuid)
    except Unfinished as why:
        messages.warning(request, str(why))
        return redirect("resident:contact_step", draft_uuid=uuid, step=why.step)
    except Visit.DoesNotExist:
        return redirect("resident:contact_sent", draft_uuid=uuid)
    except (Refusal, MandateEnded) as why:
        messages.error(request, str(why))
        return None
    request.session.pop(WANTS_A_CHAT, None)
    return redirect("resident:chat_room", reference=visit.matter.reference)


def _to_standing(request, visit):
    """Lead to the visit that stands already, if the reader may see its matter."""
    matter = Matter.objects.visible_to(request.user).filter(pk=visit.matter_id).first()
    if matter is None:
        return redirect("resident:home")
    return redirect("resident:chat_room", reference=matter.reference)


def _draw_way(request, page, status):
    affirmed = rules.affirmed_in(page.answers, page.facts)
    context = {
        "page": page,
        "way": chatting.way_for(page),
        "affirmed": affirmed,
        "may_call": bool(calls.with_calls(page).calls),
        "back_url": reverse(
            "resident:contact_step", kwargs={"draft_uuid": page.draft.uuid, "step": rules.WORDS}
        ),
    }
    return render(request, "resident/chat/enter.html", context, status=status)


# The waiting room, and after the end


@for_residents
@require_safe
@confirmed
def room(request, reference):
    """Show one's place in the queue; lead to the talk when it has begun; after it, say what comes next."""
    return _draw_room(request, find_matter(request, reference))


def _draw_room(request, matter, form=None, status=200):
    talk = _note_seen(request, matter)
    if talk.state == Visit.State.TALKING:
        return redirect(_to_talk(matter))
    context = {"matter": matter, "talk": talk}
    if talk.is_open:
        context |= {
            "form": form or _turn_form(request, talk),
            "may_call": calls.may_choose(matter),
        }
        return render(request, "resident/chat/room.html", context, status=status)
    context |= {
        "row": queries.row_of(matter, request.user, request.now),
        "title": chatting.ENDED[talk.how],
        "asked": open_request(matter, request.now),
    }
    return render(request, "resident/chat/ended.html", context)


def _to_talk(matter):
    return reverse("resident:matter", args=[matter.reference]) + "#talk"


def _note_seen(request, matter):
    """Return one's visit, having noted that one is there.

    :raises Http404: the matter has never been in the chat
    """
    talk = chatting.talk_of(matter, request.user, request.now)
    if talk is None:
        raise Http404
    note_seen(request, matter, talk)
    return talk


def note_seen(request, matter, talk):
    """Note that the client's page is open, so that the one who answers knows it."""
    if talk.is_open:
        chat.note_seen(visit=talk.visit, by=request.user, at=request.now)
        presence.here(channel_of(matter.pk), name_in_presence(request.user.pk), request.now)


def _turn_form(request, talk):
    own = reach_of(client_of(request.user))
    visit = talk.visit
    by_sms, by_email = visit.turn_by == "sms", visit.turn_by == "email"
    initial = {
        "by": visit.turn_by,
        "phone": phone_said(visit.turn_address if by_sms else own.phone) if by_sms or own.phone else "",
        "email": visit.turn_address if by_email else own.email,
    }
    return TurnForm(request.POST or None, now=request.now, initial=initial)


@for_residents
@quiet
@require_safe
@confirmed
def now(request, reference):
    """Give an open page what its visit is like now, and note that the page is open."""
    matter = find_matter(request, reference)
    talk = _note_seen(request, matter)
    in_room = request.GET.get("on") == "room"
    context = {"matter": matter, "talk": talk, "row": queries.row_of(matter, request.user, request.now)}
    return render(request, "resident/chat/_place.html" if in_room else "resident/chat/_talk.html", context)


@for_residents
@quiet
@require_POST
@confirmed
def writing(request, reference):
    """Let the other side know that one is writing; it is forgotten in some seconds."""
    matter = find_matter(request, reference)
    presence.writing(channel_of(matter.pk), name_in_presence(request.user.pk), request.now)
    return HttpResponse(status=204)


@for_residents
@require_POST
@confirmed
def turn(request, reference):
    """Choose how one is told that it is one's turn."""
    matter = find_matter(request, reference)
    form = TurnForm(request.POST, now=request.now)
    if not form.is_valid():
        return _draw_room(request, matter, form, status=UNPROCESSABLE)
    try:
        chat.tell_my_turn(
            matter_id=matter.pk,
            turn_by=form.cleaned_data["by"],
            turn_address=form.address,
            by=request.user,
            at=request.now,
        )
    except Refusal as why:
        messages.info(request, str(why))
    else:
        told = form.cleaned_data["by"]
        messages.success(
            request,
            _("We tell you when it is your turn. You may leave this page.")
            if told
            else _("Stay on this page: it tells you when it is your turn."),
        )
    return redirect("resident:chat_room", reference=matter.reference)


@for_residents
@require_POST
@confirmed
def as_messages(request, reference):
    """Leave the queue or the talk, and go on by messages."""
    matter = find_matter(request, reference)
    try:
        chat.go_on_as_messages(matter_id=matter.pk, by=request.user, at=request.now)
    except Refusal as why:
        messages.info(request, str(why))
    else:
        promised = times.by_time(matter.due_at, request.now, get_language()) if matter.due_at else ""
        said = _("You left the chat. We answer here %(promised)s.") if promised else _("You left the chat.")
        messages.success(request, said % {"promised": promised} if promised else said)
    return redirect("resident:matter", reference=matter.reference)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def end(request, reference):
    """End the talk, or leave the queue, after asking once; one that has ended says what comes next."""
    matter = find_matter(request, reference)
    talk = chatting.talk_of(matter, request.user, request.now)
    if talk is None:
        return redirect("resident:matter", reference=reference)
    if not talk.is_open:
        return redirect("resident:chat_room", reference=reference)
    if request.method == "POST":
        try:
            chat.end_talk(matter_id=matter.pk, by=request.user, at=request.now)
        except Refusal as why:
            messages.info(request, str(why))
        return redirect("resident:chat_room", reference=reference)
    return render(request, "resident/chat/end.html", {"matter": matter, "talk": talk})


# A copy to keep


@for_residents
@require_safe
@confirmed
def copy(request, reference):
    """Show the talk on a page to print: what its client sees of it, and nothing else."""
    matter = find_matter(request, reference)
    return render(request, "resident/chat/copy.html", {"matter": matter, "entries": _said(request, matter)})


@for_residents
@require_safe
@confirmed
def copy_text(request, reference):
    """Give the same as a text file."""
    matter = find_matter(request, reference)
    lines = [matter.subject, matter.shown_reference, ""]
    for entry in _said(request, matter):
        moment = times.exact(entry.at, get_language())
        lines += [f"{entry.who}, {moment}", *entry.says, entry.text]
        lines += [file["name"] for file in entry.files]
        lines.append("")
    answer = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="koppi-{matter.reference}.txt"'
    return answer


def _said(request, matter):
    return exchange.exchange_of(matter, request.user, file_url)
