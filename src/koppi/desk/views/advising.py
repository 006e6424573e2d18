"""Advice given to people who did not say who they are, counted for a team's lead."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppi.matters.models import Matter
from koppi.people.queries import professional_of

from .. import queries
from ..rules import may_lead
from . import doors


@doors.at_desk
@require_GET
def given(request):
    """Show a lead how much advice their teams have given; to others the page is not there."""
    if not may_lead(professional_of(request.user).roles):
        raise Matter.DoesNotExist
    shown = queries.advice_given(by=request.user, at=request.now)
    context = {
        "shown": shown,
        "topic_columns": [{"said": _("Topic"), "number": False}, *shown.columns],
        "way_columns": [{"said": _("Way"), "number": False}, *shown.columns],
        "main_class": "doc",
    }
    return doors.page(request, "desk/advice_given.html", context)
