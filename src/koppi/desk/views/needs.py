"""Opening a client's data in need (break-glass), and the data protection officer's review of it."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.access.errors import Refused
from koppi.access.lending import review_glass
from koppi.people.queries import professional_of

from .. import lending, queries
from ..forms_of_law import NeedForm, ReviewForm
from ..rules import may_oversee
from . import doors
from .forms_page import Step, take_step


def for_officers(view):
    """Let the data protection officers in; to others the page is not there."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        if not may_oversee(professional_of(request.user).roles):
            raise Http404
        return view(request, *args, **kwargs)

    return doors.at_desk(inner)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def open_in_need(request):
    """Ask whose data and why; what is not there, not theirs and banned get the same answer."""
    form = NeedForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("Open in need"),
        said=_(
            "For a client whose matter you do not have, in your own service, when there is no time to ask."
        ),
        consequences=[
            _("The client is told, and sees your name."),
            _("The data protection officer is told, reads your words, and reviews each opening."),
            _("It closes by itself. You can read, not write."),
        ],
        button=_("Open"),
        danger=True,
        extra={"back_url": doors.address("worklist")},
    )

    def do(clean):
        lending.note_try(by=request.user, at=request.now)
        glass = lending.open_in_need(by=request.user, at=request.now, **clean)
        if glass is None:
            raise Refused("nothing")
        return doors.go("opened_in_need", glass.pk)

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_GET
def opened_in_need(request, glass_id):
    """Show what one's own opening has opened, while it runs."""
    glass, matters = queries.own_opening(glass_id, by=request.user, at=request.now)
    doors.write_reading(
        request,
        register=glass.register,
        client_ids=sorted({matter.client_id for matter in matters}),
        what="other_matters",
        why="break_glass",
    )
    return doors.page(request, "desk/opened_in_need.html", {"glass": glass, "matters": matters})


@for_officers
@require_GET
def reviews(request):
    """List what was opened in need, and who does it how often."""
    context = {"openings": queries.openings(), "patterns": queries.patterns(request.now)}
    return doors.page(request, "desk/reviews.html", context)


@for_officers
@require_http_methods(["GET", "POST"])
def review(request, glass_id):
    """Show one opening with its reasons, and take the officer's word on it."""
    glass, opening, clients, looks = queries.opening(glass_id)
    doors.write_reading(
        request,
        register=glass.register,
        client_ids=[client.pk for client in clients],
        what="break_glass",
        why="data_protection",
    )
    form = ReviewForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("Review an opening in need"),
        button=_("Sign the review"),
        template="desk/review.html",
        extra={
            "glass": glass,
            "opening": opening,
            "client": clients[0],
            "looks": looks,
            "back_url": doors.address("reviews"),
        },
    )

    def do(clean):
        review_glass(
            glass_id=glass.pk,
            was_right=clean["verdict"] == "yes",
            review=clean["review"],
            by=request.user,
            at=request.now,
        )
        messages.success(request, _("Reviewed and signed."))
        return doors.go("reviews")

    return take_step(request, None, form, step, do)
