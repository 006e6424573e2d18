"""Write down that data was given out."""

from django.db import transaction

from koppi.ledger import actions as ledger

from . import rules
from .models import Disclosure


@transaction.atomic
def record_disclosure(
    *,
    client_id,
    register,
    data,
    receiver,
    purpose,
    basis,
    by,
    at,
    given_at=None,
    provision="",
    permission_id=None,
    key=None,
    matter_id=None,
    matter_no=None,
):
    """Write down that data about a client was given to somebody, in the transaction that gives it.

    Whoever gives data out of its register calls this: to a provider, to another authority, to the other
    register. The client sees the line at once.

    :param data: codes of what was given, of `rules.DATA`
    :param receiver: the name of the organisation or the person that got it
    :param purpose: a code of `rules.PURPOSE`
    :param basis: a code of `rules.BASIS`
    :param given_at: when it was given, if that was before it is written down
    :param provision: the law and its section, on the ground `law` and no other
    :param permission_id: the client's permission, on the ground `permission` and no other
    :param key: what makes the same form sent twice one disclosure
    :param matter_no: the event's number in the matter, taken under its lock, when a matter is named
    :raises UnknownCode: there are no words for one of the codes
    :raises NoGround: the ground does not name what it stands on
    """
    rules.check_codes(data=data, purpose=purpose, basis=basis)
    provision = provision.strip()
    rules.check_ground(basis=basis, permission_id=permission_id, provision=provision)
    disclosure = Disclosure.objects.create(
        client_id=client_id,
        matter_id=matter_id,
        register=register,
        data=list(dict.fromkeys(data)),
        given_by=by,
        receiver=receiver.strip()[: rules.LONGEST_RECEIVER],
        at=given_at or at,
        purpose=purpose,
        basis=basis,
        provision=provision,
        permission_id=permission_id,
        key=key,
    )
    ledger.record(
        "data.disclosed",
        by=by,
        at=at,
        client_id=client_id,
        matter_id=matter_id if matter_no else None,
        matter_no=matter_no,
        register=register,
        disclosure=disclosure.pk,
        basis=basis,
        permission=permission_id,
    )
    return disclosure
