"""What clients have said of how it went, for a team's lead."""

from django.views.decorators.http import require_GET

from koppi.matters.models import Matter
from koppi.people.queries import professional_of

from .. import queries
from ..rules import may_lead
from . import doors


@doors.at_desk
@require_GET
def read(request):
    """Show a lead what was said of their teams; to others the page is not there."""
    if not may_lead(professional_of(request.user).roles):
        raise Matter.DoesNotExist
    context = {
        "teams": queries.feedback_read(by=request.user, at=request.now),
        "columns": queries.feedback_columns(),
        "main_class": "doc",
    }
    return doors.page(request, "desk/feedback.html", context)
