"""A copy of one's own data, and what was given out about one."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from koppi.disclosures.queries import disclosures_of
from koppi.files.serving import POLICY
from koppi.identity.doors import for_residents
from koppi.people.queries import who_are
from koppi.people.scope import scope_of

from .. import copying, own_copy, words
from ..forms import CopyForm
from ..models import DataCopy
from .acting import refusal_for, refused_now

UNPROCESSABLE = 422


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request):
    """Ask for a copy of one's data, and download those that are ready."""
    by, at = request.user, request.now
    if refusal := _refusal_for_wish(request):
        return refusal
    refused = refused_now(request)
    whose = [one for one in own_copy.whose_copies(by, at) if one.client.pk not in refused]
    form = CopyForm(request.POST if request.method == "POST" else None, whose=whose)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["whose"]
        copy = copying.ask_for_copy(client_id=chosen.client.pk, language=get_language(), by=by, at=at)
        if own_copy.is_short(by, chosen):
            copying.make_copy(copy_id=copy.pk, by=by, at=at)
        return redirect("resident:copies")
    standing = DataCopy.objects.filter(user=by, client__in=[one.client.pk for one in whose]).exclude(
        made_at__lte=at - copying.OFFERED_FOR
    )
    context = {
        "form": form,
        "several": len(whose) > 1,
        "anybody": bool(whose),
        "copies": [
            _shown(copy, by) for copy in standing.select_related("client").order_by("-asked_at", "-pk")
        ],
        "days": copying.OFFERED_FOR.days,
    }
    return render(request, "resident/copies.html", context, status=UNPROCESSABLE if form.errors else 200)


def _refusal_for_wish(request):
    wished = request.POST.get("whose")
    for one in own_copy.whose_copies(request.user, request.now):
        if str(one.client.uuid) == wished:
            return refusal_for(request, one.client)
    return None


def _shown(copy, by):
    return {
        "uuid": copy.uuid,
        "whose": "" if copy.client.person_id == by.person_id else copy.client.name,
        "made_at": copy.made_at,
        "until": copy.made_at + copying.OFFERED_FOR if copy.made_at else None,
        "size": copy.size,
        "downloaded_at": copy.downloaded_at,
    }


@for_residents
@require_safe
def download(request, copy_uuid):
    """Give a copy that is ready; the downloading is written down before a byte leaves."""
    offered = DataCopy.objects.filter(uuid=copy_uuid, user=request.user).select_related("client").first()
    if offered and (refusal := refusal_for(request, offered.client)):
        return refusal
    try:
        copy = copying.take_copy(copy_uuid=copy_uuid, by=request.user, at=request.now)
        content = copying.copy_place(copy).open("rb")
    except (ObjectDoesNotExist, own_copy.NotYours, FileNotFoundError):
        raise Http404 from None
    name = own_copy.copy_name(copy.made_at)
    answer = FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@for_residents
@require_safe
def disclosures(request):
    """List what was given out about one, to whom and on which ground (703/2023 9–10 §)."""
    rows = disclosures_of(scope_of(request.user).own_client_ids, own_copy.REGISTERS)
    names = who_are({row.given_by_id for row in rows})
    shown = [
        {
            "row": row,
            "register": words.REGISTERS[row.register],
            "giver": names[row.given_by_id].name if row.given_by_id in names else "",
        }
        for row in rows
    ]
    return render(request, "resident/disclosures.html", {"disclosures": shown})
