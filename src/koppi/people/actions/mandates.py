"""Mandates of the national register: taken over for a day, asked about again, withdrawn."""

from datetime import timedelta

from django.db import transaction

from koppi.deadlines.calendars import day_of
from koppi.ledger.actions import record

from .. import codes
from ..errors import AlreadyClient
from ..models import Client, ClientIdentity, Mandate
from ..queries import client_of, find_client_by_hetu
from ..rules import ADULT_FROM
from ..valtuudet import RegisterDown
from .clients import make_client


def begin_visit(*, register, by, at):
    """Begin a visit of a resident at the register; return the visit and their name in it.

    :raises RegisterDown: it does not answer, or we know no identity code of theirs
    """
    client = client_of(by)
    if client is None:
        raise RegisterDown
    return register.begin(_code_of(client), at)


def take_over(*, register, visit, token, by, at):
    """Ask for whom a resident may act after their choice, and write it down; return those clients.

    :raises RegisterDown: the register does not answer
    """
    taken = []
    for principal in register.principals(visit, token, at):
        health, social = _allowed(register, visit, token, principal.code, at)
        if health or social:
            client = _client(principal, by, at)
            confirm_mandate(client=client, health=health, social=social, by=by, at=at)
            taken.append(client)
    return taken


def check_mandate(*, register, client, visit, token, by, at):
    """Ask the register again whether somebody may act for a client; what it no longer allows ends at once.

    Return whether they still may in anything.

    :raises RegisterDown: it does not answer
    """
    health, social = _allowed(register, visit, token, _code_of(client), at)
    if health or social:
        confirm_mandate(client=client, health=health, social=social, by=by, at=at)
        return True
    withdraw_mandate(client=client, by=by, at=at)
    return False


@transaction.atomic
def confirm_mandate(*, client, health, social, by, at):
    """Write down that the register allows somebody to act for a client today."""
    today = day_of(at)
    minor = client.age_on(today) < ADULT_FROM
    Mandate.objects.update_or_create(
        client=client,
        agent=by.person_id,
        source=Mandate.Source.REGISTER,
        defaults={
            "kind": Mandate.Kind.GUARDIAN if minor else Mandate.Kind.AUTHORISED,
            "health": health,
            "social": social,
            "valid_from": today,
            "valid_to": today,
            "checked_at": at,
        },
    )
    record("mandate.confirmed", by=by, at=at, client_id=client.pk, health=health, social=social)


@transaction.atomic
def withdraw_mandate(*, client, by, at):
    """End at once what the register allowed somebody for a client."""
    ended = Mandate.objects.filter(client=client, agent=by.person_id, source=Mandate.Source.REGISTER).update(
        valid_to=day_of(at) - timedelta(days=1), checked_at=at
    )
    if ended:
        record("mandate.withdrawn", by=by, at=at, client_id=client.pk)


def _allowed(register, visit, token, code, at):
    return tuple(
        bool(issue) and register.allows(visit, token, code, issue, at)
        for issue in (register.facts.health, register.facts.social)
    )


def _code_of(client):
    identity = (
        ClientIdentity.objects.filter(client__person_id=client.person_id).order_by("-valid_to", "pk").first()
    )
    if identity is None:
        raise RegisterDown
    return codes.decrypt(identity.ciphertext)


def _client(principal, by, at):
    """Return the client of a principal, adding one when we do not know them yet."""
    given, _, family = principal.name.rpartition(" ")
    try:
        return find_client_by_hetu(principal.code) or make_client(
            hetu=principal.code, given_name=given or family, family_name=family, by=by, at=at
        )
    except codes.BadCode:
        raise RegisterDown from None
    except AlreadyClient as late:
        return Client.objects.get(pk=late.client.pk)
