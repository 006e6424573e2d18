"""The one entrance to what somebody may administer."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppi.people.models import Professional
from koppi.people.queries import professional_of

from .. import queries
from ..rules import may_administer, may_lead, may_manage, may_plan, may_see_to_messages
from . import doors


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that somebody may go to, and what they do there."""

    url: str
    name: str
    said: str


@doors.at_desk
@require_GET
def show(request):
    """Show what the reader may administer, and nothing else; whoever administers nothing finds no page."""
    roles = professional_of(request.user).roles
    if not may_administer(roles):
        raise Professional.DoesNotExist
    groups = [
        (_("People"), _people(roles)),
        (_("Units and teams"), _teams(roles, request.user)),
        (_("The ways in"), _ways_in(roles)),
    ]
    shown = [group for group in groups if group[1]]
    return doors.page(request, "desk/administration.html", {"groups": shown})


def _people(roles):
    entries = []
    if may_manage(roles):
        entries += [
            _entry("staff", _("Everybody who works here"), _("Tasks, skills, teams, joining and moving.")),
            _entry("licences", _("Licences from the register"), _("Take in an extract of the register.")),
        ]
    if may_lead(roles):
        entries.append(_entry("people", _("People in my teams"), _("What they have, and their last day.")))
    if may_plan(roles):
        entries.append(_entry("absences", _("Absences"), _("Who is away, and who steps in.")))
    return entries


def _teams(roles, user):
    entries = []
    if may_manage(roles):
        entries.append(_entry("units", _("Units and teams"), _("Add, rename and close them.")))
    entries.append(_entry("shifts", _("Shifts"), _("Who works when, and who leads.")))
    if may_see_to_messages(roles):
        said = _("E-mails and text messages that may not have reached a client.")
        entries.append(_entry("messages_out", _("Messages that need a person"), said))
    if may_lead(roles):
        entries += [
            _entry("advice_given", _("Advice given"), _("How often, by topic and by way; without a name.")),
            _entry("feedback", _("Feedback"), _("What clients say of how it went; without a name.")),
        ]
        entries += [
            Entry(
                doors.address("calling_hours", team.pk),
                _("Calling hours: %(team)s") % {"team": team.name},
                _("When the team calls back, and how often it tries."),
            )
            for team in queries.led_teams(user)
        ]
    return entries


def _ways_in(roles):
    entries = []
    if may_lead(roles) or may_manage(roles):
        said = _("Topics, warning statements and texts: change them, see who answers for them.")
        entries.append(_entry("handbook", _("Rules and texts"), said))
    if not may_manage(roles):
        return entries
    return [
        *entries,
        _entry("hours", _("Opening hours"), _("The usual week, and days with other hours.")),
        _entry("areas", _("Service area"), _("The municipalities that we serve.")),
        _entry("county_file", _("Settings as a file"), _("Fetch, compare and take in all of them at once.")),
    ]


def _entry(name, said, more):
    return Entry(doors.address(name), said, more)
