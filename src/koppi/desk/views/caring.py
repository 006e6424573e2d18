"""By when care must begin: what is at risk in one's teams, and why something is late."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.appointments.words import late_said
from koppi.deadlines.calendars import day_of
from koppi.matters.errors import NoLimitRuns
from koppi.matters.models import Delay
from koppi.matters.queries import care_at_risk, care_limit
from koppi.matters.queries.care import MOST_AT_RISK
from koppi.matters.rules import CARE_NEAR

from .. import actions
from ..caring_forms import DelayForm
from ..words import PROFESSION
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_GET
def at_risk(request):
    """Show whose care must begin by a limit that no appointment meets in time, the soonest first."""
    rows = care_at_risk(by=request.user)
    for register in sorted({row.register for row in rows}):
        doors.write_reading(
            request,
            register=register,
            client_ids=[row.client_id for row in rows if row.register == register],
            what="worklist",
            why="own_team",
        )
    late = [row for row in rows if row.due_at < request.now]
    near = [row for row in rows[len(late) :] if row.due_at - request.now < CARE_NEAR or row.time_at]
    later = [row for row in rows[len(late) :] if row not in near]
    context = {
        "groups": [
            (name, said, [(row, PROFESSION.get(row.called_for, "")) for row in of_group])
            for name, said, of_group in (
                ("late", _("The limit has passed"), late),
                ("near", _("The limit is near, or the appointment is after it"), near),
                ("later", _("There is time to book"), later),
            )
            if of_group
        ],
        "more": len(rows) == MOST_AT_RISK,
        "part": "care_limits",
        "main_class": "doc",
    }
    return doors.page(request, "desk/care_limits.html", context)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def delay(request, reference):
    """Record why care begins after its limit, and tell the client, or note what they were told."""
    limit = care_limit(doors.find_matter(request, reference).pk)
    if limit is None:
        return doors.refuse(request, NoLimitRuns(), reference)
    matter = doors.open_matter(request, reference)
    form = DelayForm(
        doors.posted(request),
        now=request.now,
        initial={"told": late_said(matter, limit.due_at, Delay.Why.OTHER)},
    )
    step = Step(
        title=_("Care begins late"),
        said=_("The reason and what the client was told stay with the matter. Tell them at once."),
        more=_("Act 703/2023, section 36: the reason of the delay and the day of telling are recorded."),
        button=_("Record the delay"),
        template="desk/delay.html",
    )

    def do(clean):
        actions.tell_delay(
            matter_id=matter.pk,
            why=clean["why"],
            told=clean["told"],
            told_on=clean["told_on"] or day_of(request.now),
            send=clean["how"] == DelayForm.SEND,
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Recorded: why care begins late, and what the client was told."))
        return doors.go("matter", reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)
