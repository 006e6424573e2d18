"""How to reach the client of a matter: the one page where also what is hidden elsewhere can be read."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppi.matters.queries import why_visible

from .. import queries, rules
from . import doors


@doors.at_desk
@require_GET
def show(request, reference):
    """Show how to reach the client, to whoever has caught the matter; looking is a line of its own."""
    matter = doors.find_matter(request, reference, of_client=True)
    place = doors.place_of(request)
    if not rules.may_reach(matter.caught_by_id, request.user.pk):
        messages.info(request, _("Only whoever has the matter sees how to reach the client. Catch it first."))
        return doors.go("matter", matter.reference, place=place)
    doors.write_reading(
        request,
        register=matter.register,
        client_ids=[matter.client_id],
        what="contact_details",
        why=why_visible(matter, by=request.user, at=request.now),
        matter_id=matter.pk,
    )
    context = {
        "matter": matter,
        "details": queries.contact_details(matter),
        "back_url": doors.address("matter", matter.reference, place=place),
    }
    return doors.page(request, "desk/contact_details.html", context)
