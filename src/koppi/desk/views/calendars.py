"""One's own appointments in one's own calendar: the page that makes and ends the address, and the address."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.appointments import feeds
from koppi.appointments.calendar import MEDIA_TYPE, calendar_of
from koppi.appointments.models import CalendarFeed
from koppi.people.queries import professional_of

from . import doors


@doors.at_desk
@require_http_methods(["GET", "POST"])
def show(request):
    """Show whether one has an address for one's calendar; or make one and show it, this once."""
    made = ""
    if request.method == "POST":
        secret = feeds.make_feed(by=request.user, at=request.now)
        made = request.build_absolute_uri(reverse("desk:calendar_feed", args=[secret]))
    context = {
        "made": made,
        "since": feeds.feed_since(professional_of(request.user)),
        "part": "calendar",
        "main_class": "doc",
    }
    return doors.page(request, "desk/calendar.html", context)


@doors.at_desk
@require_POST
def end(request):
    """End one's address; a calendar that asks for it gets nothing any more."""
    if feeds.end_feed(by=request.user, at=request.now):
        doors.toast(request, _("The address is ended. Your calendar gets nothing new from here."))
    return doors.go("calendar")


@require_GET
def feed(request, secret):
    """Give the appointments behind a secret address; whoever has the address is let in, and nobody else.

    It shows no client: so it leaves no line in the reading log.
    """
    try:
        entries = feeds.entries_at(secret, request.now)
    except CalendarFeed.DoesNotExist:
        raise Http404 from None
    with override("fi"):
        text = calendar_of(entries, at=request.now, host=request.get_host())
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
