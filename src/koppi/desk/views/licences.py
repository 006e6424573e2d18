"""The licence register's extract: sent, looked at, and taken in whole or not at all."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from koppi.people import actions
from koppi.people.licences import BadExtract
from koppi.people.models import LicenceImport, Professional
from koppi.people.queries import absent_from, professional_of

from ..licence_forms import ExtractForm, TakeForm
from ..rules import may_manage
from ..words import BAD_EXTRACT, BAD_LINE, RIGHT
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_http_methods(["GET", "POST"])
def send(request):
    """Take an extract and read it; what it would change is on the next page."""
    _check_manages(request)
    form = ExtractForm(doors.posted(request), request.FILES or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data["extract"].read()
            found = actions.read_licences(data=data, by=request.user, at=request.now)
        except BadExtract as bad:
            said = BAD_EXTRACT[bad.code] % {"columns": ", ".join(bad.missing)}
            form.add_error("extract", said)
        else:
            return doors.go("licences_read", found.pk)
    return doors.page(
        request,
        "desk/licences.html",
        {"form": form, "columns": _columns(), "main_class": "doc"},
        status=422 if form.errors else 200,
    )


@doors.at_desk
@require_http_methods(["GET", "POST"])
def read(request, import_id):
    """Show what an extract would change, and take it in on a yes."""
    _check_manages(request)
    found = LicenceImport.objects.get(pk=import_id, done_at=None)
    changes = actions.licence_changes(found, request.now)
    form = TakeForm(
        doors.posted(request), now=request.now, initial={"seen": actions.mark_of(changes) or "nothing"}
    )
    step = Step(
        title=_("What the extract changes"),
        button=_("Take these in"),
        template="desk/licences_read.html",
        extra={
            "back_url": doors.address("licences"),
            "found": found,
            "bad": [(line, BAD_LINE[reason]) for line, reason in found.bad],
            "changes": [(change, RIGHT[change.before], RIGHT[change.after]) for change in changes],
            "absent": absent_from(found),
            "main_class": "doc",
        },
    )

    def do(clean):
        seen = clean["seen"] if clean["seen"] != "nothing" else ""
        taken = actions.take_licences(import_id=found.pk, seen=seen, by=request.user, at=request.now)
        said = ngettext(
            "Saved. The rights of %(count)s person changed.",
            "Saved. The rights of %(count)s people changed.",
            len(taken),
        )
        doors.toast(request, said % {"count": len(taken)})
        return doors.go("licences")

    return take_step(request, None, form, step, do)


def _columns():
    return ", ".join(settings.LICENCE_COLUMNS.columns.values())


def _check_manages(request):
    """Let only a manager in; to others the page is not there."""
    if not may_manage(professional_of(request.user).roles):
        raise Professional.DoesNotExist
