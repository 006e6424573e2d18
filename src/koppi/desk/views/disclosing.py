"""Writing down that data was given out."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from uuid6 import uuid7

from koppi.ui.times import HELSINKI

from ..disclosing import permission_to_disclose, write_down_disclosure
from ..forms_of_law import DisclosureForm
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_http_methods(["GET", "POST"])
def disclose(request, reference):
    """Write down what was given of the client's data to somebody else, and on what ground."""
    matter = doors.open_matter(request, reference, of_client=True)
    now = request.now.astimezone(HELSINKI)
    form = DisclosureForm(
        doors.posted(request),
        now=request.now,
        register=matter.register,
        permitted=permission_to_disclose(matter, at=request.now) is not None,
        initial={"day": now.date(), "clock": now.time(), "key": uuid7()},
    )
    step = Step(
        title=_("Write down a disclosure"),
        said=_("When you have given something about the client to somebody else, write it down here."),
        more=_("The client sees this with your name. It cannot be changed afterwards."),
        button=_("Write it down"),
    )

    def do(clean):
        write_down_disclosure(
            matter_id=matter.pk,
            data=clean["given"],
            receiver=clean["receiver"],
            purpose=clean["purpose"],
            basis=clean["basis"],
            provision=clean["provision"],
            given_at=clean["moment"],
            key=clean["key"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Written down. The client sees it."))
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)
