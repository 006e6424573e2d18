"""The client's summary and plan: what stands, what changed, and writing it anew."""

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from uuid6 import uuid7

from koppi.matters.errors import Refusal
from koppi.matters.models import Matter
from koppi.plans import actions, rules
from koppi.plans.errors import ChangedMeanwhile
from koppi.plans.forms import PaperForm
from koppi.plans.queries import unfinished, written_now
from koppi.plans.words import TITLES

from ..queries import papers
from . import doors


def _find(request, reference, kind, *, to_read=False):
    matter = doors.find_matter(request, reference, to_read=to_read, of_client=True)
    if kind not in rules.KINDS or not papers.opens_papers(matter, by=request.user):
        raise Matter.DoesNotExist
    return matter


@doors.at_desk
@require_GET
def show(request, reference, kind):
    """Show what stands, and the versions before it, each with what it changed."""
    matter = _find(request, reference, kind, to_read=True)
    doors.log_opening(request, matter)
    versions = papers.paper_versions(matter, kind, by=request.user)
    context = {
        **_around(request, matter, kind),
        "standing": versions[0] if versions else None,
        "before": versions[1:],
        "changed": versions[0].differences if versions else [],
        "may_write": not matter.opening.lent,
    }
    return doors.page(request, "desk/paper.html", context)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def write(request, reference, kind):
    """Write a new version on top of the one that stands; whoever comes second is shown what changed."""
    matter = _find(request, reference, kind)
    if request.method == "POST":
        return _save(request, matter, kind)
    standing = written_now(matter, [kind], by=request.user).get(kind)
    kept = unfinished(matter, kind, by=request.user)
    number = standing.number if standing else 0
    initial = {**(standing.content if standing else {}), **(kept.content if kept else {})}
    form = PaperForm(kind=kind, now=request.now, initial=initial | {"seen": number, "key": uuid7()})
    if kept and kept.seen != number:
        return _draw(request, matter, kind, form, number, began_on=kept.seen, said=ChangedMeanwhile(number))
    return _draw(request, matter, kind, form, number)


def _save(request, matter, kind):
    form = PaperForm(request.POST, kind=kind, now=request.now)
    if not form.is_valid():
        return _draw(request, matter, kind, form, request.POST.get("seen", ""), status=422)
    seen = form.cleaned_data["seen"]
    facts = {"matter_id": matter.pk, "kind": kind, "by": request.user, "at": request.now}
    try:
        actions.write_paper(
            content=form.content(),
            with_client=form.cleaned_data["with_client"],
            seen=seen,
            key=form.cleaned_data["key"],
            **facts,
        )
    except ChangedMeanwhile as late:
        actions.keep_unfinished(content=form.content(), seen=late.number, **facts)
        form.data = form.data.copy()
        form.data["seen"] = late.number
        return _draw(request, matter, kind, form, late.number, began_on=seen, said=late, status=409)
    except Refusal as refusal:
        return _draw(request, matter, kind, form, seen, said=refusal, status=409)
    doors.toast(request, _("Saved. The client sees it on their pages."))
    return doors.go("paper", matter.reference, kind, place=doors.place_of(request))


@doors.at_desk
@require_POST
def keep(request, reference, kind):
    """Keep what is being written, field by field."""
    matter = _find(request, reference, kind)
    form = PaperForm(request.POST, kind=kind, now=request.now)
    form.is_valid()
    typed = {name: text for name, text in form.content().items() if name in request.POST}
    wrong = [said for name in rules.FIELDS[kind] for said in form.errors.get(name, ())]
    seen = request.POST.get("version", "")
    if wrong:
        return JsonResponse({"said": " ".join(wrong)}, status=422)
    try:
        kept = actions.keep_unfinished(
            matter_id=matter.pk,
            kind=kind,
            content=typed,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
            by=request.user,
            at=request.now,
        )
    except Refusal as refusal:
        return JsonResponse({"said": str(refusal)}, status=422)
    return JsonResponse({"saved": doors.saved_at(request), "version": kept.seen})


def _draw(request, matter, kind, form, seen, *, began_on=None, said="", status=200):
    doors.log_opening(request, matter)
    meanwhile = []
    if began_on is not None:
        meanwhile = papers.differences_since(matter, kind, began_on, by=request.user)
    context = {
        **_around(request, matter, kind),
        "form": form,
        "seen": seen,
        "refusal": doors.refused(request, said) if said else "",
        "meanwhile": meanwhile,
        "keep_url": doors.address("paper_draft", matter.reference, kind),
    }
    return doors.page(request, "desk/paper_write.html", context, status=status)


def _around(request, matter, kind):
    place = doors.place_of(request)
    return {
        "matter": matter,
        "kind": kind,
        "title": TITLES[kind],
        "place": place,
        "matter_url": doors.address("matter", matter.reference, place=place),
        "paper_url": doors.address("paper", matter.reference, kind, place=place),
        "write_url": doors.address("paper_write", matter.reference, kind, place=place),
    }
