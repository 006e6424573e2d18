"""A resident's own data: who has looked at it, and the files that belong to it."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from uuid6 import uuid7

from koppi.files.serving import serve_file
from koppi.identity.doors import for_residents
from koppi.ledger.actions import record
from koppi.matters.errors import Refusal
from koppi.people.models import Client

from .. import actions, exports, looks, queries, rules
from ..forms import LetterForm, OlderForm
from .acting import confirmed_client, refusal_for, refused_now

UNPROCESSABLE = 422


def _whose(request, client_uuid):
    try:
        return looks.one_of(request.user, client_uuid, request.now)
    except Client.DoesNotExist:
        raise Http404 from None


@for_residents
@require_safe
@confirmed_client
def show(request, client_uuid=None):
    """List who has looked at one's data and why (703/2023 11 §), or at that of somebody one may act for."""
    refused = refused_now(request)
    everybody = [one for one in looks.everybody(request.user, request.now) if one.client.pk not in refused]
    if client_uuid is None and everybody:
        whose = everybody[0]
    else:
        whose = _whose(request, client_uuid) if client_uuid else None
    context = {"whose": whose}
    if whose:
        context["scopes"] = [_scope(one, whose) for one in everybody]
        before = rules.read_cursor(request.GET.get("before", ""))
        context["page"] = looks.looks_page(whose, request.user, request.now, before)
        context["requests"] = looks.requests_of(whose)
        context["is_first"] = before is None
    return render(request, "resident/looks.html", context)


def _scope(one, whose):
    return {
        "url": reverse("resident:looks_of", args=[one.client.uuid]),
        "said": _("Mine") if one.is_self else one.client.name,
        "current": one.client == whose.client,
    }


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_client
def question(request, client_uuid, reading_id):
    """Ask about a line with one press; then show what was asked, and take own words if there are any.

    Asked about before, the same matter is shown: pressing twice opens nothing more.
    """
    whose = _whose(request, client_uuid)
    found = looks.look_of(whose, reading_id, request.user, request.now)
    if found is None:
        raise Http404
    line, row = found
    key = looks.question_key(row.id, looks.own_client_id(whose, row))
    matter = looks.matter_asked(key, request.user)
    here = HttpResponseRedirect(reverse("resident:look", args=[client_uuid, reading_id]))
    if request.method != "POST":
        form = LetterForm(now=request.now, initial={"key": uuid7()}) if matter else None
        return _draw_question(request, whose, line, matter, form)
    if matter is None:
        actions.ask_about_look(whose=whose, row=row, line=line, by=request.user, at=request.now)
        return here
    if "body" not in request.POST:
        return here
    form = LetterForm(request.POST, now=request.now)
    if form.is_valid():
        try:
            actions.send_letter(
                matter_id=matter.pk,
                body=form.cleaned_data["body"],
                key=form.cleaned_data["key"],
                uploads=(),
                by=request.user,
                at=request.now,
            )
        except Refusal as why:
            form.add_error("body", str(why))
        else:
            messages.success(request, _("Your message was sent."))
            return HttpResponseRedirect(reverse("resident:matter", args=[matter.reference]))
    return _draw_question(request, whose, line, matter, form, status=UNPROCESSABLE)


def _draw_question(request, whose, line, matter, form, status=200):
    context = {"whose": whose, "look": line, "matter": matter, "form": form}
    return render(request, "resident/look.html", context, status=status)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_client
def older(request, client_uuid):
    """Ask for the lines older than two years, with the reason; the data protection officer decides."""
    whose = _whose(request, client_uuid)
    form = OlderForm(
        request.POST if request.method == "POST" else None,
        now=request.now,
        initial={"key": uuid7(), "register": whose.registers[0]},
        registers=whose.registers,
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        actions.ask_for_older_looks(
            whose=whose,
            register=clean["register"],
            reason=clean["reason"],
            key=clean["key"],
            by=request.user,
            at=request.now,
        )
        messages.success(request, _("We have your request. You get the answer in writing, here."))
        return HttpResponseRedirect(reverse("resident:looks_of", args=[client_uuid]))
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "resident/older_looks.html", {"whose": whose, "form": form}, status=status)


@for_residents
@require_safe
@confirmed_client
def export(request, client_uuid, form):
    """Give the whole log that one may see as a file, written down in the ledger; it streams."""
    whose = _whose(request, client_uuid)
    write, content_type = exports.FORMS[form]
    record("looks.exported", by=request.user, at=request.now, client_id=whose.client.pk, form=form)
    response = StreamingHttpResponse(
        write(whose, request.user, request.now, get_language()), content_type=content_type
    )
    response.headers["Content-Disposition"] = f'attachment; filename="koppi-{request.now:%Y-%m-%d}.{form}"'
    response.headers["Cache-Control"] = "no-store, private"
    return response


@for_residents
@require_safe
def file(request, file_uuid):
    """Give a file of one's own draft, or of a matter one may see."""
    found = queries.file_for(file_uuid, request.user)
    if found is None:
        raise Http404
    stored, hidden, client = found
    if client and client.person_id != request.user.person_id:
        if refusal := refusal_for(request, client):
            return refusal
        # What the register allows may have become less just now.
        if queries.file_for(file_uuid, request.user) is None:
            raise Http404
    return serve_file(request, stored, hidden=hidden)
