"""The county's own rules and texts: what there is, and writing a change of it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.handbook import actions
from koppi.handbook import queries as handbook
from koppi.handbook.errors import BaseHasChanged, Refusal
from koppi.handbook.kinds import kind_of
from koppi.handbook.models import Change, Owner
from koppi.handbook.rules import Base, base_of
from koppi.people.queries import professional_of

from .. import queries
from ..handbook_forms import ContentForm, WhenForm, new_code
from ..queries import handbook as pages
from ..rules import may_manage
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_GET
def show(request):
    """Show what rules and texts there are, what waits for the reader, and what is planned."""
    by, at = request.user, request.now
    context = {
        "kinds": pages.kind_rows(),
        "waiting": pages.change_rows(handbook.waiting_for(by, at), at),
        "own": pages.change_rows(handbook.waiting_of(by), at),
        "planned": pages.change_rows(handbook.planned(at), at),
        "manages": may_manage(professional_of(by).roles),
        "main_class": "doc",
    }
    return doors.page(request, "desk/handbook.html", context)


@doors.at_desk
@require_GET
def items(request, kind):
    """Show the items of a kind, in order, and those that have ended."""
    kind = _kind(kind)
    here, ended = pages.items(kind, request.now)
    context = {"kind": kind, "items": here, "ended": ended, "writes": _writes(request)}
    return doors.page(request, "desk/handbook_kind.html", context)


@doors.at_desk
@require_GET
def item(request, kind, code):
    """Show what an item says in three languages, who answers for it, and its history."""
    kind, at = _kind(kind), request.now
    latest = _latest(kind, code)
    current = kind.at(code, at)
    shown = current or latest
    content = kind.content_of(shown)
    context = {
        "kind": kind,
        "code": code,
        "title": kind.name_of(content),
        "said": pages.what_is_said(kind, content, at),
        "current": current,
        "latest": latest,
        "planned": latest if latest.valid_from > at else None,
        "holder": pages.holder_of(shown.owner_id, at),
        "history": pages.history(kind, code, at),
        "others": pages.other_changes(kind, code, at),
        "writes": _writes(request),
        "main_class": "doc",
    }
    return doors.page(request, "desk/handbook_item.html", context)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form is filled with: on top of what it is written, and what it says."""

    latest: object
    base: Base | None
    content: dict


