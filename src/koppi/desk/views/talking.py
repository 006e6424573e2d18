"""Letters to the client, notes among ourselves, questions to a colleague."""

from django.http import HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from uuid6 import uuid7

from koppi.conversations import actions
from koppi.conversations import queries as conversations
from koppi.conversations.errors import KeyReused
from koppi.conversations.models import Draft
from koppi.conversations.rules import filled
from koppi.matters import actions as matters
from koppi.matters.errors import Refusal
from koppi.people.models import Professional, Team

from .. import queries
from ..forms import AnswerForm, AskForm, DraftForm, NoteForm, ReplyForm
from . import doors
from .forms_page import Step, take_step
from .matter import draw, fills_of


@doors.at_desk
@require_http_methods(["GET", "POST"])
def reply(request, reference):
    """Send a reply, show it as the client will see it, or put a text module into it."""
    if request.method == "GET":
        return doors.go("matter", reference, place=doors.place_of(request))
    matter = doors.open_matter(request, reference, of_client=True)
    if "insert" in request.POST:
        return draw(request, matter, reply=_with_module(request, matter))
    form = ReplyForm(request.POST, now=request.now, auto_id="reply_%s")
    if not form.is_valid():
        return draw(request, matter, reply=form, status=422)
    body = form.cleaned_data["body"]
    if "preview" in request.POST:
        actions.save_draft(
            matter_id=matter.pk, kind=Draft.Kind.REPLY, body=body, by=request.user, at=request.now
        )
        return draw(request, matter, reply=form, preview=body)
    try:
        actions.reply(
            matter_id=matter.pk,
            body=body,
            client_uuid=form.cleaned_data["uuid"],
            seen_seq=_seen(request),
            by=request.user,
            at=request.now,
        )
    except Refusal as refusal:
        # What was written waits as a draft too, for when the matter has been opened again.
        actions.save_draft(
            matter_id=matter.pk, kind=Draft.Kind.REPLY, body=body, by=request.user, at=request.now
        )
        form = _ready_again(form, refusal)
        return draw(request, matter, reply=form, refusal=doors.refused(request, refusal), status=409)
    return _sent(request, reference)


def _sent(request, reference):
    """Go back to the matter; at the chat to the next words, for there the letter itself says that it went."""
    place = doors.place_of(request)
    answer = doors.go("matter", reference, place=place)
    if place.is_chat:
        answer["Location"] += "#reply_body"
    else:
        doors.toast(request, _("Sent to the client."))
    return answer


def _ready_again(form, refusal):
    """Return a refused form as it can be sent again: under a new key if its own is used up."""
    if isinstance(refusal, KeyReused):
        form.data = {**form.data.dict(), "uuid": str(uuid7())}
    return form


