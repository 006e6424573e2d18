"""Owners who have their role, and changes."""

from koppi.handbook.actions import approve_change, propose_change
from koppi.handbook.kinds import kind_of
from koppi.handbook.models import Naming, Owner
from koppi.handbook.rules import base_of
from koppi.matters.tests.factories import LONG_AGO, NINE


def give_role(owner, user, at=LONG_AGO):
    """Give a role to somebody."""
    Owner.objects.get_or_create(code=owner, defaults=dict.fromkeys(("name_fi", "name_sv", "name_en"), owner))
    return Naming.objects.create(owner_id=owner, user=user, named_by=user, named_at=at)


def propose(kind, code, *, by, at=NINE, wanted_at=None, why="better words", content=(), **values):
    """Propose that an item says these values, or with `content=None` that it ends."""
    latest = kind_of(kind).latest(code)
    if content is not None:
        said = kind_of(kind).content_of(latest) if latest else kind_of(kind).empty()
        content = {**said, **dict(content), **values}
    return propose_change(
        kind=kind,
        code=code,
        content=content,
        base=base_of(latest),
        why=why,
        wanted_at=wanted_at,
        by=by,
        at=at,
    )


def change(kind, code, *, by, owner, at=NINE, **values):
    """Propose, and approve as the owner at the same moment."""
    return approve_change(change_id=propose(kind, code, by=by, at=at, **values).pk, by=owner, at=at)
