"""Two matters that are one, a matter about the wrong person, and advice whose asker says who they are."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from koppi.intake.advising import identify_client
from koppi.matters.errors import NotAdvice
from koppi.matters.models import Matter
from koppi.people.codes import BadCode
from koppi.people.queries import find_client_by_hetu, find_clients_called

from .. import actions as desk
from .. import queries
from ..forms import CorrectForm, IdentifyForm, JoinForm
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_http_methods(["GET", "POST"])
def join(request, reference):
    """Join a matter with another of the same client: the newer into the older."""
    matter = doors.find_matter(request, reference, of_client=True)
    choices = queries.join_choices(matter, by=request.user)
    if not choices:
        messages.info(request, _("The client has no other open matter in this register."))
        return doors.go("matter", reference, place=doors.place_of(request))
    doors.log_opening(request, matter)
    form = JoinForm(doors.posted(request), now=request.now, choices=choices)
    step = Step(
        title=_("Join with another matter"),
        said=_("The newer matter joins the older one: letters, contacts and due times go on there."),
        button=_("Join"),
    )

    def do(clean):
        older = desk.join_duplicates(
            matter_id=matter.pk, other_reference=clean["other"], by=request.user, at=request.now
        )
        doors.toast(
            request, _("Joined. The matter goes on as %(reference)s.") % {"reference": older.shown_reference}
        )
        return doors.go("matter", older.reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def identify(request, reference):
    """Let advice go on as the client's own, now that they have said who they are."""
    matter = doors.open_matter(request, reference)
    if not matter.is_advice:
        messages.info(request, NotAdvice().message)
        return doors.go("matter", reference, place=doors.place_of(request))
    form = IdentifyForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("Identify the client"),
        said=_("What they told goes along, so that they need not tell it again."),
        consequences=[
            _("A matter of the client's opens. It is assessed and answered as any other."),
            _("The client sees it and what they told. This advice closes, and stays without a name."),
        ],
        button=_("Identify the client"),
    )
    client = _whoever(form) if request.method == "POST" and form.is_valid() else None

    def do(clean):
        contact = identify_client(
            matter_id=matter.pk,
            client=client,
            identified=clean["identified"],
            by=request.user,
            at=request.now,
        )
        place = doors.place_of(request)
        seen = Matter.objects.visible_to(request.user).filter(pk__in=[one.pk for one in contact.opened])
        following = seen.defer("search").order_by("pk").first()
        if following is None:
            team = contact.opened[0].team.name
            doors.toast(request, _("Identified. %(team)s goes on with the matter.") % {"team": team})
            return doors.go("worklist", place=place.top())
        doors.toast(
            request,
            _("Identified. The matter goes on as %(reference)s.") % {"reference": following.shown_reference},
        )
        return doors.go("matter", following.reference, place=place)

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def correct(request, reference):
    """Continue a matter that was about the wrong person under the right one, signed."""
    matter = doors.open_matter(request, reference, of_client=True)
    form = CorrectForm(doors.posted(request), now=request.now)
    step = Step(
        title=_("This is about another client"),
        consequences=[
            _("A new matter opens for the right client. You have it, and its due times go on."),
            _("The wrong client no longer sees the matter."),
            _("Letters already sent stay with the old matter. The right client does not see them."),
            _("The correction is signed with your name and reason, and it stays in both histories."),
        ],
        button=_("Sign the correction"),
        danger=True,
    )
    client = _client(form) if request.method == "POST" and form.is_valid() else None

    def do(clean):
        new = desk.correct_client(
            matter_id=matter.pk, client=client, reason=clean["reason"], by=request.user, at=request.now
        )
        doors.toast(
            request, _("Corrected. The matter goes on as %(reference)s.") % {"reference": new.shown_reference}
        )
        return doors.go("matter", new.reference, place=doors.place_of(request))

    return take_step(request, matter, form, step, do)


def _whoever(form):
    """Return the client of a typed code, or of a name and day of birth, or add an error to the form."""
    if form.cleaned_data["code"]:
        return _client(form)
    found = find_clients_called(form.cleaned_data["name"], form.cleaned_data["born"])
    if len(found) == 1:
        return found[0]
    if found:
        form.add_error(
            "code", _("Several people have this name and day of birth. Ask for the identity code.")
        )
    else:
        form.add_error(
            "name", _("Nobody here has this name and day of birth. Check both, or ask for the identity code.")
        )
    return None


def _client(form):
    """Return the client of a typed code, or add an error to the form."""
    try:
        client = find_client_by_hetu(form.cleaned_data["code"])
    except BadCode as bad:
        form.add_error("code", str(bad))
        return None
    if client is None:
        form.add_error("code", _("No client has this identity code. Check it with the client."))
    return client
