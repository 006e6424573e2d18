"""New clients, and how they can be reached."""

from uuid import uuid4

from django.db import connection, transaction

from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import day_of
from koppi.ledger.actions import record
from koppi.notices.actions import forget_addresses

from .. import codes
from ..errors import AlreadyClient, CodeOfSomebodyElse
from ..models import Client, ClientIdentity
from ..queries.reach import is_hidden


@transaction.atomic
def make_client(
    *,
    given_name,
    family_name,
    by,
    at,
    birth_date=None,
    hetu="",
    sex=None,
    language="fi",
    municipality=None,
    phone="",
    email="",
    non_disclosure=False,
    warnings="",
    person_id=None,
):
    """Add a client; the identity code, if there is one, also tells birth date and sex.

    Pass `person_id` to add one more row of a human who already has one; a non-disclosure order is theirs
    in every row.

    :raises codes.BadCode: the text is not an identity code
    :raises CodeOfSomebodyElse: the birth date is not the code's
    :raises AlreadyClient: the code names a client already; `.client` tells which
    """
    code = codes.parse(hetu, on=day_of(at)) if hetu else None
    if code and birth_date not in (None, code.birth_date):
        raise CodeOfSomebodyElse
    if code and person_id is None:
        _nobody_has(code)
    client = Client.objects.create(
        person_id=person_id or uuid4(),
        given_name=given_name,
        family_name=family_name,
        birth_date=code.birth_date if code else birth_date,
        sex=sex or _sex_of(code),
        language=language,
        municipality=municipality,
        phone=phone,
        email=email,
        non_disclosure=non_disclosure or bool(person_id and is_hidden(person_id)),
        warnings=warnings,
    )
    if code:
        ClientIdentity.objects.create(
            client=client,
            ciphertext=codes.encrypt(code.text),
            keyed_hash=codes.keyed_hash(code.text),
            valid_from=code.birth_date,
        )
    record("client.added", by=by, at=at, client_id=client.pk)
    return client


@transaction.atomic
def set_non_disclosure(*, person_id, hidden, by, at):
    """Hide how and where a human can be reached, or stop hiding it, in all rows; tell whether it changed.

    It holds from the next page on. Notes that wait in the outbox do not leave, and no address stays there.
    """
    rows = Client.objects.select_for_update(no_key=True).filter(person_id=person_id).order_by("pk")
    changed = [client for client in rows if client.non_disclosure != hidden]
    for client in changed:
        client.non_disclosure = hidden
        client.save(update_fields=["non_disclosure"])
        kind = "client.hidden" if hidden else "client.shown"
        record(kind, by=by, at=at, client_id=client.pk)
    if hidden:
        with whole_house():
            forget_addresses(person_id=person_id, by=by, at=at)
    return bool(changed)


def rows_of_one_human(client):
    """Return the ids of all rows of the human whom a client row names."""
    return list(Client.objects.filter(person_id=client.person_id).order_by("pk").values_list("pk", flat=True))


def _nobody_has(code):
    """Refuse a code in use, also one that another transaction is just adding."""
    keyed_hash = codes.keyed_hash(code.text)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [keyed_hash])
    if holder := Client.objects.filter(identities__keyed_hash=keyed_hash).order_by("pk").first():
        raise AlreadyClient(holder)


def _sex_of(code):
    if code is None:
        return Client.Sex.UNKNOWN
    return Client.Sex.FEMALE if code.is_female else Client.Sex.MALE
