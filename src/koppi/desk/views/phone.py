"""The phone desk: who calls, what about, what was read aloud, and what comes of it, on one screen."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from uuid6 import uuid7

from koppi.intake import calls
from koppi.intake.actions import Said
from koppi.intake.errors import KeyReused
from koppi.intake.models import Contact
from koppi.intake.queries import draft_of, matters_of_contact, promise, unsent_draft
from koppi.intake.rules import LONGEST_STEP
from koppi.matters.errors import Refusal
from koppi.matters.queries import matter_for
from koppi.people.actions import make_client
from koppi.people.codes import BadCode
from koppi.people.models import Municipality, Professional
from koppi.people.queries import BadSearch, client_by_uuid, find_clients, read_search
from koppi.ui import times
from koppi.ui.text import clean

from .. import queries
from ..phone_forms import KEPT, AdviceCallForm, CallForm, JoinedCallForm, NewClientForm, SoughtForm
from . import doors

WHERE_NEXT = {calls.TAKE: "matter", calls.CALL_BACK: "promise_callback", calls.BOOK: "appointment"}


@doors.at_desk
@require_GET
def begin(request):
    """Give a new call an address of its own; nothing is kept before something is typed."""
    _registers(request)
    return doors.go("phone_call", uuid7())


@doors.at_desk
@require_http_methods(["GET", "POST"])
def call(request, call_uuid):
    """Show a call as it stands; or find its client, or write it down."""
    _registers(request)
    sent = Contact.objects.filter(key=call_uuid, sent_by=request.user).first()
    if request.method == "GET":
        return _written_already(request, sent) if sent else _draw(request, call_uuid)
    if sent:
        return _again(request, sent)
    act, _sep, what = request.POST.get("act", "").partition(":")
    typed = _typed(request.POST)
    if act in ("find", "add"):
        # Whoever looks for somebody else, from a page of before, has let go of the one they had.
        typed["client"] = []
    calls.keep_call(draft_uuid=call_uuid, given=typed, by=request.user, at=request.now)
    return ACTS.get(act, _look)(request, call_uuid, what)


@doors.at_desk
@require_POST
def keep(request, call_uuid):
    """Keep what is being typed."""
    _registers(request)
    if Contact.objects.filter(key=call_uuid, sent_by=request.user).exists():
        return JsonResponse({"said": _("This call has been written down already.")}, status=409)
    changed = set(request.POST.getlist("changed"))
    given = {name: values for name, values in _typed(request.POST).items() if name in changed}
    # A choice that was taken back does not travel.
    given |= {name: [] for name in changed if name in KEPT and name not in given}
    if any(len(value) > LONGEST_STEP for values in given.values() for value in values):
        return JsonResponse({"said": _("This is too long to be kept.")}, status=422)
    calls.keep_call(draft_uuid=call_uuid, given=given, by=request.user, at=request.now)
    return JsonResponse({"saved": doors.saved_at(request)})


@doors.at_desk
@require_POST
def forget(request, call_uuid):
    """Throw a call away that was begun and is not needed."""
    calls.forget_call(draft_uuid=call_uuid, by=request.user, at=request.now)
    doors.toast(request, _("Thrown away."))
    return doors.go("worklist")


# What a press of a button does


def _find(request, call_uuid, _what):
    """Look for the client: one who is surely meant is chosen at once, others are shown to choose from."""
    form = SoughtForm(request.POST, now=request.now, auto_id="%s")
    if not form.is_valid():
        return _draw(request, call_uuid, sought=form, status=422)
    try:
        said = read_search(form.cleaned_data["sought"], request.now)
    except (BadSearch, BadCode) as bad:
        form.add_error("sought", str(bad))
        return _draw(request, call_uuid, sought=form, status=422)
    found = find_clients(said)
    if len(found.clients) == 1 and (said.code or said.birth_date):
        identified = Contact.Identified.CODE if said.code else Contact.Identified.QUESTIONS
        return _with_client(request, call_uuid, found.clients[0], identified)
    return _draw(request, call_uuid, sought=form, found=found, said=said)


def _choose(request, call_uuid, uuid):
    return _with_client(request, call_uuid, client_by_uuid(uuid), Contact.Identified.QUESTIONS)


def _with_client(request, call_uuid, client, identified):
    given = {
        "client": [str(client.uuid)],
        "identified": [str(identified)],
        "who": ["self"],
        "language": [client.language],
    }
    return _kept(request, call_uuid, given)


def _another(request, call_uuid, _what):
    """Let go of the client: it was somebody else. What was typed stays."""
    return _kept(request, call_uuid, {"client": [], "identified": [], "who": []})


def _kept(request, call_uuid, given):
    calls.keep_call(draft_uuid=call_uuid, given=given, by=request.user, at=request.now)
    return doors.go("phone_call", call_uuid)


def _nobody(request, call_uuid, _what):
    """Go on without knowing who it is: advice, about nobody."""
    return _kept(request, call_uuid, {"client": [queries.NOBODY], "identified": [], "who": []})


def _add(request, call_uuid, _what):
    """Add somebody who is not among the clients, by their identity code."""
    sought = SoughtForm(request.POST, now=request.now, auto_id="%s")
    new = NewClientForm(request.POST, municipalities=queries.municipality_choices(), now=request.now)
    if not sought.is_valid() or not new.is_valid():
        return _draw(request, call_uuid, sought=sought, new=new, status=422)
    try:
        said = read_search(sought.cleaned_data["sought"], request.now)
    except (BadSearch, BadCode) as bad:
        sought.add_error("sought", str(bad))
        return _draw(request, call_uuid, sought=sought, new=new, status=422)
    if not said.code:
        sought.add_error("sought", _("A new client is added by the identity code."))
        return _draw(request, call_uuid, sought=sought, new=new, status=422)
    if standing := find_clients(said).clients:
        return _with_client(request, call_uuid, standing[0], Contact.Identified.CODE)
    told = new.cleaned_data
    client = make_client(
        given_name=told["given_name"],
        family_name=told["family_name"],
        hetu=said.code,
        municipality=Municipality.objects.filter(code=told["municipality"]).first(),
        by=request.user,
        at=request.now,
    )
    return _with_client(request, call_uuid, client, Contact.Identified.CODE)


def _look(request, call_uuid, _what):
    """Show what the chosen topic and language bring: statements, instructions, where it goes."""
    if request.htmx:
        return _draw(request, call_uuid, template="desk/_phone_topic.html")
    return doors.go("phone_call", call_uuid)


def _join(request, call_uuid, reference):
    """Write the call into an open matter of the client, in place of another one."""
    told = _told(request, call_uuid)
    form = JoinedCallForm(request.POST, call=told)
    if told.client is None or not form.is_valid():
        return _draw(request, call_uuid, told=told, form=form, status=422)
    matter = matter_for(reference, by=request.user)
    try:
        contact = calls.join_call(
            said=_said(told, form, topic=matter.topic),
            matter_id=matter.pk,
            key=call_uuid,
            channel=form.cleaned_data["channel"],
            identified=form.cleaned_data["identified"],
            caller=form.caller,
            by=request.user,
            at=request.now,
        )
    except Refusal as refusal:
        return _refused(request, call_uuid, told, form, refusal)
    calls.forget_call(draft_uuid=call_uuid, by=request.user, at=request.now)
    doors.toast(request, _("The call is written into this matter."))
    return _to_matter(request, contact)


def _save(request, call_uuid, _what):
    """Write the call down, with what comes of it."""
    told = _told(request, call_uuid)
    if told.is_nobodys:
        return _advise(request, call_uuid, told)
    form = CallForm(request.POST, call=told)
    if told.client is None or not form.is_valid():
        return _draw(request, call_uuid, told=told, form=form, status=422)
    given = form.cleaned_data
    try:
        contact = calls.take_call(
            said=_said(told, form, topic=told.topic, registers=told.topic.touched),
            key=call_uuid,
            channel=given["channel"],
            identified=given["identified"],
            end=given["end"],
            judged=form.judged,
            caller=form.caller,
            by=request.user,
            at=request.now,
        )
    except Refusal as refusal:
        return _refused(request, call_uuid, told, form, refusal)
    calls.forget_call(draft_uuid=call_uuid, by=request.user, at=request.now)
    if not hasattr(contact, "opened"):
        return _written_already(request, contact)
    return _onwards(request, contact, given["end"])


def _advise(request, call_uuid, told):
    """Write down what somebody asked who does not say who they are."""
    form = AdviceCallForm(request.POST, call=told)
    if not form.is_valid():
        return _draw(request, call_uuid, told=told, form=form, status=422)
    given = form.cleaned_data
    try:
        contact = calls.take_advice(
            topic=told.topic,
            words=given["words"],
            affirmed=tuple(one.code for one in told.statements if one.code in given["affirmed"]),
            language=given["language"],
            key=call_uuid,
            channel=given["channel"],
            end=given["end"],
            by=request.user,
            at=request.now,
        )
    except Refusal as refusal:
        return _refused(request, call_uuid, told, form, refusal)
    calls.forget_call(draft_uuid=call_uuid, by=request.user, at=request.now)
    if not hasattr(contact, "opened"):
        return _written_already(request, contact)
    return _onwards(request, contact, given["end"])


def _onwards(request, contact, end):
    """Tell what became of a call, and go where it goes on."""
    matter = contact.theirs
    if end in WHERE_NEXT:
        doors.toast(request, _("The call is written down, and you have the matter."))
        return doors.go(WHERE_NEXT[end], matter.reference)
    if end == calls.LEAVE:
        by = times.by_time(
            promise([one.register for one in contact.opened], request.now), request.now, request.LANGUAGE_CODE
        )
        teams = ", ".join(one.team.name for one in contact.opened)
        doors.toast(request, _("Left to: %(teams)s. They answer %(by)s.") % {"teams": teams, "by": by})
        return doors.go("worklist")
    doors.toast(
        request,
        _("%(reference)s is closed.") % {"reference": matter.shown_reference},
        doors.address("reopen", matter.reference),
    )
    return doors.go("worklist")


ACTS = {
    "find": _find,
    "choose": _choose,
    "another": _another,
    "add": _add,
    "nobody": _nobody,
    "join": _join,
    "save": _save,
}


# What they share


def _registers(request):
    """Return the registers in which calls are written down here.

    :raises Professional.DoesNotExist: in none: the page is not there
    """
    found = queries.registers_of(request.user)
    if not found:
        raise Professional.DoesNotExist
    return found


def _typed(given):
    """Return what was typed, as lists by field, without what was searched for."""
    return {name: given.getlist(name) for name in KEPT if name in given} | (
        {} if "changed" in given else {name: given.getlist(name) for name in ("none", "affirmed")}
    )


def _told(request, call_uuid):
    return queries.call_of(draft_of(call_uuid, request.user), by=request.user, at=request.now)


def _said(told, form, *, topic, registers=()):
    given = form.cleaned_data
    phone = given["phone"]
    reach = {"by": "phone", "phone": phone, "times": [], "voicemail": False, "email": ""}
    return Said(
        about=told.client,
        topic=topic,
        registers=tuple(registers),
        words=given["words"],
        affirmed=tuple(one.code for one in told.statements if one.code in given["affirmed"]),
        reach=reach if phone else None,
        language=given["language"],
        interpreter=given["interpreter"],
    )


def _refused(request, call_uuid, told, form, refusal):
    if isinstance(refusal, KeyReused):
        return _written_already(request, refusal.contact)
    said = doors.refused(request, refusal)
    return _draw(request, call_uuid, told=told, form=form, refusal=said, status=409)


def _again(request, contact):
    """Answer a call that is sent once more: the same is the same, and what differs goes on as a new one."""
    if clean(request.POST.get("words", "")).strip() == contact.words:
        return _written_already(request, contact)
    new = uuid7()
    calls.keep_call(draft_uuid=new, given=_typed(request.POST), by=request.user, at=request.now)
    messages.warning(
        request,
        _("This call has been written down already. What you changed is here: write it into the matter."),
    )
    return doors.go("phone_call", new)


def _written_already(request, contact):
    messages.info(request, _("This call has been written down already."))
    return _to_matter(request, contact)


def _to_matter(request, contact):
    """Go to the matter of a call that is written down, or to the list when it is not one's own to see."""
    theirs = matters_of_contact(contact, request.user)
    return doors.go("matter", theirs[0].reference) if theirs else doors.go("worklist")


