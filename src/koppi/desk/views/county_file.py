"""The county's settings as one file at the desk: fetched, sent, compared, taken in whole or not at all."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.handbook.errors import Refusal as HandbookRefusal
from koppi.people.errors import Refusal
from koppi.people.models import Professional
from koppi.people.queries import professional_of

from .. import county_file
from ..county_file_forms import SendForm, TakeForm
from ..rules import may_manage
from ..words import BAD_COUNTY_FILE, COUNTY_FILE_PARTS
from . import doors


@doors.at_desk
@require_GET
def fetch(request):
    """Send the settings in force as a file."""
    _check_manages(request)
    answer = HttpResponse(county_file.written(request.now), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="koppi-{request.now:%Y-%m-%d}.toml"'
    answer["Cache-Control"] = "no-store"
    return answer


@doors.at_desk
@require_http_methods(["GET", "POST"])
def show(request):
    """Show the way out and the way in; a file that is sent is compared, and a yes takes it in."""
    _check_manages(request)
    if request.method == "POST" and "text" in request.POST:
        return _take(request)
    form = SendForm(doors.posted(request), request.FILES or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            changes = county_file.changes_of(county_file.read(data), request.now)
        except county_file.BadFile as bad:
            form.add_error("file", _said(bad))
        else:
            if changes:
                first = {"text": data.decode("utf-8-sig"), "seen": county_file.mark_of(changes)}
                return _compared(request, changes, TakeForm(None, now=request.now, initial=first))
            doors.toast(request, _("The file says what is in force already."))
            return doors.go("county_file")
    context = {"form": form, "main_class": "doc"}
    return doors.page(request, "desk/county_file.html", context, status=422 if form.errors else 200)


def _take(request):
    form = TakeForm(request.POST, now=request.now)
    try:
        file = county_file.read(request.POST["text"].encode())
        changes = county_file.changes_of(file, request.now)
    except county_file.BadFile as bad:
        return _compared(request, None, form, refusal=_said(bad))
    if not form.is_valid():
        return _compared(request, changes, form)
    if form.cleaned_data["seen"] != county_file.mark_of(changes):
        given = {"text": form.cleaned_data["text"], "why": form.cleaned_data["why"]}
        fresh = TakeForm(None, now=request.now, initial={**given, "seen": county_file.mark_of(changes)})
        said = _(
            "The county\u2019s settings changed while you looked. This is what the file would change now."
        )
        return _compared(request, changes, fresh, refusal=said)
    try:
        county_file.take_in(
            file=file, why=form.cleaned_data["why"], at_once=False, by=request.user, at=request.now
        )
    except county_file.BadFile as bad:
        return _compared(request, changes, form, refusal=_said(bad))
    except (Refusal, HandbookRefusal) as refusal:
        return _compared(request, changes, form, refusal=str(refusal))
    doors.toast(request, _("Taken in. Rules and texts wait for their owners; hours begin tomorrow."))
    return doors.go("handbook")


def _compared(request, changes, form, *, refusal=""):
    items = county_file.items_of(changes) if changes else []
    context = {
        "items": [(COUNTY_FILE_PARTS.get(item.part, item.part), item) for item in items],
        "form": form,
        "refusal": refusal,
        "main_class": "doc",
    }
    status = 422 if form.errors or refusal else 200
    return doors.page(request, "desk/county_file_read.html", context, status=status)


def _said(bad):
    return str(BAD_COUNTY_FILE[bad.code]) % bad.facts


def _check_manages(request):
    """Let only a manager in; to others the page is not there."""
    if not may_manage(professional_of(request.user).roles):
        raise Professional.DoesNotExist
