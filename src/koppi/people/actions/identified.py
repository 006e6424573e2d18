"""Clients as an identity provider tells of them."""

from django.db import transaction

from koppi.ledger.actions import record

from ..errors import AlreadyClient
from ..models import Client, Municipality
from ..queries import find_client_by_hetu
from .clients import make_client, set_non_disclosure


@transaction.atomic
def client_by_provider(*, code, given_name, family_name, municipality_code, non_disclosure, language, by, at):
    """Return the client of a checked identity code with what the provider told, adding a new one if need be.

    The population register's names and municipality replace older ones. With a turvakielto neither
    municipality nor phone stays; a turvakielto that the provider no longer tells of is ended by
    a person, not by a sign-in.

    :param code: a :class:`~koppi.people.codes.Code`
    :param non_disclosure: whether a turvakielto is in force; None when the provider did not say
    """
    municipality = Municipality.objects.filter(code=municipality_code).first() if municipality_code else None
    try:
        client = find_client_by_hetu(code.text) or make_client(
            hetu=code.text,
            given_name=given_name,
            family_name=family_name,
            language=language,
            municipality=None if non_disclosure else municipality,
            non_disclosure=bool(non_disclosure),
            by=by,
            at=at,
        )
    except AlreadyClient as late:
        client = late.client
    if non_disclosure:
        set_non_disclosure(person_id=client.person_id, hidden=True, by=by, at=at)
    client = Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if client.died_on is None:
        _take_over(client, given_name, family_name, municipality, by, at)
    return client


def _take_over(client, given_name, family_name, municipality, by, at):
    told = {"given_name": given_name, "family_name": family_name}
    if client.non_disclosure:
        told |= {"municipality": None, "phone": ""}
    elif municipality is not None:
        told["municipality"] = municipality
    changed = [name for name, value in told.items() if getattr(client, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(client, name, told[name])
    client.save(update_fields=changed)
    record("client.updated_by_provider", by=by, at=at, client_id=client.pk, fields=changed)
