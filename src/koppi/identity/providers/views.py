"""The way to an identity provider and back, in both protocols."""

from datetime import UTC, datetime, timedelta
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .. import actions
from ..directory import NotAClient, PracticeOnly, WrongCode, directory
from ..entering import enter, safe
from ..models import User
from ..rules import Way
from . import configured, once, refusing
from .oidc import Oidc
from .rules import REFUSALS, Answer, Refused, check_level, facts_of, first, reaches
from .saml import Saml, request_data

BEGUN, BY_PROVIDER = "providers_begun", "provider"
MOST_BEGUN = 5
BEGUN_FOR = timedelta(minutes=30)
METADATA_TYPE = "application/samlmetadata+xml"


def of_kind(*kinds):
    """Give a 404 where residents or professionals have no provider of one of these kinds."""

    def decorate(view):
        @wraps(view)
        def inner(request, who):
            provider = configured(who)
            if provider is None or provider.kind not in kinds:
                raise Http404
            return view(request, who, provider)

        return never_cache(inner)

    return decorate


# Both protocols


@require_GET
@of_kind("oidc", "saml")
def start(request, who, provider):
    """Send somebody to their identity provider, remembering in their session that they went."""
    target = safe(request, request.GET.get("next", ""))
    anew = request.session.pop(refusing.ANEW, False)
    try:
        if provider.kind == "oidc":
            begun = _oidc(provider).begin(
                redirect_uri=_callback(request, who), language=get_language()[:2], anew=anew
            )
            url, state, remembered = begun.url, begun.state, begun.remembered
        else:
            url, state = _saml(request, who, provider).begin(request_data(request), anew=anew)
            remembered = {}
    except Refused as refused:
        return refusing.refuse(request, who, refused, target)
    waiting = request.session.get(BEGUN, {})
    newest = sorted(waiting.items(), key=lambda item: item[1]["at"])[-MOST_BEGUN + 1 :]
    request.session[BEGUN] = {
        **dict(newest),
        state: {**remembered, "who": who, "next": target, "at": request.now.timestamp()},
    }
    return HttpResponseRedirect(url)


def _begun(request, who, state):
    """Return what this browser's session remembers of a beginning, once and for all web nodes.

    :raises Refused: it did not begin here, was answered before, or took too long
    """
    waiting = request.session.get(BEGUN, {})
    remembered = waiting.pop(state, None)
    if remembered is None or remembered["who"] != who:
        raise Refused("state")
    request.session[BEGUN] = waiting
    once.spend("state", state, until=request.now + BEGUN_FOR, at=request.now)
    if request.now.timestamp() - remembered["at"] > BEGUN_FOR.total_seconds():
        raise Refused("late")
    return remembered


def _let_in(request, who, provider, answer, target):
    """Let in whoever an answer names.

    :raises Refused: too weak, nobody we may serve, or nobody with an account
    """
    proved = reaches(answer, provider.levels)
    user = _resident(request, provider, answer) if who == "residents" else _professional(provider, answer)
    way = Way.SUOMI_FI if who == "residents" else Way.COUNTY
    response = enter(request, user, way=way, target=target, proved=proved)
    if not request.session.session_key:
        request.session.create()
    request.session[BY_PROVIDER] = {
        "who": who,
        "subject": answer.subject if provider.kind == "saml" else "",
        "session": answer.session if provider.kind == "saml" else "",
        "format": answer.subject_format,
    }
    once.remember_session(
        user=user, who=who, answer=answer, session_key=request.session.session_key, at=request.now
    )
    return response


def _resident(request, provider, answer):
    check_level(answer, provider.levels)
    facts = facts_of(answer.attributes)
    try:
        resident = directory().identified(
            facts, language=get_language()[:2], by=User.objects.system(), at=request.now
        )
    except PracticeOnly:
        raise Refused("practice") from None
    except WrongCode:
        raise Refused("bad_identity_code") from None
    except NotAClient:
        raise Refused("not_a_client") from None
    user = actions.resident_user(person_id=resident.person_id, language=resident.language, at=request.now)
    if not user.is_active:
        raise Refused("no_account")
    return user


def _professional(provider, answer):
    """Return the account that the county's directory names. None is made by itself."""
    username = first(answer.attributes, provider.username)
    user = User.objects.filter(kind=User.Kind.PROFESSIONAL, username=username, is_active=True).first()
    if not username or user is None:
        raise Refused("no_account")
    return user


# OpenID Connect


@require_GET
@of_kind("oidc")
def callback(request, who, provider):
    """Take a provider's answer: the browser brings a code, and we ask the provider what it stands for."""
    target = ""
    try:
        remembered = _begun(request, who, request.GET.get("state", ""))
        target = remembered["next"]
        answer, expires = _oidc(provider).finish(
            asked=request.GET.dict(),
            remembered=remembered,
            redirect_uri=_callback(request, who),
            now=request.now.timestamp(),
        )
        until = _moment(expires + settings.SIGN_IN_SKEW_SECONDS)
        once.spend("nonce", remembered["nonce"], until=until, at=request.now)
        return _let_in(request, who, provider, answer, target)
    except Refused as refused:
        return refusing.refuse(request, who, refused, target)