def _draw(
    request,
    call_uuid,
    *,
    told=None,
    form=None,
    sought=None,
    new=None,
    found=None,
    said=None,
    refusal="",
    template="desk/phone.html",
    status=200,
):
    """Draw a call, once it is written down whose data it shows."""
    told = told or _told(request, call_uuid)
    kind = AdviceCallForm if told.is_nobodys else CallForm
    form = form or kind(initial=_initial(told), call=told)
    shown = queries.hits(found.clients, request.now) if found else []
    whole = template == "desk/phone.html"
    for register in told.registers if whole else ():
        people = [client.pk for client in found.clients] if found else []
        doors.write_reading(request, register=register, client_ids=people, what="search", why="call")
        people = [told.client.pk] if told.client else []
        doors.write_reading(request, register=register, client_ids=people, what="call", why="call")
    sought = sought or SoughtForm(now=request.now, auto_id="%s")
    if shown:
        # The first of those found has the cursor.
        del sought.fields["sought"].widget.attrs["autofocus"]
    nobody = found is not None and not found.clients
    asked_in = ["advice"] if told.is_nobodys or told.topic is None else told.topic.touched
    if nobody and said.code and new is None:
        new = NewClientForm(municipalities=queries.municipality_choices(), now=request.now)
    context = {
        "call": told,
        "form": form,
        "seek": sought,
        "new": new,
        "hits": shown,
        "more": bool(found and found.more),
        "nobody": nobody,
        "refusal": refusal,
        "here": doors.address("phone_call", call_uuid),
        "keep_url": doors.address("phone_keep", call_uuid),
        "forget_url": doors.address("phone_forget", call_uuid),
        "unfinished": _unfinished(request, call_uuid),
        "promised_by": promise(asked_in, request.now),
        "shortcuts": _keys(),
        "main_class": "doc",
    }
    if not whole:
        response = render(request, template, context)
        add_never_cache_headers(response)
        return response
    return doors.page(request, template, context, status=status)


def _initial(told):
    """Return what was typed before, as a form takes it."""
    return {name: values[0] for name, values in told.raw.items() if values and values[0]}


def _unfinished(request, call_uuid):
    """Return another call that was begun and not sent, or None."""
    other = unsent_draft(request.user, request.now)
    if other is None or other.uuid == call_uuid:
        return None
    return {"url": doors.address("phone_call", other.uuid), "at": other.updated_at}


def _keys():
    """Return the keys of this page, for the sheet."""
    return [
        ("1 – 3", _("How urgent it is")),
        ("4 – 6", _("Answered, and how")),
        ("7 – 0", _("How it goes on")),
        ("n", _("The care need")),
        ("p", _("Take a call")),
        ("/", _("Search")),
    ]
