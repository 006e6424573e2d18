"""Who is at work."""

from django.db.models import Exists, OuterRef, Q

from ..models import Absence, Membership, Professional, Shift


def members(team, at):
    """Return those who belong to a team at a moment and can work, by family name."""
    belongs = Membership.objects.filter(
        Q(until=None) | Q(until__gt=at), team=team, since__lte=at, professional=OuterRef("pk")
    )
    return (
        Professional.objects.filter(Exists(belongs), ended_at=None, user__is_active=True)
        .select_related("user")
        .order_by("family_name", "given_name", "pk")
    )


def on_shift(team, at):
    """Return the members of a team who are at work at a moment: on shift and not away."""
    return list(members(team, at).filter(_working(at), ~_absent(at)))


def shift_leads(team, at):
    """Return whom to tell when something must not wait in a team, never nobody while the team has members.

    First those on shift who lead it or have the role; then the team's shift leads; then everybody
    on shift; then all members.
    """
    everybody = members(team, at)
    working = everybody.filter(_working(at), ~_absent(at))
    with_role = Q(roles__contains=[Professional.Role.SHIFT_LEAD])
    for circle in (
        working.filter(with_role | _working(at, leads=True)),
        everybody.filter(with_role),
        working,
        everybody,
    ):
        if found := list(circle):
            return found
    return []


def next_shift(professional, at):
    """Return the first shift after a moment to which they come, or None when none is planned."""
    away = Absence.objects.filter(
        professional=OuterRef("professional"),
        starts_at__lte=OuterRef("starts_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    planned = Shift.objects.filter(~Exists(away), professional=professional, starts_at__gt=at)
    return planned.order_by("starts_at").first()


def shift_end(professional, at):
    """Return when the shift under way ends, or None when the professional is not on shift."""
    shift = _covering(Shift.objects.filter(professional=professional), at).first()
    return shift.ends_at if shift else None


def is_away(professional, at):
    """Tell whether a professional is absent at a moment."""
    return _covering(Absence.objects.filter(professional=professional), at).exists()


def _working(at, **more):
    return Exists(_covering(Shift.objects.filter(professional=OuterRef("pk"), **more), at))


def _absent(at):
    return Exists(_covering(Absence.objects.filter(professional=OuterRef("pk")), at))


def _covering(rows, at):
    return rows.filter(starts_at__lte=at, ends_at__gt=at)