def _seen(request):
    """Return the number of the last letter on the writer's page, or None when the page does not say."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else None


@doors.at_desk
@require_http_methods(["GET", "POST"])
def note(request, reference):
    """Add an internal note, or put a recording template into it."""
    if request.method == "GET":
        return doors.go("matter", reference, place=doors.place_of(request))
    matter = doors.open_matter(request, reference)
    if "insert" in request.POST:
        return _with_template(request, matter)
    form = NoteForm(request.POST, now=request.now, auto_id="note_%s")
    if not form.is_valid():
        return draw(request, matter, note=form, status=422)
    try:
        actions.write_note(
            matter_id=matter.pk,
            body=form.cleaned_data["body"],
            client_uuid=form.cleaned_data["uuid"],
            by=request.user,
            at=request.now,
        )
    except Refusal as refusal:
        form = _ready_again(form, refusal)
        return draw(request, matter, note=form, refusal=doors.refused(request, refusal), status=409)
    return doors.go("matter", reference, place=doors.place_of(request))


@doors.at_desk
@require_POST
def reply_draft(request, reference):
    """Keep the reply one is writing."""
    return _keep_draft(request, reference, Draft.Kind.REPLY)


@doors.at_desk
@require_POST
def note_draft(request, reference):
    """Keep the note one is writing."""
    return _keep_draft(request, reference, Draft.Kind.NOTE)


@doors.at_desk
@require_GET
def modules(request):
    """Return the text modules one may use, in the language of the client, as JSON."""
    language = request.GET.get("language", "fi")[:2]
    found = conversations.text_modules(by=request.user, language=language, at=request.now)
    return JsonResponse([{"key": one.code, "name": one.title, "text": one.body} for one in found], safe=False)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def ask(request, reference):
    """Ask a colleague; responsibility stays where it is."""
    matter = doors.open_matter(request, reference)
    form = AskForm(doors.posted(request), now=request.now, choices=queries.ask_choices(matter, request.user))
    step = Step(
        title=_("Ask a colleague"),
        said=_("The matter stays where it is. The answer comes here, and you get a notice."),
        button=_("Ask"),
    )

    def do(clean):
        kind, number = clean["to"]
        to = (
            {"to_person": Professional.objects.get(pk=number)}
            if kind == "person"
            else {"to_team": Team.objects.get(pk=number)}
        )
        matters.ask_colleague(
            matter_id=matter.pk, question=clean["question"], by=request.user, at=request.now, **to
        )
        doors.toast(request, _("Asked. You get a notice when they answer."))
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def answer(request, reference, question_id):
    """Answer a colleague's question."""
    matter = doors.find_matter(request, reference)
    question = _question(matter, question_id)
    doors.log_opening(request, matter)
    form = AnswerForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("Answer"),
        said=question.question,
        more=_("Your answer joins the matter. Responsibility stays where it is."),
        button=_("Answer"),
    )

    def do(clean):
        matters.answer_question(
            consultation_id=question.pk, answer=clean["answer"], by=request.user, at=request.now
        )
        doors.toast(request, _("Answered. They have been told."))
        # The pass that came with the question has ended: the matter may no longer be theirs to see.
        return doors.go("worklist", place=doors.place_of(request).top())

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_POST
def withdraw(request, reference, question_id):
    """Take one's own question back."""
    matter = doors.find_matter(request, reference)
    question = _question(matter, question_id)
    try:
        matters.withdraw_question(consultation_id=question.pk, by=request.user, at=request.now)
    except Refusal as refusal:
        return doors.refuse(request, refusal, reference)
    return doors.go("matter", reference, place=doors.place_of(request))


def _question(matter, question_id):
    return matter.consultations.get(pk=question_id)


def _keep_draft(request, reference, kind):
    matter = doors.find_matter(request, reference, of_client=kind == Draft.Kind.REPLY)
    form = DraftForm(request.POST, now=request.now)
    if not form.is_valid():
        return JsonResponse({"said": " ".join(form.errors["body"])}, status=422)
    try:
        draft = actions.save_draft(
            matter_id=matter.pk,
            kind=kind,
            body=form.cleaned_data["body"],
            seen=request.POST.get("version"),
            tab=request.POST.get("tab", "")[:64],
            by=request.user,
            at=request.now,
        )
    except Refusal as refusal:
        return JsonResponse({"said": str(refusal)}, status=422)
    return JsonResponse({"saved": doors.saved_at(request), "version": draft.mark if draft else ""})


def _with_module(request, matter):
    """Return the reply form with the chosen text module at its end."""
    chosen = request.POST.get("module", "")
    found = conversations.text_modules(by=request.user, language=matter.language, at=request.now)
    body_of = {one.code: one.body for one in found}
    text = filled(body_of.get(chosen, ""), fills_of(request, matter))
    body = request.POST.get("body", "")
    joined = f"{body.rstrip()}\n\n{text}".strip() if text else body
    return ReplyForm(
        initial={"body": joined, "uuid": request.POST.get("uuid", "")}, now=request.now, auto_id="reply_%s"
    )


def _with_template(request, matter):
    """Put the chosen recording template into the note's draft, and show it there."""
    written = DraftForm(request.POST, now=request.now)
    if not written.is_valid():
        form = NoteForm(request.POST, now=request.now, auto_id="note_%s")
        return draw(request, matter, note=form, status=422)
    try:
        actions.put_template_in_note(
            matter_id=matter.pk,
            code=request.POST.get("template", ""),
            body=written.cleaned_data["body"],
            by=request.user,
            at=request.now,
        )
    except Refusal as refusal:
        form = NoteForm(request.POST, now=request.now, auto_id="note_%s")
        return draw(request, matter, note=form, refusal=doors.refused(request, refusal), status=409)
    there = doors.address("matter", matter.reference, place=doors.place_of(request))
    return HttpResponseRedirect(f"{there}#note", status=303)