@csrf_exempt
@require_POST
@of_kind("oidc")
def back_channel_logout(request, who, provider):
    """End the sessions that a provider names by a signed token, without a browser."""
    try:
        claims = _oidc(provider).logout_claims(request.POST.get("logout_token", ""), request.now.timestamp())
        until = request.now + BEGUN_FOR
        once.spend("logout", claims["jti"], until=until, at=request.now)
    except Refused as refused:
        refusing.note(who, refused.code, request.now)
        return JsonResponse({"error": "invalid_request"}, status=400)
    sid = claims.get("sid")
    once.end_sessions(who=who, subject=claims.get("sub", ""), sessions=(sid,) if sid else (), at=request.now)
    return HttpResponse()


# SAML


@csrf_exempt
@require_POST
@of_kind("saml")
def acs(request, who, provider):
    """Take a provider's answer from its form; the browser's own session comes with the next request only."""
    try:
        posted = _saml(request, who, provider).read(request_data(request))
        once.spend("assertion", posted.assertion_id, until=_moment(posted.until), at=request.now)
    except Refused as refused:
        refusing.note(who, refused.code, request.now)
        return _onward(who, refused=refused.code)
    answer = posted.answer
    handle = once.seal(
        {
            "request": posted.request_id,
            "attributes": answer.attributes,
            "levels": sorted(answer.levels),
            "subject": answer.subject,
            "session": answer.session,
            "format": answer.subject_format,
        },
        at=request.now,
    )
    return _onward(who, answer=handle)


def _onward(who, **query):
    response = HttpResponseRedirect(f"{reverse('identity:saml_finish', args=[who])}?{urlencode(query)}")
    response.status_code = 303
    return response


@require_GET
@of_kind("saml")
def saml_finish(request, who, provider):
    """Let in whom a waiting answer names, in the browser that asked for it and in no other."""
    if request.GET.get("refused") in REFUSALS:
        return refusing.page(request, who, request.GET["refused"], _last_target(request, who))
    target = ""
    try:
        waiting = once.unseal(request.GET.get("answer", ""), at=request.now)
        try:
            remembered = _begun(request, who, waiting["request"])
        except Refused as refused:
            raise Refused("unsolicited" if refused.code == "state" else refused.code) from None
        target = remembered["next"]
        answer = Answer(
            attributes=waiting["attributes"],
            levels=frozenset(waiting["levels"]),
            subject=waiting["subject"],
            session=waiting["session"],
            subject_format=waiting["format"],
        )
        return _let_in(request, who, provider, answer, target)
    except Refused as refused:
        return refusing.refuse(request, who, refused, target)


def _last_target(request, who):
    """Return where the newest sign-in of this browser was going."""
    waiting = [one for one in request.session.get(BEGUN, {}).values() if one["who"] == who]
    return max(waiting, key=lambda one: one["at"])["next"] if waiting else ""


@require_GET
@of_kind("saml")
def saml_logout(request, who, provider):
    """End the sessions that a provider names by a signed message, or take its answer to ours."""
    try:
        wish = _saml(request, who, provider).read_logout(request_data(request))
        if wish is None:
            return redirect("identity:signed_out")
        once.spend("logout", wish.request_id, until=request.now + BEGUN_FOR, at=request.now)
    except Refused as refused:
        return refusing.refuse(request, who, refused)
    ended = once.end_sessions(who=who, subject=wish.subject, sessions=wish.sessions, at=request.now)
    if request.session.session_key in ended:
        logout(request)
    return HttpResponseRedirect(wish.answer_url)


@require_GET
@of_kind("saml")
def saml_metadata(request, who, provider):
    """Give our metadata, which is registered at the provider."""
    return HttpResponse(_saml(request, who, provider).metadata(), content_type=METADATA_TYPE)


# The way out


def leave(request):
    """Return where to send somebody who signs out so that their provider knows, or nothing.

    Called before the session ends; the address is made only after it has (`Leaving.url`).
    """
    return Leaving(request, request.session.get(BY_PROVIDER), request.session.session_key)


class Leaving:
    """A way out by the provider, remembered over the end of the session it belongs to."""

    def __init__(self, request, by_provider, session_key):
        self.request, self.by_provider, self.session_key = request, by_provider, session_key

    def url(self):
        """Return the provider's address, or nothing when there is none or it does not answer."""
        if self.session_key:
            once.forget_session(self.session_key)
        provider = configured(self.by_provider["who"]) if self.by_provider else None
        if provider is None:
            return ""
        try:
            if provider.kind == "oidc":
                out = self.request.build_absolute_uri(reverse("identity:signed_out"))
                return _oidc(provider).logout_url(return_to=out)
            return _saml(self.request, self.by_provider["who"], provider).logout_url(
                asked=request_data(self.request),
                subject=self.by_provider["subject"],
                subject_format=self.by_provider["format"],
                session=self.by_provider["session"],
            )
        except Refused:
            return ""


def _oidc(provider):
    return Oidc(provider, settings.SIGN_IN_SKEW_SECONDS)


def _saml(request, who, provider):
    here = {
        name: request.build_absolute_uri(reverse(f"identity:saml_{name}", args=[who]))
        for name in ("acs", "logout", "metadata")
    }
    return Saml(provider, settings.SIGN_IN_SKEW_SECONDS, here)


def _callback(request, who):
    return request.build_absolute_uri(reverse("identity:oidc_callback", args=[who]))


def _moment(seconds):
    return datetime.fromtimestamp(seconds, tz=UTC)
