"""The client's picture: the whole of a client on one page, in the register of a matter."""

from django.views.decorators.http import require_GET

from koppi.matters.models import Matter

from ..queries.picture import opens_picture, picture
from . import doors


@doors.at_desk
@require_GET
def show(request, reference):
    """Show a client's picture; that it was read is written down first, or nothing is shown."""
    matter = doors.find_matter(request, reference, to_read=True, of_client=True)
    if not opens_picture(matter, by=request.user):
        raise Matter.DoesNotExist
    doors.log_opening(request, matter, what="picture")
    place = doors.place_of(request)
    before = request.GET.get("before", "")
    shown = picture(matter, by=request.user, at=request.now, before=before)
    here = doors.address("picture", matter.reference, place=place)
    context = {
        "shown": shown,
        "older_url": f"{here}{'&' if '?' in here else '?'}before={shown.before[-1].reference}#before"
        if shown.has_more
        else "",
        "matter": matter,
        "client": matter.client,
        "is_first": not before,
        "may_talk": not matter.opening.lent and matter.state != Matter.State.CLOSED,
        "place": place,
        "matter_url": doors.address("matter", matter.reference, place=place),
    }
    return doors.page(request, "desk/picture.html", context)
