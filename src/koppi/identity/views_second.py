"""The second factor: proving it, and setting one up."""

import base64
import json
from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import actions, limits, one_time, passkeys
from .entering import AFTER, half_way, is_proved, let_in, posted, prove, safe
from .errors import KnownPasskey, WrongProof
from .forms import NewPasskeyForm, OneTimeCodeForm, PasskeyForm, RecoveryCodeForm
from .queries import factors_of
from .rules import HOMES, is_for
from .sealed import keyed_hash, seal, unseal

# What waits in the session for the browser's answer: the secret of an app not yet added, and two challenges.
NEW_APP, NEW_KEY, ASKED = "new_app", "new_passkey", "asked_passkey"
BACK = "prove_for"


# Proving


def proving(view):
    """Let in who is half way, or a signed-in professional who is asked once more: `request.proves`."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        coming = half_way(request)
        if coming is None and not request.user.is_authenticated:
            return redirect("identity:sign_in_professional")
        if coming is None and not request.user.is_professional:
            raise Http404
        request.coming = coming
        request.proves = coming.user if coming else request.user
        request.factors = factors_of(request.proves)
        return view(request, *args, **kwargs)

    return inner


@require_safe
@never_cache
@proving
def second(request):
    """Send somebody to the proof they can give most easily."""
    if not request.coming and (way := safe(request, request.GET.get("next", ""))):
        request.session[BACK] = way
    if not request.factors.are_set_up:
        return redirect("identity:set_up")
    return redirect("identity:second_passkey" if request.factors.passkeys else "identity:second_code")


@never_cache
@proving
def second_code(request):
    """Ask for a code of the app."""
    if not request.factors.code_app:
        return redirect("identity:second")
    template = "identity/second_code.html"
    return _ask_code(request, OneTimeCodeForm, actions.use_code_app, template, "code_app")


@never_cache
@proving
def second_recovery(request):
    """Ask for one of the codes on paper."""
    if not request.factors.are_set_up:
        return redirect("identity:second")
    template = "identity/second_recovery.html"
    return _ask_code(request, RecoveryCodeForm, actions.use_recovery_code, template, "recovery_code")


def _ask_code(request, form_class, use, template, factor):
    form = form_class(posted(request))
    if request.method == "POST" and form.is_valid():
        taken = _take(request)
        try:
            use(user=request.proves, code=form.cleaned_data["code"], by=request.proves, at=request.now)
        except WrongProof:
            _note(request, factor)
            form.add_error("code", _("The code is wrong, too old or used already. Try the next one."))
        else:
            return _passed(request, taken)
    context = {"form": form, "factors": request.factors, "is_new": bool(request.coming)}
    return render(request, template, context, status=422 if form.errors else 200)


@never_cache
@proving
def second_passkey(request):
    """Ask for a passkey; the browser does it, so this page needs its script."""
    if not request.factors.passkeys:
        return redirect("identity:second")
    known = [one.credential for one in request.factors.passkeys]
    form = PasskeyForm(posted(request))
    if request.method == "POST":
        taken = _take(request)
        try:
            actions.use_passkey(
                user=request.proves,
                house=_house(request),
                state=request.session.pop(ASKED, None),
                answer=form.data.get("answer", ""),
                by=request.proves,
                at=request.now,
            )
        except WrongProof:
            _note(request, "passkey")
            form.add_error(None, _("The passkey was not accepted. Try again, or use another way."))
        else:
            return _passed(request, taken)
    options, request.session[ASKED] = passkeys.ask(_house(request), known=known)
    context = {
        "form": form,
        "factors": request.factors,
        "options": json.dumps(options["publicKey"]),
        "is_new": bool(request.coming),
    }
    return render(request, "identity/second_passkey.html", context, status=422 if form.errors else 200)


def _take(request):
    return limits.take_for_account(request, "second", request.proves.pk, request.proves)


def _note(request, why):
    way = request.coming.way if request.coming else "again"
    actions.note_failure(way=way, why=why, by=request.proves, at=request.now)


def _passed(request, taken):
    """Let in who was half way; send back who was asked once more, with a new session key."""
    limits.forgive(*taken)
    if request.coming:
        return let_in(
            request, request.proves, way=request.coming.way, target=request.coming.target, proved=True
        )
    prove(request)
    return redirect(request.session.pop(BACK, reverse("identity:mine")))


# Setting up


def setting_up(view):
    """Let in who may add a factor: nobody who has one and has not shown it a short while ago."""

    @wraps(view)
    @proving
    def inner(request, *args, **kwargs):
        if request.factors.are_set_up and (request.coming or not is_proved(request)):
            request.session[BACK] = request.path
            return redirect("identity:second")
        return view(request, *args, **kwargs)

    return inner


@require_safe
@never_cache
@setting_up
def set_up(request):
    """Let somebody choose what to prove themselves with."""
    context = {"factors": request.factors, "is_new": bool(request.coming)}
    return render(request, "identity/set_up.html", context)


@never_cache
@setting_up
def set_up_app(request):
    """Show the secret for a code app, as a picture and as a key, and ask for the first code."""
    user = request.proves
    secret = _new_secret(request)
    form = OneTimeCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        taken = _take(request)
        try:
            actions.add_code_app(
                user=user, secret=secret, code=form.cleaned_data["code"], by=user, at=request.now
            )
        except WrongProof:
            form.add_error(
                "code",
                _(
                    "The code is not the one we expected. Check that the clock of your phone is right, "
                    "and type the code that the app shows now."
                ),
            )
        else:
            limits.forgive(*taken)
            del request.session[NEW_APP]
            return _added(request)
    picture = one_time.as_picture(one_time.as_address(secret, user.username))
    context = {
        "form": form,
        "picture": f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}",
        "key": one_time.as_key(secret),
        "is_new": bool(request.coming),
    }
    return render(request, "identity/set_up_app.html", context, status=422 if form.errors else 200)


def _new_secret(request):
    """Return the secret that waits in the session, sealed, or make one: a page loaded anew shows the same."""
    waiting = request.session.get(NEW_APP)
    if waiting and waiting["user"] == request.proves.pk:
        return unseal(base64.b64decode(waiting["secret"]), user_id=request.proves.pk)
    secret = one_time.new_secret()
    sealed = seal(secret, user_id=request.proves.pk)
    request.session[NEW_APP] = {"user": request.proves.pk, "secret": base64.b64encode(sealed).decode()}
    return secret


@never_cache
@setting_up
def set_up_passkey(request):
    """Let the browser make a passkey; this page needs its script."""
    user = request.proves
    form = NewPasskeyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = passkeys.take_new(
                _house(request),
                state=request.session.pop(NEW_KEY, None),
                answer=form.cleaned_data["answer"],
            )
            actions.add_passkey(user=user, made=made, name=form.cleaned_data["name"], by=user, at=request.now)
        except (WrongProof, KnownPasskey):
            form.add_error(None, _("The passkey could not be added. Try again, or choose the code app."))
        else:
            return _added(request)
    options, request.session[NEW_KEY] = passkeys.ask_for_new(
        _house(request),
        user_handle=bytes.fromhex(keyed_hash("passkey user", user.pk)),
        name=user.username,
        known=[one.credential for one in request.factors.passkeys],
    )
    context = {"form": form, "options": json.dumps(options["publicKey"]), "is_new": bool(request.coming)}
    return render(request, "identity/set_up_passkey.html", context, status=422 if form.errors else 200)


def _added(request):
    """Go on after a factor was added: the codes on paper come after the first one."""
    first = reverse("identity:codes") if not request.factors.codes_left else ""
    if request.coming:
        return let_in(
            request,
            request.proves,
            way=request.coming.way,
            target=request.coming.target,
            proved=True,
            first=first,
        )
    prove(request)
    return redirect(first or "identity:mine")


@never_cache
@setting_up
def codes(request):
    """Say what the codes on paper are for; when asked, make ten and show them, this once."""
    if request.coming or not request.factors.are_set_up:
        return redirect("identity:set_up")
    shown = []
    if request.method == "POST":
        shown = actions.renew_recovery_codes(user=request.user, by=request.user, at=request.now)
    context = {
        "codes": [one_time.grouped(code, 5) for code in shown],
        "left": request.factors.codes_left,
        "after": _after(request),
    }
    return render(request, "identity/codes.html", context)


def _after(request):
    way = request.session.get(AFTER, "")
    own = way == reverse("identity:resume") or is_for(way, request.user.kind)
    return way if way and own else HOMES[request.user.kind]


def _house(request):
    origin = request.build_absolute_uri("/").rstrip("/")
    return passkeys.House(host=request.get_host().rpartition(":")[0] or request.get_host(), origin=origin)
