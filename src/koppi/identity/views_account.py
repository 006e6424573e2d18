"""Signing in with a local account: the password, its activation, its change."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from . import actions, limits
from .doors import for_professionals
from .entering import enter, posted, safe
from .errors import WrongProof
from .forms import AccountForm, ActivationForm, ChangePasswordForm, NewPasswordForm
from .models import Activation, User
from .providers import once
from .queries import waiting_activation
from .rules import Way

ACTIVATION = "activation"


def local_only(view):
    """Give a 404 where local accounts are switched off."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        if not settings.LOCAL_ACCOUNTS:
            raise Http404
        return view(request, *args, **kwargs)

    return inner


@local_only
@never_cache
@sensitive_post_parameters()
def sign_in_account(request):
    """Ask for the username and the password of a local account."""
    form = AccountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        user = _user_of_password(request, form)
        if user:
            return enter(request, user, way=Way.LOCAL, target=request.POST.get("next", ""))
        form.add_error(
            None,
            _(
                "The username or the password is wrong. Check both. If you have forgotten your password, "
                "ask your administrator for a new activation code."
            ),
        )
    asked = request.POST if request.method == "POST" else request.GET
    context = {"form": form, "next": safe(request, asked.get("next", ""))}
    return render(request, "identity/account.html", context, status=422 if form.errors else 200)


def _user_of_password(request, form):
    """Return whose password it is, or None; each try counts, until one is right."""
    name, password = form.cleaned_data["username"], form.cleaned_data["password"]
    known = User.objects.filter(username=name, kind=User.Kind.PROFESSIONAL).first()
    taken = limits.take_for_account(request, "password", name, known)
    user = authenticate(request, username=name, password=password)
    if user is None or not user.is_professional:
        why = "password" if known else "username"
        actions.note_failure(way=Way.LOCAL, why=why, by=known, at=request.now)
        return None
    limits.forgive(*taken)
    return user


@local_only
@never_cache
def activate(request):
    """Ask for an activation code, the first step into a new account or after a forgotten password."""
    form = ActivationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"]
        taken = limits.take_for_account(request, "activation", name)
        found = waiting_activation(username=name, code=form.cleaned_data["code"], at=request.now)
        if found:
            limits.forgive(*taken)
            request.session.cycle_key()
            request.session[ACTIVATION] = found.pk
            return redirect("identity:activate_password")
        actions.note_failure(way=Way.LOCAL, why="activation", at=request.now)
        form.add_error(
            None,
            _(
                "The username and the code do not belong together, or the code is too old or has been used. "
                "Check both, or ask your administrator for a new code."
            ),
        )
    return render(request, "identity/activate.html", {"form": form}, status=422 if form.errors else 200)


@local_only
@never_cache
@sensitive_post_parameters()
def activate_password(request):
    """Ask for the password of an account whose activation code has been shown."""
    waiting = Activation.objects.filter(
        pk=request.session.get(ACTIVATION), used_at=None, ends_at__gt=request.now, user__is_active=True
    )
    activation = waiting.select_related("user").first()
    if activation is None:
        return redirect("identity:activate")
    form = NewPasswordForm(posted(request), user=activation.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.activate(
                activation_id=activation.pk,
                password=form.cleaned_data["password"],
                by=activation.user,
                at=request.now,
            )
        except WrongProof:
            return redirect("identity:activate")
        del request.session[ACTIVATION]
        return enter(request, activation.user, way=Way.LOCAL)
    context = {"form": form, "username": activation.user.username}
    return render(request, "identity/new_password.html", context, status=422 if form.errors else 200)


@never_cache
@for_professionals
@sensitive_post_parameters()
def change_password(request):
    """Let somebody with a local account change their password."""
    if not request.user.has_usable_password():
        raise Http404
    form = ChangePasswordForm(posted(request), user=request.user)
    if request.method == "POST":
        taken = limits.take_for_account(request, "password", request.user.username, request.user)
        if form.is_valid():
            limits.forgive(*taken)
            actions.change_password(
                password=form.cleaned_data["password"],
                by=request.user,
                at=request.now,
                keep=request.session.session_key,
            )
            before = request.session.session_key
            update_session_auth_hash(request, request.user)
            once.follow_session(before=before, after=request.session.session_key)
            messages.success(request, _("Your password is changed. Your other sign-ins have ended."))
            return redirect("identity:mine")
    context = {"form": form, "username": request.user.username, "changing": True}
    return render(request, "identity/new_password.html", context, status=422 if form.errors else 200)
