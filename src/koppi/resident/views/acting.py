"""For whom a resident is here, and whether they still may be."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from koppi.access.models import Register
from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import day_of
from koppi.identity.doors import for_residents
from koppi.identity.entering import safe
from koppi.intake.queries import contact_sent
from koppi.matters.models import Matter
from koppi.matters.queries import matter_for
from koppi.people.actions import begin_visit, check_mandate, take_over
from koppi.people.models import Client
from koppi.people.queries import clients_to_act_for, shielded_children
from koppi.people.queries.mandates import rests_on_register
from koppi.people.scope import forget_scope, leave_out, scope_of
from koppi.people.valtuudet import RegisterDown, mandate_register

# In the session: for whom one is here, what one opened for others, and the visits at the register.
FOR, OPENED, VISIT, VISITS = "acting_for", "acting_opened", "acting_visit", "acting_visits"
SELF = "self"
MOST_OPENED = 200


def must_choose(request):
    """Test whether somebody who may act for another has not said yet for whom they are here."""
    user = request.user
    if FOR in request.session:
        return False
    on = day_of(request.now)
    return bool(clients_to_act_for(user, on)) or shielded_children(user, on)


@for_residents
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request):
    """Ask for whom somebody is here, and remember it until they sign out."""
    on = day_of(request.now)
    others = clients_to_act_for(request.user, on)
    asked = request.POST if request.method == "POST" else request.GET
    target = safe(request, asked.get("next", ""))
    context = {
        "others": others,
        "is_shielded": shielded_children(request.user, on),
        "register": mandate_register() is not None,
        "next": target,
    }
    if request.method != "POST":
        return render(request, "resident/acting/choose.html", context)
    chosen = request.POST.get("who", "")
    if chosen != SELF and chosen not in {str(other.client.uuid) for other in others}:
        return render(request, "resident/acting/choose.html", context | {"is_missing": True}, status=422)
    request.session[FOR] = chosen
    return HttpResponseRedirect(target or reverse("resident:home"))


def chosen_client(request):
    """Return the client for whom somebody said they are here, if they still may act for them."""
    chosen = request.session.get(FOR, SELF)
    if chosen == SELF:
        return None
    others = clients_to_act_for(request.user, day_of(request.now))
    client = next((other.client for other in others if str(other.client.uuid) == chosen), None)
    return client if client and not _why_not(request, client) else None


def chosen_answer(request):
    """Return the contact form's first answer, given already by somebody who said for whom they are here."""
    client = chosen_client(request)
    return {"about_whom": str(client.uuid)} if client else {}


# The national register


@for_residents
@require_safe
def to_register(request):
    """Send somebody to choose at the register of mandates for whom they act."""
    register = mandate_register()
    if register is None:
        raise Http404
    try:
        visit, user = begin_visit(register=register, by=request.user, at=request.now)
    except RegisterDown:
        return _down(request)
    request.session[VISIT] = visit
    return HttpResponseRedirect(register.choosing_url(user, _answer_url(request), get_language()[:2]))


@for_residents
@require_safe
def from_register(request):
    """Take what somebody chose at the register: once, and in the session in which they began."""
    register = mandate_register()
    visit = request.session.pop(VISIT, None)
    if register is None or visit is None:
        raise Http404
    if not request.GET.get("code"):
        return redirect("resident:acting")
    try:
        token = register.token(request.GET["code"], _answer_url(request))
        taken = take_over(register=register, visit=visit, token=token, by=request.user, at=request.now)
    except RegisterDown:
        return _down(request)
    if not taken:
        return redirect(f"{reverse('resident:acting')}?{urlencode({'none': 'yes'})}")
    visits = request.session.get(VISITS, {})
    request.session[VISITS] = visits | {str(one.uuid): [visit, token] for one in taken}
    request.session[FOR] = str(taken[0].uuid)
    return redirect("resident:home")


def _answer_url(request):
    return request.build_absolute_uri(reverse("resident:acting_answer"))


# Still allowed?


