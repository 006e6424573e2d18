"""The fields of a summary and a plan, as people read them."""

from django.utils.translation import gettext_lazy as _

from . import rules

TITLES = {rules.SUMMARY: _("Summary"), rules.PLAN: _("Client plan")}
LABELS = {
    "text": _("Summary"),
    "goals": _("Goals, in own words"),
    "needs_client": _("Need of help, in own words"),
    "needs_professional": _("Need of help, as the professionals see it"),
    "strengths": _("Strengths and own resources"),
    "deeds": _("Who does what, and when"),
    "services": _("Services, when they begin, and for how long"),
    "meetings": _("How often we meet"),
    "partners": _("Others who take part, and what they answer for"),
    "living": _("How the living situation affects this"),
    "proposal": _("Own wish of how it is arranged"),
    "duration": _("How long this is expected to last"),
    "follow_up": _("When and how we look at this again"),
    "deviation": _("Why something is done otherwise than was planned"),
}
HINTS = {
    "text": _(
        "A few sentences for whoever meets the client next: who they are, what matters to them, what helps."
    ),
    "deeds": _("One thing on each line. What the client does themselves, too."),
}