@doors.at_desk
@require_http_methods(["GET", "POST"])
def write(request, kind, code=""):
    """Write a change, look at it as its readers will, and send it to its owner; a new item the same way."""
    kind = _kind(kind)
    _check_writes(request)
    if kind.fixed and not code:
        raise Http404
    latest = _latest(kind, code) if code else None
    content = kind.content_of(latest) if latest else kind.empty()
    again = _again(request, kind, code)
    form = ContentForm(
        doors.posted(request),
        now=request.now,
        kind=kind,
        code=code,
        content=again.content if again and again.content else content,
        initial={"why": again.why} if again else {},
    )
    page = {
        "kind": kind,
        "code": code,
        "title": kind.name_of(content) if latest else "",
        "form": form,
        "base": _said_base(base_of(latest)),
        "meanwhile": pages.differences_of(kind, before, content, request.now)
        if again and (before := pages.before_of(kind, again))
        else [],
        "back_url": doors.address("handbook_item", kind.code, code)
        if code
        else doors.address("handbook_kind", kind.code),
    }
    if request.method == "GET":
        return doors.page(request, "desk/handbook_write.html", page)
    if not form.is_valid():
        return doors.page(request, "desk/handbook_write.html", page, status=422)
    press, clean = request.POST.get("press"), form.cleaned_data
    base, changed = _read_base(request.POST.get("base", "")), False
    if base != base_of(latest):
        changed = True
    elif press == "send":
        try:
            return _send(request, kind, code, base, clean)
        except BaseHasChanged:
            changed = True
        except Refusal as refusal:
            return doors.page(request, "desk/handbook_write.html", {**page, "refusal": refusal}, status=409)
    if changed:
        return _meanwhile(request, kind, code, base, latest, page)
    if press == "edit":
        return doors.page(request, "desk/handbook_write.html", page)
    return _look(request, kind, code, latest, clean, page)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def end(request, kind, code):
    """Propose that an item ends."""
    kind = _kind(kind)
    _check_writes(request)
    latest = _latest(kind, code)
    content = kind.content_of(latest)
    means = list(kind.end_means(code, request.now))
    step = Step(
        title=_("End: %(name)s") % {"name": kind.name_of(content)},
        said="" if means else _("It is no longer offered or used from then on. What came by it keeps it."),
        consequences=means,
        button=_("Send for approval"),
        danger=True,
        template="desk/handbook_step.html",
        extra={
            "back_url": doors.address("handbook_item", kind.code, code),
            "base": _said_base(base_of(latest)),
        },
    )

    def do(clean):
        change = actions.propose_change(
            kind=kind.code,
            code=code,
            content=None,
            base=_read_base(request.POST.get("base", "")),
            why=clean["why"],
            wanted_at=clean["wanted_at"],
            by=request.user,
            at=request.now,
        )
        return _proposed(request, change)

    return take_step(request, None, WhenForm(doors.posted(request), now=request.now), step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def back(request, kind, code, version):
    """Let an item say again what one of its versions said."""
    kind = _kind(kind)
    _check_writes(request)
    latest = _latest(kind, code)
    row = kind.rows().get(code=code, version=version)
    content, was = kind.content_of(latest), kind.content_of(row)
    own = handbook.owner_of(latest.owner_id, request.now) == request.user
    step = Step(
        title=_("Back to version %(number)s: %(name)s") % {"number": version, "name": kind.name_of(was)},
        said="" if own else _("The owner approves it first: %(role)s.") % {"role": latest.owner.name},
        button=_("Go back to this version") if own else _("Send for approval"),
        template="desk/handbook_step.html",
        extra={
            "back_url": doors.address("handbook_item", kind.code, code),
            "base": _said_base(base_of(latest)),
            "differences": pages.differences_of(kind, content, was, request.now),
        },
    )
    form = WhenForm(
        doors.posted(request),
        now=request.now,
        initial={"why": _("Back to version %(number)s.") % {"number": version}},
    )

    def do(clean):
        change = actions.go_back(
            kind=kind.code,
            code=code,
            version=version,
            base=_read_base(request.POST.get("base", "")),
            why=clean["why"],
            wanted_at=clean["wanted_at"],
            by=request.user,
            at=request.now,
        )
        return _proposed(request, change)

    return take_step(request, None, form, step, do)


def _send(request, kind, code, base, clean):
    change = actions.propose_change(
        kind=kind.code,
        code=code or new_code(kind, clean["content"]),
        content=clean["content"],
        base=base,
        why=clean["why"],
        wanted_at=clean["wanted_at"],
        by=request.user,
        at=request.now,
    )
    return _proposed(request, change)


def _proposed(request, change):
    if change.approved_at:
        doors.toast(request, _("Done. The version before stays in the history."))
    else:
        said = _("Sent for approval to: %(role)s.") % {"role": change.owner.name}
        doors.toast(request, said)
    return doors.go("handbook_change", change.pk)


def _look(request, kind, code, latest, clean, page):
    """Show the change before it is sent: its differences, and how it would have sorted the last week."""
    stands = latest and (latest.valid_to is None or latest.valid_to > request.now)
    before = kind.content_of(latest) if stands else None
    differences = pages.differences_of(kind, before, clean["content"], request.now)
    if before and not differences:
        said = _("Nothing is different from what is in force.")
        return doors.page(request, "desk/handbook_write.html", {**page, "refusal": said}, status=409)
    sorting = log_sorting(
        request,
        pages.sorting(kind, code, before, clean["content"], by=request.user, at=request.now),
    )
    owner = latest.owner_id if latest else clean["content"]["owner"]
    context = {
        **page,
        "why": clean["why"],
        "wanted_at": clean["wanted_at"],
        "differences": differences,
        "is_new": before is None,
        "sorting": sorting,
        "owner": owner,
        "owner_name": latest.owner.name if latest else Owner.objects.get(code=owner).name,
        "holder": pages.holder_of(owner, request.now),
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in ("csrfmiddlewaretoken", "press", "base")
            for value in values
        ],
    }
    return doors.page(request, "desk/handbook_check.html", context)


def _meanwhile(request, kind, code, base, latest, page):
    """Show what somebody else changed while this was written; what was typed stays."""
    seen = kind.rows().filter(code=code, version=base.version).first() if base else None
    now = kind.content_of(latest) if latest else None
    context = {
        **page,
        "refusal": BaseHasChanged(),
        "meanwhile": pages.differences_of(kind, kind.content_of(seen) if seen else None, now, request.now),
    }
    return doors.page(request, "desk/handbook_write.html", context, status=409)


def log_sorting(request, sorting):
    """Write down which clients' matters a preview shows, before it is shown; return the preview."""
    for register, client_ids in queries.clients_of(sorting.matters if sorting else []).items():
        doors.write_reading(request, register=register, client_ids=client_ids, what="sorting", why="own_team")
    return sorting


def _again(request, kind, code):
    """Return the change that is written anew on top of what is in force now, or None."""
    number = request.GET.get("again", "")
    if not number.isdecimal():
        return None
    return Change.objects.of(kind.code, code).filter(pk=int(number)).first()


def _kind(code):
    kind = kind_of(code)
    if kind is None:
        raise Change.DoesNotExist
    return kind


def _latest(kind, code):
    latest = kind.latest(code)
    if latest is None:
        raise Change.DoesNotExist
    return latest


def _writes(request):
    return handbook.writes(request.user, request.now)


def _check_writes(request):
    if not _writes(request):
        raise Change.DoesNotExist


def _said_base(base):
    return f"{base.version} {base.ends_at.isoformat() if base.ends_at else ''}" if base else ""


def _read_base(said):
    """Return what a page says it was written on top of; what cannot be read stands on nothing we know."""
    version, _space, ends_at = said.partition(" ")
    if not said:
        return None
    try:
        return Base(int(version), datetime.fromisoformat(ends_at) if ends_at else None)
    except ValueError:
        return Base(0, None)
