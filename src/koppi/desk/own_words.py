"""What a client's own people are called at the desk."""

from django.utils.translation import gettext_lazy as _

# Swedish never says "kontaktperson" alone (docs/glossary.md).
OWN_ROLE = {
    "contact_person": _("Own contact"),
    "own_worker": _("Own worker"),
    "care_lead": _("Care lead"),
    "case_manager": _("Case manager"),
    "own_team": _("Own team"),
}
OWN_NOTICE = {
    "own.asked": _("You are asked to be a client’s own. See “Own clients”, and answer there."),
    "own.accepted": _("%(who)s said yes, and is now a client’s own."),
    "own.declined": _("%(who)s said no to being a client’s own. See “Own clients”."),
    "own.followed": _("%(who)s is now a client’s own in your stead, as was talked over."),
    "own.ended": _("%(who)s ended that you are a client’s own."),
}
