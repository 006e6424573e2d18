"""The contact form: one question per page, saved as one goes, sent once."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from uuid6 import uuid7

from koppi.files.errors import BadFile
from koppi.identity.doors import for_residents
from koppi.intake import actions, queries, rules
from koppi.intake.errors import KeyReused, MandateEnded, OtherWindow, TooManyFiles, Unfinished
from koppi.intake.forms import FORMS, OTHER
from koppi.intake.models import ContactDraft
from koppi.intake.words import LANGUAGES
from koppi.ui import times

from .. import calls, chatting
from ..actions import send_contact
from .acting import chosen_answer, refusal_for_draft

UNPROCESSABLE = 422
CONFLICT = 409
TOO_LARGE = 413
WANTS_A_CALL = "wants_a_call"
# The way into the chat that was chosen, or ANY; nothing for somebody who writes.
WANTS_A_CHAT, ANY = "wants_a_chat", "any"


# Beginning, and coming back


@for_residents
@require_safe
def start(request):
    """Offer the unsent message if there is one, else begin at once."""
    request.session[WANTS_A_CALL] = request.GET.get("by") == rules.BY_PHONE
    request.session.pop(WANTS_A_CHAT, None)
    if request.GET.get("by") == "chat":
        request.session[WANTS_A_CHAT] = request.GET.get("way", "")[:32] or ANY
    unsent = queries.unsent_draft(request.user, request.now)
    if unsent is None:
        return redirect("resident:contact_new")
    page = queries.page_of(unsent, request.user, request.now)
    return render(
        request,
        "resident/contact/unsent.html",
        {"draft": unsent, "page": page, "kept_until": unsent.updated_at + queries.kept_for()},
    )


@for_residents
@require_safe
def new(request):
    """Give a new message an address; nothing is kept before the first answer."""
    page = queries.page_of(ContactDraft(uuid=uuid7(), user=request.user), request.user, request.now)
    return _to_step(page, rules.steps_for(page.facts)[0])


@for_residents
@require_safe
def resume(request, draft_uuid):
    """Go on where one was: at the first question without an answer."""
    page = page_of_draft(request, draft_uuid)
    if page.draft.submitted_at:
        return redirect("resident:contact_sent", draft_uuid=draft_uuid)
    return _to_step(page, next(iter(rules.unanswered(page.answers, page.facts)), rules.CHECK))


def page_of_draft(request, draft_uuid):
    try:
        draft = queries.draft_of(draft_uuid, request.user)
    except ContactDraft.DoesNotExist:
        raise Http404 from None
    return queries.page_of(draft, request.user, request.now)


def _to_step(page, step, *, back=False):
    address = reverse("resident:contact_step", kwargs={"draft_uuid": page.draft.uuid, "step": step})
    return HttpResponseRedirect(f"{address}?back=check" if back and step != rules.CHECK else address)


# One question


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, draft_uuid, step):
    """Show one question, or keep its answer and go on to the next."""
    page = page_of_draft(request, draft_uuid)
    if step == rules.REACH:
        page = calls.with_calls(page)
    if step == rules.TOPIC:
        page = _of_the_way(request, page)
    if page.own is None and not page.others:
        return render(request, "resident/contact/nobody.html")
    if request.method != "POST" and page.draft.submitted_at:
        return redirect("resident:contact_sent", draft_uuid=draft_uuid)
    if step not in rules.STEPS:
        raise Http404
    if step not in rules.steps_for(page.facts) or _too_early(step, page):
        return redirect("resident:contact_resume", draft_uuid=draft_uuid)
    if step == rules.CHECK:
        return HttpResponseNotAllowed(["GET"]) if request.method == "POST" else _check(request, page)
    if step == rules.FILES:
        return _files(request, page)
    if request.method == "POST":
        return _answer(request, page, step)
    form = _form(page, step, _known_by_now(request, page, step))
    return _draw(request, page, step, form, tab=str(uuid7()), version=rules.version_of(page.answers, step))


def _of_the_way(request, page):
    """Leave to somebody who chose a way into the chat its own topics, and the one chosen already."""
    of_way = chatting.topics_of(request.session.get(WANTS_A_CHAT, ""), request.now)
    kept = [topic for topic in page.topics if topic.code in of_way or topic == page.topic]
    return replace(page, topics=kept) if of_way and kept else page


def _too_early(step, page):
    """Test whether a question needs to know the topic, and there is none."""
    return page.topic is None and step not in (rules.WHO, rules.TOPIC)


def _form(page, step, known=None):
    raw = rules.raw_of(page.answers, step)
    form = FORMS[step](about=page, initial={} if raw is not None else known or _known_already(page, step))
    if raw is not None:
        form.initial = _initial_from(form, raw)
    return form


def _initial_from(form, raw):
    """Turn what was typed (lists by name) into what the fields show."""
    shown = {}
    for name, field in form.fields.items():
        typed = raw.get(name, [])
        many = hasattr(field, "choices") and isinstance(field.to_python([]), list)
        shown[name] = typed if many else (typed[0] if typed else "")
    return shown


def _known_by_now(request, page, step):
    """Return what was said before the form was opened: for whom one is here, or that one wants a call."""
    if step == rules.WHO:
        return chosen_answer(request)
    if step == rules.REACH and request.session.get(WANTS_A_CALL):
        return {**queries.known_reach(page), "by": rules.BY_PHONE}
    return None


def _known_already(page, step):
    """Return what we know already, so that nobody is asked twice."""
    if step == rules.REACH:
        return queries.known_reach(page)
    if step == rules.SUPPORT:
        before = queries.earlier_answers(page.draft.user).get("support") or {}
        known = {"language": page.client.language if page.client else get_language(), **before}
        if known["language"] not in LANGUAGES:
            known |= {"other_language": known["language"], "language": OTHER}
        return known
    return {}


def _answer(request, page, step):
    form = FORMS[step](request.POST, about=page)
    raw = {name: request.POST.getlist(name) for name in form.fields}
    tab, version = _window(request.POST)
    good = form.is_valid()
    if sum(len(value) for values in raw.values() for value in values) > rules.LONGEST_STEP:
        return _draw(request, page, step, form, tab=tab, version=version, status=TOO_LARGE)
    try:
        draft = actions.save_answer(
            draft_uuid=page.draft.uuid,
            step=step,
            raw=raw,
            data=form.answer() if good else None,
            tab=tab,
            version=version,
            by=request.user,
            at=request.now,
        )
    except OtherWindow as conflict:
        newest = rules.version_of(queries.draft_of(page.draft.uuid, request.user).answers, step)
        form.add_error(None, str(conflict))
        return _draw(
            request, page, step, form, tab=tab, version=newest, theirs=conflict.theirs, status=CONFLICT
        )
    if draft.submitted_at:
        return redirect("resident:contact_changed", draft_uuid=draft.uuid)
    if request.POST.get("go") == "later":
        return _later(request)
    if not good:
        return _draw(
            request,
            page,
            step,
            form,
            tab=tab,
            version=rules.version_of(draft.answers, step),
            status=UNPROCESSABLE,
        )
    return _onward(request, queries.page_of(draft, request.user, request.now), step)


def _window(given):
    version = given.get("version", "0")
    return given.get("tab", "")[:64], int(version) if version.isdecimal() and len(version) < 10 else 0


def _onward(request, page, step):
    if step == rules.WARNINGS and rules.affirmed_in(page.answers, page.facts):
        address = reverse("resident:contact_urgent", kwargs={"draft_uuid": page.draft.uuid})
        return HttpResponseRedirect(f"{address}?back=check" if _from_check(request) else address)
    if _from_check(request):
        missing = rules.unanswered(page.answers, page.facts)
        return _to_step(page, missing[0] if missing else rules.CHECK, back=True)
    if step == rules.WORDS and request.session.get(WANTS_A_CHAT):
        return redirect("resident:contact_chat", draft_uuid=page.draft.uuid)
    return _to_step(page, rules.next_step(step, page.facts))


def _from_check(request):
    return request.GET.get("back") == "check"


def _later(request):
    until = times.plain_date(request.now + timedelta(days=rules.DRAFT_KEPT_DAYS), get_language())
    messages.success(request, _("Your answers are safe. You can go on until %(until)s.") % {"until": until})
    return redirect("resident:home")


def _draw(request, page, step, form, *, tab, version, status=200, **more):
    kwargs = {"draft_uuid": page.draft.uuid, "step": step}
    number, of = rules.number_of(step, page.facts)
    if request.session.get(WANTS_A_CHAT) and step in rules.BEFORE_CHAT:
        of = rules.number_of(rules.WORDS, page.facts)[0]
    before = rules.previous_step(step, page.facts)
    saved = page.draft.pk is not None
    window = urlencode({"tab": tab, "version": version})
    context = {
        "page": page,
        "form": form,
        "step": step,
        "number": number,
        "of": of,
        "back_url": _back_url(request, page, before),
        "autosave_url": f"{reverse('resident:contact_save', kwargs=kwargs)}?{window}",
        "tab": tab,
        "version": version,
        "saved_at": page.draft.updated_at if saved else None,
        "standing": queries.standing_matter(page, request.user)
        if step in (rules.WARNINGS, rules.WORDS)
        else None,
        "chat": chatting.way_for(page) if step == rules.REACH else None,
        **more,
    }
    if "theirs" in more:
        context["theirs"] = _said_elsewhere(page, step, more["theirs"])
    return render(request, "resident/contact/question.html", context, status=status)


def _back_url(request, page, before):
    if _from_check(request):
        before = rules.CHECK
    if before is None:
        return reverse("resident:home")
    return reverse("resident:contact_step", kwargs={"draft_uuid": page.draft.uuid, "step": before})


def _said_elsewhere(page, step, theirs):
    """Return what another window wrote, as words."""
    form = FORMS[step](MultiValueDict(theirs["raw"]), about=page)
    said = []
    for name, field in form.fields.items():
        labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
        typed = [labels.get(value, value) for value in theirs["raw"].get(name, []) if value]
        if typed:
            said.append((field.label, "\n".join(typed)))
    return said


def save(request, draft_uuid, step):
    """Keep what is being typed, field by field, while it is typed."""
    if not request.user.is_authenticated:
        # The page keeps its text and says so; only a whole form is worth keeping over a sign-in.
        return HttpResponse(status=401)
    return _save(request, draft_uuid, step)


@for_residents
@require_POST
def _save(request, draft_uuid, step):
    page = page_of_draft(request, draft_uuid)
    if step not in FORMS or step == rules.FILES or step not in rules.steps_for(page.facts):
        raise Http404
    if step == rules.REACH:
        page = calls.with_calls(page)
    shown = _form(page, step)
    raw = rules.raw_of(page.answers, step)
    raw = dict(raw) if raw is not None else shown.raw()
    for name in request.POST.getlist("changed"):
        if name in shown.fields:
            raw[name] = request.POST.getlist(name)
    if sum(len(value) for values in raw.values() for value in values) > rules.LONGEST_STEP:
        return HttpResponse(status=TOO_LARGE)
    form = FORMS[step](MultiValueDict(raw), about=page)
    tab, version = _window(request.GET)
    try:
        actions.save_answer(
            draft_uuid=draft_uuid,
            step=step,
            raw=raw,
            data=form.answer() if form.is_valid() else None,
            tab=tab,
            version=version,
            by=request.user,
            at=request.now,
        )
    except OtherWindow:
        said = _(
            "You have answered this in another window meanwhile. "
            "Your text is on this page: press Continue, and you see both."
        )
        return JsonResponse({"said": said}, status=CONFLICT)
    return JsonResponse({"saved": _clock(request.now)})


def _clock(moment):
    local = moment.astimezone(times.HELSINKI)
    return f"{local.hour}.{local.minute:02d}"


# Warnings


@for_residents
@require_safe
def urgent(request, draft_uuid):
    """Show at once whom to call about what was affirmed; the message can be sent all the same."""
    page = page_of_draft(request, draft_uuid)
    affirmed = rules.affirmed_in(page.answers, page.facts)
    if not affirmed:
        return redirect("resident:contact_resume", draft_uuid=draft_uuid)
    shown = [statement for statement in page.statements if statement.code in affirmed]
    after = rules.CHECK if _from_check(request) else rules.next_step(rules.WARNINGS, page.facts)
    context = {
        "page": page,
        "statements": shown,
        "emergency": any(statement.guidance == "112" for statement in shown),
        "next_url": reverse("resident:contact_step", kwargs={"draft_uuid": draft_uuid, "step": after}),
        "back_url": reverse(
            "resident:contact_step", kwargs={"draft_uuid": draft_uuid, "step": rules.WARNINGS}
        ),
    }
    return render(request, "resident/contact/urgent.html", context)


# Files


def _files(request, page):
    if request.method != "POST":
        return _draw_files(request, page)
    if page.draft.submitted_at:
        return redirect("resident:contact_changed", draft_uuid=page.draft.uuid)
    refused = []
    form = FORMS[rules.FILES](request.POST, request.FILES, about=page)
    uploads = form.cleaned_data["files"] if form.is_valid() else []
    refused += [str(said) for said in form.errors.get("files", [])]
    for upload in uploads:
        try:
            actions.attach_file(draft_uuid=page.draft.uuid, upload=upload, by=request.user, at=request.now)
        except (BadFile, TooManyFiles) as why:
            refused.append(_("%(name)s: %(why)s") % {"name": upload.name[:80], "why": why})
    page = page_of_draft(request, page.draft.uuid)
    if refused:
        return _draw_files(request, page, refused=refused, status=UNPROCESSABLE)
    if request.POST.get("go") == "later":
        return _later(request)
    if request.POST.get("go") == "add":
        return HttpResponseRedirect(request.get_full_path())
    return _to_step(page, rules.next_step(rules.FILES, page.facts))


def _draw_files(request, page, refused=(), status=200):
    form = FORMS[rules.FILES](about=page)
    return _draw(
        request,
        page,
        rules.FILES,
        form,
        tab="",
        version=0,
        status=status,
        files=queries.files_of_draft(page.draft),
        most=rules.MOST_FILES,
        refused=refused,
    )


@for_residents
@require_POST
def remove_file(request, draft_uuid, file_uuid):
    """Take one file out of the message."""
    try:
        actions.detach_file(draft_uuid=draft_uuid, file_uuid=file_uuid, by=request.user, at=request.now)
    except ContactDraft.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The file was removed."))
    address = reverse("resident:contact_step", kwargs={"draft_uuid": draft_uuid, "step": rules.FILES})
    return HttpResponseRedirect(f"{address}?back=check" if _from_check(request) else address)


# Checking and sending


def _check(request, page):
    if refusal := refusal_for_draft(request, page):
        return refusal  # the page tells of a matter under way
    missing = rules.unanswered(page.answers, page.facts)
    covered = page.covered(page.topic)
    affirmed = rules.affirmed_in(page.answers, page.facts)
    context = {
        "page": page,
        "lines": queries.lines_of_page(page),
        "missing": missing,
        "affirmed": affirmed,
        "teams": [page.topic.route(register)[0] for register in covered],
        "left_out": len(covered) < len(page.topic.touched),
        "two": len(covered) > 1,
        "promised_at": queries.promise(covered, request.now) if covered else None,
        "standing": queries.standing_matter(page, request.user),
        "back_url": _back_url(request, page, rules.previous_step(rules.CHECK, page.facts)),
    }
    return render(request, "resident/contact/check.html", context)


@for_residents
def send(request, draft_uuid):
    """Send the message: once, however many times it is pressed."""
    if request.method != "POST":
        return redirect("resident:contact_resume", draft_uuid=draft_uuid)
    page = page_of_draft(request, draft_uuid)
    if refusal := refusal_for_draft(request, page):
        return refusal
    try:
        send_contact(draft_uuid=draft_uuid, by=request.user, at=request.now)
    except ContactDraft.DoesNotExist:
        return redirect("resident:contact_resume", draft_uuid=draft_uuid)
    except Unfinished as why:
        messages.warning(request, str(why))
        return _to_step(page, why.step, back=True)
    except MandateEnded as why:
        messages.error(request, str(why))
        return _to_step(page, rules.CHECK)
    except KeyReused:
        return redirect("resident:contact_changed", draft_uuid=draft_uuid)
    return redirect("resident:contact_sent", draft_uuid=draft_uuid)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, draft_uuid):
    """Throw the unsent message away, after asking once."""
    page = page_of_draft(request, draft_uuid)
    if page.draft.pk is None or page.draft.submitted_at:
        return redirect("resident:home")
    if request.method == "POST":
        actions.discard_draft(draft_uuid=draft_uuid, by=request.user, at=request.now)
        messages.success(request, _("The unsent message was deleted."))
        return redirect("resident:home")
    return render(request, "resident/contact/discard.html", {"page": page})
