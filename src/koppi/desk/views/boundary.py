"""Across the boundary between the registers: opening it, ending that, and what the client says of it."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from koppi.access.lending import end_crossing

from .. import lending, queries, words
from ..forms_of_law import CrossingForm, SpokenForm
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_http_methods(["GET", "POST"])
def other_side(request, reference):
    """Show what is open on the other side, or ask for the ground; the same page for every client."""
    matter = doors.open_matter(request, reference, of_client=True)
    opened = queries.other_side(matter, by=request.user, at=request.now)
    if opened is not None:
        return _opened(request, matter, opened)
    form = CrossingForm(doors.posted(request), now=request.now, bases=_bases(matter.register))
    step = Step(
        title=_("The other side's data"),
        said=_(
            "Health care and social care keep their own registers. One may read the other's only on one of "
            "the law's grounds (703/2023, section 53)."
        ),
        consequences=[
            _("The client sees that you opened it, when, and on what ground."),
            _("Each look is written down. You can read, not write."),
            _("It ends by itself, and when this matter closes. The client's ban goes before every ground."),
        ],
        button=_("Open on this ground"),
    )

    def do(clean):
        lending.cross_from(
            matter_id=matter.pk,
            basis=clean["basis"],
            kinds=clean["kinds"],
            why=clean["why"],
            until=clean["until"],
            by=request.user,
            at=request.now,
        )
        return doors.go("other_side", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_POST
def end_other_side(request, reference):
    """Close what one has opened on the other side."""
    matter = doors.find_matter(request, reference, of_client=True)
    opened = queries.other_side(matter, by=request.user, at=request.now)
    if opened is not None:
        end_crossing(crossing_id=opened.crossing.pk, by=request.user, at=request.now)
        doors.toast(request, _("Closed. You no longer see the other side."))
    return doors.go("matter", reference, place=doors.place_of(request))


@doors.at_desk
@require_http_methods(["GET", "POST"])
def spoken(request, reference):
    """Write down what the client said about showing this register's data."""
    matter = doors.open_matter(request, reference, of_client=True)
    form = SpokenForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("The client permits or forbids"),
        said=words.SPOKEN_ABOUT[matter.register],
        more=_("It is signed with your name as something the client said. They see it and can change it."),
        button=_("Write it down"),
    )

    def do(clean):
        lending.write_down(
            matter_id=matter.pk, act=clean["act"], kinds=clean["kinds"], by=request.user, at=request.now
        )
        doors.toast(request, _("Written down. It is in force now."))
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


def _opened(request, matter, opened):
    crossing = opened.crossing
    if opened.matters:
        doors.write_reading(
            request,
            register=crossing.register,
            client_ids=sorted({one.client_id for one in opened.matters}),
            what="other_side",
            why=crossing.basis,
        )
    context = {
        "matter": matter,
        "opened": opened,
        "basis": words.LENT[crossing.basis],
        "place": doors.place_of(request),
        "back_url": doors.address("matter", matter.reference, place=doors.place_of(request)),
    }
    return doors.page(request, "desk/other_side.html", context)


def _bases(register):
    return [
        (basis, said) for basis, said in words.BASIS.items() if basis != "social_need" or register == "social"
    ]
