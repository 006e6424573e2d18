"""What pages ask about the county's own content."""

from dataclasses import dataclass

from .kinds import may_write
from .models import Change, Naming, Owner


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """A role that owns content, and who has it."""

    code: str
    name: str
    user_id: int | None


def owner_of(code, at):
    """Return the user who has an owner's role at a moment, or None when nobody who still works has it."""
    naming = Naming.objects.at(at).filter(owner=code, user__is_active=True).select_related("user").first()
    return naming and naming.user


def writes(user, at):
    """Tell whether a user may propose changes: by what the house says, or as one who owns content."""
    return may_write(user) or Naming.objects.at(at).filter(user=user).exists()


def owners(at):
    """Return the roles that own content with who has each, by name."""
    held = dict(Naming.objects.at(at).filter(user__is_active=True).values_list("owner", "user"))
    rows = [OwnerRow(row.code, row.name, held.get(row.code)) for row in Owner.objects.all()]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.code))


def roles_of(user, at):
    """Return the codes of the roles that a user has at a moment."""
    return set(Naming.objects.at(at).filter(user=user).values_list("owner", flat=True))


def waiting_for(user, at):
    """Return the changes that wait for a user's approval, oldest first."""
    waiting = Change.objects.pending().filter(owner__in=roles_of(user, at))
    return list(waiting.select_related("owner").order_by("proposed_at", "pk"))


def waiting_of(user):
    """Return a user's own proposals that wait or were sent back, newest first."""
    own = Change.objects.filter(proposed_by=user, approved_at=None, withdrawn_at=None)
    return list(own.select_related("owner").order_by("-proposed_at", "-pk")[:20])


def planned(at):
    """Return the approved changes whose moment is still to come, soonest first."""
    ahead = Change.objects.filter(in_force_at__gt=at, called_off_at=None)
    return list(ahead.select_related("owner").order_by("in_force_at", "pk"))


def changes_of(kind, code):
    """Return the changes of an item, newest first."""
    return list(Change.objects.of(kind, code).select_related("owner").order_by("-proposed_at", "-pk"))
