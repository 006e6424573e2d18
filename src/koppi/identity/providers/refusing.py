"""A refused answer: said plainly, written down as a code, and nothing of it kept."""

import logging

from django.shortcuts import render

from koppi.ledger.actions import record

from .. import kept
from .rules import REFUSALS

logger = logging.getLogger(__name__)
# Whoever tries again after these must be able to identify themselves otherwise, not come back the same.
OTHERWISE = ("weak", "no_code", "practice", "nobody", "no_account")
ANEW = "providers_anew"
STATUS = {"cancelled": 200, "down": 503, "late": 400}


def note(who, code, at):
    """Write down that an answer was refused: which code, and nobody's name."""
    logger.warning("sign_in refused who=%s code=%s", who, code)
    record("sign_in.refused", by=None, at=at, who=who, code=code)


def page(request, who, code, target=""):
    """Answer with what happened, what is safe and the one next step."""
    told = REFUSALS[code]
    if told in OTHERWISE:
        request.session[ANEW] = True
    context = {"told": told, "who": who, "next": target, "is_kept": kept.is_waiting(request)}
    return render(request, "identity/refused.html", context, status=STATUS.get(told, 403))


def refuse(request, who, refused, target=""):
    """Write down a refusal and answer with it."""
    note(who, refused.code, request.now)
    return page(request, who, refused.code, target)
