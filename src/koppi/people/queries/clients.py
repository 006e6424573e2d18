"""Clients, those who act for them, and their own people."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, Value
from django.db.models.functions import Concat

from .. import codes
from ..minors import rule_for
from ..models import Client, Mandate, Professional, Responsibility
from ..rules import OWN_ROLES

# In SQL, as it is asked for each new matter and took longer to compose than to answer.
OWN_PERSON = """
    select p.* from people_responsibility r
      join people_client c on c.id = r.client_id
      join people_professional p on p.id = r.professional_id
     where c.person_id = %s and r.register = %s and r.valid_from <= %s
       and (r.valid_to is null or r.valid_to > %s) and p.ended_at is null
     order by array_position(%s, r.role::text), r.valid_from desc, r.id desc limit 1"""


@dataclass(frozen=True, slots=True)
class ActFor:
    """A client for whom somebody may act, in health care, in social care or in both."""

    client: Client
    mandate_kind: str
    health: bool
    social: bool


def find_client_by_hetu(code):
    """Return the client whom an identity code names, or None; an old code still finds its client.

    Of several rows of one human the one whose code is in force comes first, then the oldest.

    :raises codes.BadCode: the text is not an identity code
    """
    return (
        Client.objects.filter(identities__keyed_hash=codes.keyed_hash(codes.check_form(code)))
        .order_by("-identities__valid_to", "pk")  # PostgreSQL puts null, the code in force, first
        .first()
    )


def find_clients_called(name, birth_date):
    """Return those of a name, given name first or family name first, born on a day: one row for each human.

    Written exactly, but for capitals: whoever is identified by it must be the one, and not one like them.
    """
    said = " ".join(name.split())
    called = Client.objects.filter(birth_date=birth_date).annotate(
        one_way=Concat("given_name", Value(" "), "family_name"),
        other_way=Concat("family_name", Value(" "), "given_name"),
    )
    humans = {}
    for row in called.filter(Q(one_way__iexact=said) | Q(other_way__iexact=said)).order_by("pk"):
        humans.setdefault(row.person_id, row)
    return list(humans.values())


def minors_rule(client, register, day):
    """Return the county's rule for a minor in a register on a day; None for a client of full age."""
    return rule_for(settings.MINORS_RULES, register, client.age_on(day), day)


def client_of(user):
    """Return the client row of a signed-in resident, the oldest of several, or None."""
    if not user.person_id:
        return None
    return Client.objects.filter(person_id=user.person_id).order_by("pk").first()


def clients_to_act_for(user, on):
    """Return for whom a resident may act on a day, by name: their children and those who authorised them.

    Somebody who has died is not acted for: death ends a mandate. Nor is a shielded child
    (`MandateQuerySet.shielded`).
    """
    if not user.person_id:
        return []
    mandates = (
        Mandate.objects.usable(on)
        .filter(agent=user.person_id)
        .select_related("client")
        .order_by("client__given_name", "client__family_name", "client_id", "pk")
    )
    found = {}
    for mandate in mandates:
        before = found.get(mandate.client_id)
        found[mandate.client_id] = ActFor(
            client=mandate.client,
            mandate_kind=before.mandate_kind if before else mandate.kind,
            health=mandate.health or bool(before and before.health),
            social=mandate.social or bool(before and before.social),
        )
    return list(found.values())


def has_representative(client, on):
    """Tell whether anybody may act for a client on a day: a guardian, or somebody authorised."""
    return Mandate.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), client__person_id=client.person_id, valid_from__lte=on
    ).exists()


def shielded_children(user, on):
    """Tell whether there are children for whom somebody may not act here because of a turvakielto."""
    rows = Mandate.objects.in_force(on).shielded(on).filter(agent=user.person_id)
    return bool(user.person_id) and rows.exists()


def own_person(client, register, at):
    """Return the professional who is a client's own person in one register at a moment, or None.

    Of several roles the first in `rules.OWN_ROLES` counts: the contact person. They may be away;
    `substitute_of` tells who steps in. Somebody who no longer works here is nobody's own person.
    """
    found = Professional.objects.raw(OWN_PERSON, [client.person_id, register, at, at, list(OWN_ROLES)])
    return next(iter(found), None)


def own_person_responsibilities(client, at, registers):
    """Return a client's own people in the registers a reader may see: professional and register.

    Somebody in two roles of a register comes once; own teams are left out (`own_people` has all).
    """
    rows = _in_force(client, at).filter(register__in=registers).order_by("register", "pk")
    once = {}
    for row in rows:
        once.setdefault((row.professional_id, row.register), row)
    return list(once.values())


def _in_force(client, at):
    return Responsibility.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=at),
        client__person_id=client.person_id,
        valid_from__lte=at,
        professional__isnull=False,
        professional__ended_at=None,
    ).select_related("professional")
