"""Who is a client's own: name somebody, answer, end it, and one's own clients."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppi.deadlines.calendars import day_of
from koppi.people import actions as people
from koppi.people.errors import Refusal
from koppi.people.models import Naming, Professional, Responsibility, Team
from koppi.people.queries import asked_of, own_people

from .. import naming, queries
from ..own_forms import DeclineNamingForm, EndOwnForm, NameOwnForm
from ..own_words import OWN_ROLE
from ..words import REGISTER
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_http_methods(["GET", "POST"])
def name(request, reference):
    """Ask somebody to be the client's own in the matter's register; who it is now, stands above."""
    matter = doors.open_matter(request, reference, of_client=True)
    suggested, others = queries.suggestions(matter, request.user, request.now)
    form = NameOwnForm(
        doors.posted(request),
        now=request.now,
        roles=queries.roles_to_name(matter, request.now),
        suggested=suggested,
        others=others,
    )
    step = Step(
        title=_("Name somebody as the client’s own"),
        said=_("Nothing changes before they say yes. If you name yourself, it begins now."),
        button=_("Ask"),
        template="desk/own_people.html",
        extra={"standing": _standing(matter, request.now)},
    )

    def do(clean):
        whom = Professional.objects.filter(pk=clean["professional_id"]).first()
        team = Team.objects.filter(pk=clean["team_id"]).first()
        asked = naming.ask(
            client=matter.client,
            role=clean["role_code"],
            register=matter.register,
            professional=whom,
            team=team,
            instead_of=Responsibility.objects.filter(pk=clean["instead_of"]).first(),
            why=clean["why"],
            talk=clean["talk"],
            by=request.user,
            at=request.now,
        )
        said = {"who": (whom or team).name, "role": str(OWN_ROLE[asked.role]).lower()}
        oneself = whom is not None and whom.user_id == request.user.pk
        doors.toast(
            request,
            _("You are now the client’s own: %(role)s.") % said
            if oneself
            else _("Asked: %(who)s, %(role)s. You see the answer in your notices.") % said,
        )
        return doors.back(request, reference)

    return take_step(request, matter, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def end(request, reference, responsibility_id):
    """End that somebody is the client's own in the matter's register, with a reason."""
    matter = doors.open_matter(request, reference, of_client=True)
    standing = Responsibility.objects.select_related("professional", "team").get(
        pk=responsibility_id,
        client__person_id=matter.client.person_id,
        register=matter.register,
        valid_to=None,
    )
    who = standing.professional or standing.team
    step = Step(
        title=_("End that somebody is the client’s own?"),
        said=_("%(who)s: %(role)s. Afterwards nobody has this role until you name somebody.")
        % {"who": who.name, "role": str(OWN_ROLE[standing.role]).lower()},
        button=_("End it"),
        danger=True,
    )

    def do(clean):
        naming.end(responsibility_id=standing.pk, why=clean["why"], by=request.user, at=request.now)
        doors.toast(request, _("Ended."))
        return doors.back(request, reference)

    return take_step(request, matter, EndOwnForm(doors.posted(request), now=request.now), step, do)


@doors.at_desk
@require_GET
def show(request):
    """Show what one is asked and has asked, one's own clients, and to a team lead how many each has."""
    asked, mine = asked_of(request.user), queries.asked_by(request.user, request.now)
    clients = queries.own_clients(request.user, request.now)
    _log(request, [*asked, *mine], what="naming", why="naming")
    _log(request, clients, what="worklist", why="own_client")
    context = {
        "asked": [(OWN_ROLE[row.role], REGISTER[row.register], row) for row in asked],
        "mine": [(REGISTER[row.register], row) for row in mine],
        "clients": [(REGISTER[row.register], row) for row in clients],
        "loads": queries.team_loads(request.user, request.now),
    }
    return doors.page(request, "desk/own_clients.html", context)


@doors.at_desk
@require_POST
def accept(request, naming_id):
    """Say yes: from now on the client is one's own, or the team's."""
    _asked(request, naming_id)
    try:
        naming.accept(naming_id=naming_id, by=request.user, at=request.now)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        doors.toast(request, _("You said yes. It begins now."))
    return doors.go("own_clients")


@doors.at_desk
@require_http_methods(["GET", "POST"])
def decline(request, naming_id):
    """Say no, with words for whoever asked."""
    asked = _asked(request, naming_id)
    _log(request, [asked], what="naming", why="naming")
    step = Step(
        title=_("Say no"),
        said=_("%(client)s: %(role)s. Whoever asked reads your answer; nothing changes for the client.")
        % {"client": asked.client.name, "role": str(OWN_ROLE[asked.role]).lower()},
        button=_("Say no"),
        extra={"back_url": doors.address("own_clients")},
    )

    def do(clean):
        naming.decline(naming_id=naming_id, why=clean["why"], by=request.user, at=request.now)
        doors.toast(request, _("You said no. Whoever asked has been told."))
        return doors.go("own_clients")

    return take_step(request, None, DeclineNamingForm(doors.posted(request), now=request.now), step, do)


@doors.at_desk
@require_POST
def withdraw(request, naming_id):
    """Ask it no more."""
    _asked(request, naming_id)
    try:
        people.withdraw_naming(naming_id=naming_id, by=request.user, at=request.now)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        doors.toast(request, _("Taken back. Nobody is asked now."))
    return doors.go("own_clients")


def _asked(request, naming_id):
    """Return a question that one asked or was asked.

    :raises Naming.DoesNotExist: it is not there, or not theirs
    """
    return Naming.objects.visible_to(request.user).select_related("client").get(pk=naming_id)


def _standing(matter, at):
    rows = own_people(matter.client, at, [matter.register])
    return [(OWN_ROLE[row.role], day_of(row.since), row) for row in rows]


def _log(request, rows, *, what, why):
    for register in sorted({row.register for row in rows}):
        ids = sorted({row.client_id for row in rows if row.register == register})
        doors.write_reading(request, register=register, client_ids=ids, what=what, why=why)
