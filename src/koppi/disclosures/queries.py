"""What a client may know about what was given out."""

from dataclasses import dataclass
from datetime import datetime

from . import rules
from .models import Disclosure


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One disclosure in words; the page adds the giver's name."""

    at: datetime
    register: str
    given_by_id: int
    receiver: str
    data: tuple[str, ...]
    purpose: str
    basis: str
    law: str


def disclosures_of(client_ids, registers):
    """Return what was given out about any of these clients in these registers, newest first, in words."""
    rows = Disclosure.objects.filter(client_id__in=list(client_ids), register__in=list(registers))
    return [_row(row) for row in rows.order_by("-at", "-pk")]


def receivers_of(disclosure_ids):
    """Return the receiver of each of these disclosures, by its number."""
    return dict(Disclosure.objects.filter(pk__in=disclosure_ids).values_list("pk", "receiver"))


def _row(row):
    basis, law = rules.BASIS[row.basis]
    return DisclosureRow(
        at=row.at,
        register=row.register,
        given_by_id=row.given_by_id,
        receiver=row.receiver,
        data=tuple(str(rules.DATA[code]) for code in row.data),
        purpose=str(rules.PURPOSE[row.purpose]),
        basis=str(basis),
        law=row.provision or law,
    )
