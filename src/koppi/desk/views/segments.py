"""A client and a professional at one screen: both dots on one field, and what they agree on."""

from datetime import timedelta

from django.contrib import messages
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.deadlines.calendars import day_of
from koppi.matters.errors import AlreadyClosed, Refusal
from koppi.matters.models import Matter
from koppi.people.queries import professional_of
from koppi.segments import actions, rules
from koppi.segments.errors import ChangedMeanwhile
from koppi.segments.forms import WHOSE, TalkForm, from_draft
from koppi.segments.queries import (
    how_we_work,
    latest_own_view,
    open_talk,
    reviews_due,
    segment_history,
    standing_segment,
    way_for,
    why_look_again,
)
from koppi.segments.words import LOOK_AGAIN, SEGMENTS

from ..segment_field import field_of
from . import doors

AGREE, LATER = "agree", "later"
UNPROCESSABLE, CONFLICT = 422, 409


@doors.at_desk
@require_http_methods(["GET", "POST"])
def talk(request, reference):
    """Show the talk as far as it has come; keep what is said, draw the dots, or agree on a segment."""
    if "X-Koppi-Draft" in request.headers:
        return _keep(request, reference)
    matter = doors.find_matter(request, reference, of_client=True)
    if matter.state == Matter.State.CLOSED:
        return doors.refuse(request, AlreadyClosed(matter=matter.pk), reference)
    do = request.POST.get("do", "")
    form = TalkForm(
        doors.posted(request), now=request.now, whole=do == AGREE, initial=_begin(request, matter)
    )
    refusal, status = "", 200
    if request.method == "POST":
        is_whole = form.is_valid()
        try:
            if is_whole and do == AGREE:
                return _agree(request, matter, form)
            _save(request, matter, form)
            if is_whole and do == LATER:
                doors.toast(request, _("What you have said is kept. Go on when it suits you both."))
                return doors.go("matter", reference, place=doors.place_of(request))
            status = 200 if is_whole else UNPROCESSABLE
        except ChangedMeanwhile as changed:
            return _look_again(request, matter, form, changed)
        except Refusal as refused:
            refusal, status = doors.refused(request, refused), CONFLICT
    doors.log_opening(request, matter)
    return _page(request, matter, form, refusal, status)


@doors.at_desk
@require_GET
def due(request):
    """Show whose segment it is time to look at again, of one's own clients."""
    rows = reviews_due(by=request.user, at=request.now)
    for register in sorted({row.register for row in rows}):
        doors.write_reading(
            request,
            register=register,
            client_ids=sorted({row.client_id for row in rows if row.register == register}),
            what="worklist",
            why="own_team",
        )
    context = {"rows": [(SEGMENTS[row.segment], row) for row in rows]}
    return doors.page(request, "desk/segments_due.html", context)


def _keep(request, reference):
    matter = doors.find_matter(request, reference, of_client=True)
    form = TalkForm(request.POST, now=request.now)
    is_clean = form.is_valid()
    try:
        _save(request, matter, form)
    except Refusal as refused:
        return JsonResponse({"said": doors.refused(request, refused)}, status=UNPROCESSABLE)
    if not is_clean:
        wrong = [error for name in form.fields if name in request.POST for error in form.errors.get(name, ())]
        if wrong:
            return JsonResponse({"said": wrong[0]}, status=UNPROCESSABLE)
    return JsonResponse({"saved": doors.saved_at(request)})


def _save(request, matter, form):
    actions.keep_draft(matter_id=matter.pk, draft=form.draft(), by=request.user, at=request.now)


def _begin(request, matter):
    """Return what the form begins with: the draft, or the view that the client gave at home."""
    standing = standing_segment(matter.client, matter.register, by=request.user)
    under_way = open_talk(matter)
    begun = from_draft(under_way.draft) if under_way and under_way.draft else _from_home(request, matter)
    return {**begun, "seen": standing.pk if standing else None}


def _from_home(request, matter):
    own = latest_own_view(matter.client, matter.register, by=request.user)
    if own is None:
        return {}
    return {
        "strengths": own.strengths,
        "client_coping": own.coping,
        "client_need": own.need,
        "client_words": own.words,
        "duration": own.duration,
    }


def _agree(request, matter, form):
    clean = form.cleaned_data
    way = way_for(clean["segment"], matter.register, matter.client, request.now)
    usual = day_of(request.now) + timedelta(weeks=way.review_weeks if way else 12)
    period = actions.agree(
        matter_id=matter.pk,
        segment=clean["segment"],
        client=form.seen_by(rules.CLIENT),
        professional=form.seen_by(rules.PROFESSIONAL),
        how=clean["how"],
        why=clean["why"],
        why_otherwise=clean["why_otherwise"],
        review_on=clean["review_on"] or usual,
        seen=clean["seen"],
        by=request.user,
        at=request.now,
    )
    said = _("Agreed: %(segment)s. Both views are kept.") % {"segment": SEGMENTS[period.segment]}
    doors.toast(request, said)
    return doors.go("segment", matter.reference, place=doors.place_of(request))


def _look_again(request, matter, form, changed):
    """Show what stands by now, and keep what was typed; one's own second press keeps nothing."""
    standing = standing_segment(matter.client, matter.register, by=request.user)
    twice = standing and standing.decided_by_id == request.user.pk and standing.talk.matter_id == matter.pk
    if not twice:
        _save(request, matter, form)
        messages.warning(request, str(changed))
    return doors.go("segment", matter.reference, place=doors.place_of(request))


def _page(request, matter, form, refusal, status):
    history = segment_history(matter.client, by=request.user)
    standing = next((row for row in history if row.register == matter.register and not row.valid_to), None)
    names = (matter.client.given_name, professional_of(request.user).given_name)
    dots = [(_number(form, whose, "coping"), _number(form, whose, "need")) for whose in WHOSE]
    chosen = form["segment"].value()
    context = {
        "matter": matter,
        "form": form,
        "refusal": refusal,
        "names": names,
        "field": field_of(names, dots),
        "history": [(SEGMENTS[row.segment], row) for row in history],
        "standing": standing and (SEGMENTS[standing.segment], standing),
        "how": how_we_work(chosen, matter.register, matter.client, request.now) if chosen else None,
        "again": _again(request, matter),
        "place": doors.place_of(request),
        "back_url": doors.address("matter", matter.reference, place=doors.place_of(request)),
    }
    return doors.page(request, "desk/segment.html", context, status=status)


def _again(request, matter):
    period = standing_segment(matter.client, matter.register, by=request.user)
    if period is None:
        return []
    return [LOOK_AGAIN[code] for code in why_look_again(period, by=request.user, at=request.now)]


def _number(form, whose, axis):
    """Return a step of the scale as it stands in the form, or None."""
    said = str(form[f"{whose}_{axis}"].value() or "")
    return int(said) if said in {"1", "2", "3", "4", "5"} else None
