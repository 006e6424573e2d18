"""The demo sign-in, the way out, and going on with what one was writing."""

from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from . import actions, kept
from .context import expires
from .directory import CodeRefused, directory
from .doors import sign_in_of_last
from .entering import enter, safe, set_keys
from .forms import CodeForm, NewResidentForm
from .models import User
from .providers import is_offered
from .providers import views as providers
from .rules import HOMES, Way
from .sessions import SEEN


def _ways_in(request, who):
    """Show the way to the identity provider, or say plainly that there is none yet."""
    if request.method != "GET":
        raise Http404
    offered = is_offered(who)
    local = settings.LOCAL_ACCOUNTS and who == "professionals"
    context = {"who": who, "offered": offered, "local": local, **_way_back(request)}
    return render(request, "identity/ways_in.html", context, status=200 if offered or local else 503)


# Residents


@never_cache
def sign_in(request):
    """Offer the ways in for residents; in the demo, let a visitor be an invented one."""
    if not settings.DEMO_SIGN_IN:
        return _ways_in(request, "residents")
    if request.method != "POST":
        return _resident_page(request, CodeForm(), 200)
    if "person" in request.POST:
        return _sign_in_shown(request)
    form = NewResidentForm(request.POST) if "given_name" in request.POST else CodeForm(request.POST)
    if not form.is_valid():
        return _resident_page(request, form, 422)
    try:
        resident = _find_or_make(request, form)
    except CodeRefused as refused:
        form.add_error(None if isinstance(form, NewResidentForm) else "code", str(refused))
        return _resident_page(request, form, 422)
    if resident is None:
        asked = NewResidentForm(initial={"code": form.cleaned_data["code"]})
        return _resident_page(request, asked, 200)
    return _enter_demo(request, _account_of(request, resident))


def _find_or_make(request, form):
    code = form.cleaned_data["code"]
    resident = directory().resident_by_code(code, at=request.now)
    if resident or not isinstance(form, NewResidentForm):
        return resident
    return directory().new_resident(
        code=code,
        given_name=form.cleaned_data["given_name"],
        family_name=form.cleaned_data["family_name"],
        language=get_language()[:2],
        by=User.objects.system(),
        at=request.now,
    )


def _sign_in_shown(request):
    try:
        resident = directory().resident(UUID(request.POST["person"]))
    except ValueError:
        resident = None
    if resident is None:
        raise Http404
    return _enter_demo(request, _account_of(request, resident))


def _account_of(request, resident):
    return actions.resident_user(person_id=resident.person_id, language=resident.language, at=request.now)


def _resident_page(request, form, status):
    is_new = isinstance(form, NewResidentForm)
    context = {
        "form": form,
        "is_new": is_new,
        "residents": [] if is_new else directory().shown_residents(at=request.now),
        "offered": is_offered("residents"),
        **_way_back(request),
    }
    return render(request, "identity/sign_in.html", context, status=status)


# Professionals


@never_cache
def sign_in_professional(request):
    """Offer the ways in for professionals; in the demo, let a visitor be an invented one."""
    if not settings.DEMO_SIGN_IN:
        return _ways_in(request, "professionals")
    if request.method == "POST":
        workers = {str(worker.user_id) for worker in directory().workers(at=request.now)}
        if request.POST.get("user") not in workers:
            raise Http404
        return _enter_demo(request, User.objects.get(pk=request.POST["user"]))
    words = request.GET.get("q", "")[:80]
    workers = directory().workers(at=request.now, words=words)
    teams = [(team, list(rows)) for team, rows in groupby(workers, key=lambda worker: worker.team)]
    context = {
        "teams": teams,
        "words": words,
        "offered": is_offered("professionals"),
        "local": settings.LOCAL_ACCOUNTS,
        **_way_back(request),
    }
    return render(request, "identity/sign_in_professional.html", context)


# In and out


def _enter_demo(request, user):
    return enter(request, user, way=Way.DEMO, target=request.POST.get("next", ""))


@require_POST
def sign_out(request):
    """Sign out; what this browser session held is gone, and only then the identity provider is told."""
    leaving = providers.leave(request)
    logout(request)
    if url := leaving.url():
        return render(request, "identity/leaving.html", {"url": url})
    return redirect("identity:signed_out")


@require_safe
@never_cache
def signed_out(request):
    """Say that one is out, and what is safe."""
    return render(request, "identity/signed_out.html")


@require_POST
def stay(request):
    """Move the end of the sign-in forward; answer with the new one."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    request.session[SEEN] = request.now.timestamp()
    return JsonResponse({"expires": expires(request).isoformat()})


# Going on


@require_GET
@never_cache
def resume(request):
    """Show what was kept and offer to send it again."""
    if not request.user.is_authenticated:
        return redirect(sign_in_of_last(request))
    waiting = kept.kept_for(request, request.user)
    if waiting is None:
        return HttpResponseRedirect(HOMES[request.user.kind])
    return render(request, "identity/resume.html", {"kept": waiting})


@require_POST
def discard(request):
    """Throw away what was kept, and go where one was going."""
    if not request.user.is_authenticated:
        return redirect(sign_in_of_last(request))
    kept.forget(request)
    return HttpResponseRedirect(request.session.pop("next", HOMES[request.user.kind]))


# Choices


@require_POST
def set_language(request):
    """Change the language of the pages, and of what we send to somebody signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        actions.choose_language(language=language, by=request.user, at=request.now)
    return django_set_language(request)


@require_POST
def single_keys(request):
    """Switch shortcuts of one letter on or off."""
    if not request.user.is_authenticated:
        raise Http404
    on = request.POST.get("on") == "yes"
    actions.choose_single_keys(on=on, by=request.user, at=request.now)
    messages.success(request, _("Single-key shortcuts are on.") if on else _("Single-key shortcuts are off."))
    target = safe(request, request.POST.get("next", "")) or HOMES[request.user.kind]
    response = HttpResponseRedirect(target)
    set_keys(response, request.user)
    return response


def _way_back(request):
    asked = request.POST if request.method == "POST" else request.GET
    return {
        "next": safe(request, asked.get("next", "")),
        "is_kept": kept.is_waiting(request),
        "is_lost": request.GET.get("kept") == "no",
    }