def confirmed(view):
    """Ask again, before a matter is shown or anything in it is done, whether one may act for its client.

    Somebody whose mandate has ended meanwhile is told so plainly, and sees nothing of the client.
    """

    @wraps(view)
    def inner(request, reference, *args, **kwargs):
        scope = scope_of(request.user)
        opened = request.session.get(OPENED, [])
        if not (scope.health_client_ids or scope.social_client_ids or opened):
            return view(request, reference, *args, **kwargs)
        try:
            matter = matter_for(reference, by=request.user)
        except Matter.DoesNotExist:
            if reference in opened and _mandate_has_ended(request.user, reference):
                return _ended(request)
            raise Http404 from None
        if matter.client_id not in scope.own_client_ids:
            if refusal := refusal_for(request, matter.client):
                return refusal
            if reference not in opened:
                opened = request.session[OPENED] = [*opened, reference][-MOST_OPENED:]
        try:
            return view(request, reference, *args, **kwargs)
        except Http404:
            # What the register allows may have become less just now.
            if reference in opened and _mandate_has_ended(request.user, reference):
                return _ended(request)
            raise

    return inner


def _mandate_has_ended(user, reference):
    """Tell whether a matter went out of sight with the mandate; a minor's own word is told to no guardian.

    Source: 703/2023 51 §.
    """
    scope = scope_of(user)
    with whole_house():
        client_id, register = Matter.objects.values_list("client_id", "register").get(reference=reference)
    covered = scope.health_client_ids if register == Register.PATIENT else scope.social_client_ids
    return client_id not in covered


def confirmed_client(view):
    """Ask again, before anything else of a client is shown or changed, whether one may act for them."""

    @wraps(view)
    def inner(request, client_uuid=None, *args, **kwargs):
        client = Client.objects.filter(uuid=client_uuid).first() if client_uuid else None
        refusal = refusal_for(request, client) if client else None
        return refusal or view(request, client_uuid, *args, **kwargs)

    return inner


def confirmed_lists(view):
    """Ask again about everybody whose data a list may hold, and leave those out for whom one may not act."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        refused_now(request)
        return view(request, *args, **kwargs)

    return inner


def refused_now(request):
    """Return the ids of the clients for whom one may not act just now, though one might have a moment ago.

    They are out of one's reach while the page is made; one's own data is shown as ever.
    """
    if not request.user.is_authenticated:
        return frozenset()
    clients = [other.client for other in clients_to_act_for(request.user, day_of(request.now))]
    why = {client.pk: _why_not(request, client) for client in clients}
    refused = frozenset(client_id for client_id, page in why.items() if page)
    if refused:
        leave_out(request.user, refused)
    if _down in why.values():
        messages.warning(
            request,
            _(
                "The register of mandates does not answer, so we show and send nothing for another person. "
                "Your own matters work as before. Wait a moment and try again."
            ),
        )
    return refused


def refusal_for(request, client):
    """Return the page that says why somebody may not go on acting for a client, or None when they may."""
    page = _why_not(request, client)
    return page(request) if page else None


def _why_not(request, client):
    """Return the function that draws the refusal, or None; within a request the register is asked once."""
    if not hasattr(request, "asked_again"):
        request.asked_again = {}
    if client.pk not in request.asked_again:
        request.asked_again[client.pk] = _ask_again(request, client)
    return request.asked_again[client.pk]


def _ask_again(request, client):
    if not rests_on_register(request.user, client, day_of(request.now)):
        return None
    register = mandate_register()
    visit, token = request.session.get(VISITS, {}).get(str(client.uuid), (None, None))
    if register is None or visit is None:
        return _ended
    try:
        still = check_mandate(
            register=register, client=client, visit=visit, token=token, by=request.user, at=request.now
        )
    except RegisterDown:
        return _down
    # What the scope was read from may just have changed.
    forget_scope(request.user)
    return None if still else _ended


def refusal_for_draft(request, page):
    """Return the same for the client whom an unsent message is about."""
    return refusal_for(request, page.other.client) if page.other else None


def confirmed_sent(view):
    """Ask again, before a message is shown that one has sent, whether one may act for whom it is about."""

    @wraps(view)
    def inner(request, draft_uuid):
        contact = contact_sent(draft_uuid, request.user)
        refusal = None
        if contact and contact.for_other:
            may = {other.client.pk for other in clients_to_act_for(request.user, day_of(request.now))}
            refusal = refusal_for(request, contact.about) if contact.about_id in may else _ended(request)
        return refusal or view(request, draft_uuid)

    return inner


def _ended(request):
    request.session.pop(FOR, None)
    return render(request, "resident/acting/ended.html", status=403)


def _down(request):
    return render(request, "resident/acting/down.html", status=503)
