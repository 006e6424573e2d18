"""Write down what was given out of a matter's register, to whom, what for, and what allows it."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from koppi.access.consent import OTHER, standing_ban, standing_permission
from koppi.access.matrix import Kind
from koppi.access.second_lock import whole_house
from koppi.disclosures import rules
from koppi.disclosures.actions import record_disclosure
from koppi.disclosures.models import Disclosure
from koppi.matters.actions import lock_where_it_went, take_event_no
from koppi.matters.errors import Refusal

from . import words

# Which kind of a permission covers what was given; what is not here no permission covers (703/2023 53 § 1).
COVERED_BY = {
    "basic": Kind.BASE,
    "contact": Kind.MATTER,
    "letters": Kind.LETTERS,
    "files": Kind.FILES,
    "assessment": Kind.ASSESSMENT,
}
GROUNDS = ("permission", "law")


class NothingAllows(Refusal):
    """The disclosure has no ground, or a law is named without its section."""

    @property
    def message(self):
        return _("Say what allows it: the client's permission, or a provision of law with its section.")


class NotPermitted(Refusal):
    """The client's permission was not there, or a ban stands."""

    @property
    def message(self):
        return _("The client has no permission in force that was given before this. Name a provision of law.")


class BeyondPermission(Refusal):
    """The permission does not name everything that was given."""

    @property
    def message(self):
        return _("The client's permission does not cover all that you chose.")


class NotYetGiven(Refusal):
    """What is to come has not been given."""

    @property
    def message(self):
        return _("Write down what has been given, not what is to come.")


class AlreadyWritten(Refusal):
    """The same form has been sent with other words."""

    @property
    def message(self):
        return _("This was already written down as it first was. Open the form again to write another.")


def permission_to_disclose(matter, *, at):
    """Return the client's permission in force to show this register to the other; a ban leaves none.

    :param at: only one given by then
    """
    person_id, register = matter.client.person_id, matter.register
    if standing_ban(person_id, register) is not None:
        return None
    permission = standing_permission(person_id, register)
    return permission if permission and permission.given_at <= at else None


@transaction.atomic
def write_down_disclosure(
    *, matter_id, data, purpose, basis, given_at, key, by, at, receiver="", provision=""
):
    """Write down that data was given out, from a matter that the professional has in care.

    By the client's permission it goes to the other register and nowhere else. The same form twice is one.

    Source: 703/2023 9–10 § (what a line of disclosure holds), 53 § 1 (a permission itemises data).

    :param receiver: who got it, when a law allows it
    :param provision: the law with its section, when one allows it
    :param given_at: when it was given
    :raises Matter.DoesNotExist: the matter is not theirs, or is only lent to them
    :raises NothingAllows: there is no ground, or a law without its section
    :raises NotPermitted: the client has not permitted it, has taken that back, or has banned it
    :raises BeyondPermission: the permission does not name all of it
    :raises NotYetGiven: the moment is to come
    :raises AlreadyWritten: the key has been used for something else
    """
    matter = lock_where_it_went(matter_id, by)
    facts = {
        "client_id": matter.client_id,
        "register": matter.register,
        "data": list(dict.fromkeys(data)),
        "receiver": _other_side(matter) if basis == "permission" else receiver.strip(),
        "purpose": purpose,
        "basis": basis,
        "provision": provision.strip(),
    }
    with whole_house():
        written = Disclosure.objects.filter(key=key).first()
    if written:
        return _same(written, given_by_id=by.pk, at=given_at, **facts)
    if given_at > at:
        raise NotYetGiven()
    return record_disclosure(
        permission_id=_permission_used(matter, at=given_at, **facts),
        key=key,
        matter_id=matter.pk,
        matter_no=take_event_no(matter),
        given_at=given_at,
        by=by,
        at=at,
        **facts,
    )


def _permission_used(matter, *, data, basis, provision, at, **_facts):
    """Return the number of the permission that a disclosure stands on, or None when a law allows it."""
    if basis not in GROUNDS or (basis == "law") != rules.names_a_section(provision):
        raise NothingAllows()
    if basis == "law":
        return None
    permission = permission_to_disclose(matter, at=at)
    if permission is None:
        raise NotPermitted()
    if not {COVERED_BY.get(code) for code in data} <= {Kind(kind) for kind in permission.kinds}:
        raise BeyondPermission()
    return permission.pk


def _other_side(matter):
    """Return what the client knows the other register by, in the language of the matter."""
    with translation.override(matter.language):
        return str(words.OTHER_SIDE[OTHER[matter.register]])


def _same(written, **facts):
    """Return what the key was used for, when that was this same thing."""
    if any(getattr(written, name) != value for name, value in facts.items()):
        raise AlreadyWritten()
    return written
