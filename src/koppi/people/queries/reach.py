"""How and where a client is reached: read here and nowhere else, and empty under non-disclosure.

A test walks the house for anybody who reads these columns of a client by another way.
"""

from dataclasses import dataclass

from ..models import Client


@dataclass(frozen=True, slots=True)
class Reach:
    """What tells how or where to find somebody; all of it is empty when it is hidden.

    :param hidden: the client has a non-disclosure order (turvakielto)
    """

    hidden: bool
    phone: str = ""
    email: str = ""
    municipality: str = ""


def reach_of(client):
    """Return how a client is reached, as a list, a page or an export may show it.

    Source: 661/2009 36 § (turvakielto; verify): neither home nor whereabouts is given to others.
    """
    if client is None or client.non_disclosure:
        return Reach(hidden=client is not None)
    return reach_in_full(client)


def reach_in_full(client):
    """Return how a client is reached, hidden or not, for the one page that writes down that it was read."""
    return Reach(
        hidden=client.non_disclosure,
        phone=client.phone,
        email=client.email,
        municipality=client.municipality.name if client.municipality else "",
    )


def is_hidden(person_id):
    """Tell whether a human has a non-disclosure order, in any of their rows."""
    return Client.objects.filter(person_id=person_id, non_disclosure=True).exists()
