"""Who answers for the county's own rules and texts."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppi.handbook import actions
from koppi.handbook import queries as handbook
from koppi.handbook.models import LANGUAGES, Owner
from koppi.identity.models import User
from koppi.people.queries import names_owners

from .. import queries
from ..handbook_forms import NameOwnerForm, OwnerForm
from ..queries import handbook as pages
from . import doors
from .forms_page import Step, take_step


@doors.at_desk
@require_GET
def show(request):
    """Show the roles that own content, and who has each."""
    context = {"owners": pages.owner_rows(request.now), "names": names_owners(request.user)}
    return doors.page(request, "desk/handbook_owners.html", context)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def name(request, owner):
    """Name somebody to a role, or nobody."""
    _check_names(request)
    role = Owner.objects.get(code=owner)
    holder = handbook.owner_of(owner, request.now)
    step = Step(
        title=_("Who is %(role)s?") % {"role": role.name},
        said=_("They approve each change of what this role owns, and get a notice of it."),
        button=_("Save"),
        extra={"back_url": doors.address("handbook_owners")},
    )
    form = NameOwnerForm(
        doors.posted(request),
        now=request.now,
        colleagues=queries.colleagues_by_user(),
        initial={"user": holder.pk if holder else ""},
    )

    def do(clean):
        user = User.objects.get(pk=clean["user"]) if clean["user"] else None
        actions.name_owner(owner=owner, user=user, by=request.user, at=request.now)
        doors.toast(request, _("Saved."))
        return doors.go("handbook_owners")

    return take_step(request, None, form, step, do)


@doors.at_desk
@require_http_methods(["GET", "POST"])
def add(request):
    """Add a role that can own content."""
    _check_names(request)
    step = Step(
        title=_("Add a role"),
        button=_("Add the role"),
        extra={"back_url": doors.address("handbook_owners")},
    )

    def do(clean):
        actions.add_owner(
            code=clean["code"],
            names={language: clean[f"name_{language}"] for language in LANGUAGES},
            by=request.user,
            at=request.now,
        )
        doors.toast(request, _("Saved. Now name who has the role."))
        return doors.go("handbook_owners")

    return take_step(request, None, OwnerForm(doors.posted(request), now=request.now), step, do)


def _check_names(request):
    if not names_owners(request.user):
        raise Owner.DoesNotExist
