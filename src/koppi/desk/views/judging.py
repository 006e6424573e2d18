"""What a person judges: urgency, the care need assessment, and that a matter has ended."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from koppi.deadlines.calendars import day_of
from koppi.matters import actions
from koppi.matters.errors import Refusal
from koppi.matters.queries import closing_choices
from koppi.matters.queries.assessors import can_assess
from koppi.matters.rules import ASSESS, YOUNG_UNTIL
from koppi.people.queries import minors_rule, professional_of
from koppi.ui.times import HELSINKI

from .. import actions as desk
from .. import queries
from ..forms import AssessForm, CloseForm, UrgencyForm
from ..forms_of_law import CapacityForm
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_http_methods(["GET", "POST"])
def assess(request, reference):
    """Record the care need assessment, or tell why one may not."""
    matter = doors.open_matter(request, reference, of_client=True)
    step = Step(
        title=_("Care need assessment"),
        said=_(
            "The need, how urgent it is, and which profession is needed. The client sees that it is made."
        ),
        more=_(
            "Health Care Act (1326/2010), section 51: by a licensed professional, on the day of the contact."
        ),
        button=_("Sign the assessment"),
    )
    if not can_assess(professional_of(request.user), skill=matter.skill, day=day_of(request.now)):
        return doors.page(
            request,
            "desk/not_licensed.html",
            {
                "matter": matter,
                "step": step,
                "back_url": doors.address("matter", reference, place=doors.place_of(request)),
                "ask_url": doors.address("ask", reference, place=doors.place_of(request)),
            },
            status=200 if request.method == "GET" else 403,
        )
    form = AssessForm(doors.posted(request), now=request.now, young=_may_be_short(matter))

    def do(clean):
        actions.assess_matter(
            matter_id=matter.pk,
            need=clean["need"],
            urgency=clean["urgency"],
            profession=clean["profession"],
            new_or_worse=clean.get("new_or_worse", True),
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("The assessment is signed."))
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


def _may_be_short(matter):
    """Tell whether the short limit for care to begin may concern a matter's client."""
    return matter.register == "patient" and matter.age_at_contact < YOUNG_UNTIL


@doors.at_desk
@require_http_methods(["GET", "POST"])
def urgency(request, reference):
    """Sign how urgent a matter is."""
    matter = doors.open_matter(request, reference)
    form = UrgencyForm(doors.posted(request), now=request.now, initial={"urgency": matter.urgency})
    step = Step(
        title=_("Urgency"),
        said=_(
            "Your name stands beside it. From now on it leads the list in place of what the client stated."
        ),
        button=_("Set the urgency"),
    )

    def do(clean):
        actions.set_urgency(matter_id=matter.pk, urgency=clean["urgency"], by=request.user, at=request.now)
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def close(request, reference):
    """Close a matter with an outcome; then the next one of the list opens."""
    matter = doors.open_matter(request, reference)
    place = doors.place_of(request)
    form = CloseForm(
        doors.posted(request),
        now=request.now,
        outcomes=closing_choices(matter, request.now),
        unassessed=matter.clocks.filter(running=True, rule=ASSESS).exists(),
        may_assess=can_assess(professional_of(request.user), skill=matter.skill, day=day_of(request.now)),
        awaits_care=matter.care_due_at is not None,
    )
    step = Step(
        title=_("Close the matter"),
        said=_("The advice is counted. Nobody is told, for nobody knows who asked.")
        if matter.is_advice
        else _("The client sees the outcome at once. If they write again, the matter opens."),
        button=_("Close the matter"),
        template="desk/close.html",
    )

    def do(clean):
        following = queries.next_reference(
            request.user, place, reference, at=request.now, words=doors.search_words(request)
        )
        if form.assesses:
            desk.assess_and_close(
                matter_id=matter.pk,
                outcome=clean["outcome"],
                need=clean["need"],
                urgency=clean["urgency"],
                profession=clean["profession"],
                without_care=clean["care"],
                by=request.user,
                at=request.now,
            )
        else:
            actions.close_matter(
                matter_id=matter.pk,
                outcome=clean["outcome"],
                without_assessment=form.without_assessment,
                without_care=clean.get("care", ""),
                by=request.user,
                at=request.now,
            )
        doors.toast(
            request,
            _("%(reference)s is closed.") % {"reference": matter.shown_reference},
            doors.address("reopen", reference, place=place),
        )
        if following:
            return doors.go("matter", following, place=place)
        return doors.go("worklist", place=place.top())

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_POST
def reopen(request, reference):
    """Open a closed matter again; whoever opens it holds it."""
    matter = doors.find_matter(request, reference)
    try:
        actions.reopen_matter(matter_id=matter.pk, by=request.user, at=request.now)
    except Refusal as refusal:
        return doors.refuse(request, refusal, reference)
    doors.toast(request, _("The matter is open again, and you have it."))
    return doors.go("matter", reference, place=doors.place_of(request))


@doors.at_desk
@require_http_methods(["GET", "POST"])
def capacity(request, reference):
    """Note whether a minor can judge what a matter is about, and whether the guardian may see it."""
    matter = doors.find_matter(request, reference, of_client=True)
    rule = minors_rule(matter.client, matter.register, request.now.astimezone(HELSINKI).date())
    if rule is None:
        messages.info(request, _("The client is of full age."))
        return doors.go("matter", reference, place=doors.place_of(request))
    doors.log_opening(request, matter)
    initial = {"capable": "" if rule.asks else "no", "guardian": "yes"}
    form = CapacityForm(doors.posted(request), now=request.now, initial=initial)
    step = Step(
        title=_("The minor's own word"),
        said=_("Talk with the minor. It is noted for this matter alone (703/2023, sections 34 and 51)."),
        more=_("When the minor forbids it, the guardian stops seeing this matter at once."),
        button=_("Write it down"),
    )

    def do(clean):
        actions.note_capacity(
            matter_id=matter.pk,
            capable=clean["capable"] == "yes",
            guardian_sees=clean["guardian"] == "yes",
            reason=clean["reason"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Written down. It is in force now."))
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)
