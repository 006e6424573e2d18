"""Who has looked at whose data, for those who answer for data protection; to others it is not there."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from uuid6 import uuid7

from koppi.people.models import Professional
from koppi.people.queries import find_client_by_hetu, professional_of
from koppi.ui.times import HELSINKI

from .. import actions, queries
from ..oversight_forms import DecideOlderForm, OversightForm
from ..rules import may_oversee
from . import doors
from .forms_page import Step, take_step

A_DAY = timedelta(days=1)
UNPROCESSABLE = 422


def _check_oversees(request):
    if not may_oversee(professional_of(request.user).roles):
        raise Professional.DoesNotExist


@doors.at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def search(request):
    """Search the log by client, reader and days. What is asked stays out of addresses and logs.

    The officer's own look at what was found is a line of the log like any other.
    """
    _check_oversees(request)
    form = OversightForm(doors.posted(request), now=request.now)
    context = {"form": form, "requests": queries.older_requests(request.user)}
    if request.method == "POST" and form.is_valid():
        found, nobody = _found(form.cleaned_data)
        context |= {"found": found, "nobody": nobody}
        for register, client_ids in (found.read if found else {}).items():
            _log(request, register, client_ids)
    status = UNPROCESSABLE if form.errors else 200
    return doors.page(request, "desk/oversight.html", context, status=status)


def _found(asked):
    """Return what was found, or None and which of the two is known to nobody."""
    client_ids = reader_ids = None
    if asked["code"]:
        client = find_client_by_hetu(asked["code"])
        if client is None:
            return None, _("Nobody is known by this identity code.")
        client_ids = queries.rows_of_human(client)
    if asked["reader"]:
        reader_ids = queries.readers_called(asked["reader"])
        if not reader_ids:
            return None, _("Nobody of that name has worked here.")
    found = queries.looks_found(
        client_ids=client_ids,
        reader_ids=reader_ids,
        since=_midnight(asked["first"]),
        until=_midnight(asked["last"] + A_DAY) if asked["last"] else None,
        only_unusual=asked["only_unusual"],
    )
    if client_ids and not found.read:
        found.read["patient"] = set(client_ids)
    return found, ""


def _midnight(day):
    return datetime.combine(day, time(0), HELSINKI) if day else None


def _log(request, register, client_ids, matter_id=None):
    doors.write_reading(
        request,
        register=register,
        client_ids=client_ids,
        what="reading_log",
        why="data_protection",
        matter_id=matter_id,
    )


@doors.at_desk
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, request_id):
    """Grant a client's request for lines older than two years, or refuse it with reasons, by a letter."""
    _check_oversees(request)
    asked, matter = queries.older_request(request_id, request.user)
    form = DecideOlderForm(doors.posted(request), now=request.now, initial={"key": uuid7()})
    if request.method != "POST":
        _log(request, matter.register, [matter.client_id], matter.pk)
    step = Step(
        title=_("Older lines of the log for %(name)s") % {"name": matter.client.name},
        said=asked.reason,
        more=_(
            "Lines older than two years are given for a special reason (703/2023 11 §). "
            "The client gets your decision as a letter, a refusal with how to appeal."
        ),
        button=_("Decide"),
        extra={"back_url": doors.address("oversight")},
    )

    def do(clean):
        actions.decide_older(
            request_id=asked.pk,
            granted=clean["decision"] == "grant",
            answer=clean["answer"],
            key=clean["key"],
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("The decision was sent to the client."))
        return doors.go("matter", matter.reference)

    return take_step(request, matter, form, step, do)
