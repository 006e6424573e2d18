"""Who has the matter: catch, let go, offer, accept, decline, withdraw."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from koppi.matters import actions
from koppi.matters.errors import Refusal
from koppi.people.models import Professional, Team

from .. import actions as desk
from .. import queries
from ..forms import DeclineForm, OfferForm, ReleaseForm
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_POST
def catch(request, reference):
    """Take responsibility for a matter; it can be undone at once."""
    matter = doors.find_matter(request, reference)
    place = doors.place_of(request)
    try:
        actions.catch_matter(matter_id=matter.pk, by=request.user, at=request.now)
    except Refusal as refusal:
        return doors.refuse(request, refusal, reference)
    doors.toast(request, _("You have this now."), doors.address("release", reference, place=place))
    return doors.go("callback" if "call" in request.GET else "matter", reference, place=place)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def release(request, reference):
    """Return a matter to its team. A post without the form's own field undoes a catch at once."""
    matter = doors.open_matter(request, reference)
    form = ReleaseForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("Return this to the team?"),
        said=_("Nobody has it until somebody in %(team)s catches it. The due time stays.")
        % {"team": matter.team.name},
        button=_("Return to the team"),
    )

    def do(clean):
        desk.release(matter_id=matter.pk, why=clean["why"], by=request.user, at=request.now)
        doors.toast(
            request,
            _("Returned to %(team)s.") % {"team": matter.team.name},
            doors.address("catch", reference, place=doors.place_of(request)),
        )
        return doors.back(request, reference)

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def offer(request, reference):
    """Offer a matter to a person, a team or a skill; the giver keeps it until it is taken."""
    matter = doors.open_matter(request, reference)
    form = OfferForm(
        doors.posted(request), now=request.now, choices=queries.offer_choices(matter, request.user)
    )
    step = Step(
        title=_("Hand over"),
        said=_("You keep the matter until somebody accepts. If nobody does, it stays with you."),
        more=_("The offer ends before your shift does and before the matter is due."),
        button=_("Offer it"),
    )

    def do(clean):
        made = actions.offer_handover(
            matter_id=matter.pk,
            reason=clean["reason"],
            by=request.user,
            at=request.now,
            **_receiver(clean["to"]),
        )
        to = made.to_person.name if made.to_person else made.to_team.name
        doors.toast(
            request,
            _("Offered to %(name)s. You have it until they accept.") % {"name": to},
            doors.address("withdraw", reference, place=doors.place_of(request)),
        )
        return doors.back(request, reference)

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_POST
def accept(request, reference):
    """Take a matter that has been offered."""
    matter = doors.find_matter(request, reference)
    try:
        actions.accept_handover(handover_id=_offer_of(matter), by=request.user, at=request.now)
    except Refusal as refusal:
        return doors.refuse(request, refusal, reference)
    doors.toast(request, _("You have this now."))
    return doors.go("matter", reference, place=doors.place_of(request))


@doors.at_desk
@require_http_methods(["GET", "POST"])
def decline(request, reference):
    """Decline an offer, saying why; the giver keeps the matter."""
    matter = doors.open_matter(request, reference)
    form = DeclineForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("Decline the offer"),
        said=_("The one who offered it keeps it and reads your answer."),
        button=_("Decline"),
    )

    def do(clean):
        actions.decline_handover(
            handover_id=_offer_of(matter), answer=clean["answer"], by=request.user, at=request.now
        )
        doors.toast(request, _("Declined. They have been told why."))
        return doors.go("worklist", place=doors.place_of(request).top())

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_POST
def withdraw(request, reference):
    """Take one's own offer back."""
    matter = doors.find_matter(request, reference)
    try:
        actions.withdraw_handover(handover_id=_offer_of(matter), by=request.user, at=request.now)
    except Refusal as refusal:
        return doors.refuse(request, refusal, reference)
    doors.toast(request, _("The offer is withdrawn. You still have the matter."))
    return doors.go("matter", reference, place=doors.place_of(request))


def _offer_of(matter):
    """Return the number of a matter's latest offer; whether it still stands, the action tells.

    :raises Http404: it has never been offered
    """
    latest = matter.handovers.order_by("-pk").values_list("pk", flat=True).first()
    if latest is None:
        raise Http404
    return latest


def _receiver(to):
    """Return the receiver of an offer as the action's arguments."""
    kind, name = to
    if kind == "person":
        return {"to_person": Professional.objects.get(pk=name)}
    if kind == "team":
        return {"to_team": Team.objects.get(pk=name)}
    return {"to_skill": name}
