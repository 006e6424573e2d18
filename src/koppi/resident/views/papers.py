"""What has been written together: the summary and the client plan, as they stand."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from koppi.identity.doors import for_residents
from koppi.people.models import Client
from koppi.people.scope import scope_of
from koppi.plans import rules
from koppi.plans.queries import papers_shown_to
from koppi.plans.words import LABELS, TITLES

from .. import words
from .acting import confirmed_lists


@for_residents
@require_safe
@confirmed_lists
def show(request):
    """Show what was written with the reader, and with those for whom they may act."""
    found = papers_shown_to(request.user)
    own = scope_of(request.user).own_client_ids
    others = {one.client_id for one in found} - set(own)
    names = {client.pk: client.name for client in Client.objects.filter(pk__in=others)}
    rows = [_row(one, names.get(one.client_id, "")) for one in found]
    return render(
        request, "resident/papers.html", {"papers": sorted(rows, key=lambda row: bool(row["whose"]))}
    )


def _row(one, whose):
    names = rules.FIELDS[one.kind]
    return {
        "written": one,
        "whose": whose,
        "title": TITLES[one.kind],
        "register": words.REGISTERS[one.register],
        "fields": [(LABELS[name], one.content[name]) for name in names if one.content.get(name)],
    }
