"""One's own sign-ins and ways of proving oneself: seen, ended, taken away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from . import actions
from .doors import for_anybody_signed_in, for_professionals
from .entering import is_proved
from .errors import LastFactor, NoSuchSignIn
from .models import Passkey
from .queries import factors_of, my_sign_ins
from .rules import HOMES
from .views_second import BACK


@require_safe
@never_cache
@for_anybody_signed_in
def mine(request):
    """List one's standing sign-ins; for professionals also what they prove themselves with."""
    user = request.user
    context = {
        "sign_ins": my_sign_ins(by=user, key=request.session.session_key, at=request.now),
        "home": HOMES[user.kind],
        "factors": factors_of(user) if user.is_professional else None,
        "has_password": user.is_professional and user.has_usable_password(),
    }
    return render(request, "identity/mine.html", context)


@require_POST
@for_anybody_signed_in
def end(request):
    """End one of one's sign-ins, or all but this one."""
    reference = request.POST.get("reference", "")
    try:
        if reference == "others":
            actions.end_sessions(
                user=request.user, by=request.user, at=request.now, keep=request.session.session_key
            )
            messages.success(request, _("Your other sign-ins have ended."))
        else:
            actions.end_session(reference=reference, by=request.user, at=request.now)
            messages.success(request, _("The sign-in has ended."))
    except NoSuchSignIn:
        messages.info(request, _("That sign-in had ended already."))
    return redirect("identity:mine")


@never_cache
@for_professionals
def remove_app(request):
    """Ask once, and take the code app away."""
    factors = factors_of(request.user)
    if not factors.code_app:
        raise Http404
    return _remove(request, _("Code app"), actions.remove_code_app)


@never_cache
@for_professionals
def remove_passkey(request, passkey_id):
    """Ask once, and take one of one's passkeys away."""
    passkey = Passkey.objects.filter(pk=passkey_id, user=request.user).first()
    if passkey is None:
        raise Http404
    return _remove(request, passkey.name, actions.remove_passkey, passkey_id=passkey_id)


def _remove(request, name, remove, **which):
    if not is_proved(request):
        request.session[BACK] = request.path
        return redirect("identity:second")
    factors = factors_of(request.user)
    if request.method == "POST":
        try:
            remove(user=request.user, by=request.user, at=request.now, **which)
        except LastFactor:
            factors = factors_of(request.user)
        else:
            messages.success(request, _("It is taken away. It opens nothing any more."))
            return redirect("identity:mine")
    context = {"name": name, "may": factors.may_lose_one}
    return render(request, "identity/remove.html", context, status=200 if factors.may_lose_one else 409)
