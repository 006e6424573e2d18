"""What may be shared between health care and social care: the client gives, sees and takes back."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from koppi.identity.doors import for_residents

from .. import sharing
from ..forms import PermissionForm
from .acting import confirmed_client, refused_now

ACTS = ("permission", "withdrawal", "ban", "lifting")


@for_residents
@require_safe
def own(request):
    """Show what may be shared of one's own data; somebody nobody knows yet has none."""
    if not sharing.those_of(request.user, request.now):
        return redirect("resident:home")
    return _draw(request, sharing.whose(request.user, "", request.now))


@for_residents
@require_safe
@confirmed_client
def other(request, client_uuid):
    """Show what may be shared of somebody for whom one may act."""
    return _draw(request, sharing.whose(request.user, client_uuid, request.now))


@for_residents
@require_http_methods(["POST"])
@confirmed_client
def change(request, client_uuid, register, act):
    """Give or take back a permission or a ban on one register's data."""
    one = sharing.whose(request.user, client_uuid, request.now)
    if register not in one.registers or act not in ACTS:
        raise Http404
    form = PermissionForm(request.POST, now=request.now, prefix=register)
    kinds = ()
    if act == "permission":
        if not form.is_valid():
            return _draw(request, one, bad=(register, form), status=422)
        kinds = form.cleaned_data["kinds"]
    sharing.change(one=one, register=register, act=act, kinds=kinds, by=request.user, at=request.now)
    messages.success(request, _done(act))
    return HttpResponseRedirect(_address(one))


def _draw(request, one, *, bad=None, status=200):
    refused = refused_now(request)
    sides = [
        (side, bad[1] if bad and bad[0] == side.register else _form(request, side))
        for side in sharing.sides_of(one)
    ]
    opened, more = sharing.opened(one)
    context = {
        "one": one,
        "sides": sides,
        "opened": opened,
        "all_looks": _looks(one) if more else "",
        "scopes": [
            {
                "url": _address(other),
                "said": _("Mine") if other.own else other.client.name,
                "current": other.client.pk == one.client.pk,
            }
            for other in sharing.those_of(request.user, request.now)
            if other.client.pk not in refused
        ],
        "forms": [form for side, form in sides],
    }
    return render(request, "resident/sharing.html", context, status=status)


def _form(request, side):
    return PermissionForm(now=request.now, prefix=side.register)


def _address(one):
    if one.own:
        return reverse("resident:sharing")
    return reverse("resident:sharing_other", args=[one.client.uuid])


def _looks(one):
    if one.own:
        return reverse("resident:looks")
    return reverse("resident:looks_of", args=[one.client.uuid])


def _done(act):
    return {
        "permission": _("Your permission is in force now."),
        "withdrawal": _("You took your permission back. What was opened by it is closed."),
        "ban": _("It is forbidden now. What was open to the other side is closed."),
        "lifting": _("You took the ban back."),
    }[act]
