"""What stages, outcomes and happenings are called to a resident."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import rules

STAGES = {
    rules.RECEIVED: gettext_lazy("We received your message"),
    rules.CAUGHT: gettext_lazy("Somebody takes care of it"),
    rules.ASSESSED: gettext_lazy("The need is assessed"),
    rules.NEXT: gettext_lazy("Help begins"),
    rules.DONE: gettext_lazy("Done"),
}

REGISTERS = {
    "patient": gettext_lazy("Health care"),
    "social": gettext_lazy("Social care"),
}

# Health care and social care in Swedish: never "kontaktperson" alone (docs/glossary.md).
OWN_HEADINGS = {
    "contact_person": gettext_lazy("Your own person: %(register)s"),
    "care_lead": gettext_lazy("Your care lead"),
    "own_worker": gettext_lazy("Your own worker"),
    "case_manager": gettext_lazy("Your case manager: %(register)s"),
    "own_team": gettext_lazy("Your own team: %(register)s"),
}
OWN_DO = {
    "contact_person": gettext_lazy("Looks at the whole together with you, and finds others who help."),
    "care_lead": gettext_lazy("Sees to it that your care goes on."),
    "own_worker": gettext_lazy("Sees to it that you get the social services that you need."),
    "case_manager": gettext_lazy("Sees to it that your services fit together."),
    "own_team": gettext_lazy("When you contact us, you may ask for this team."),
}


def happening(event, holder):
    """Return what happened in a sentence, or nothing when it is not for the client.

    :param event: a line of the matter's history: `kind`, `by_name`, `data`
    :param holder: the name of whoever has the matter now, may be empty
    """
    who = {"who": event.by_name, "holder": holder}
    if event.kind == "matter.caught":
        return _("%(who)s took this into their care.") % who
    if event.kind == "matter.released":
        return _("This is with the whole team now.")
    if event.kind == "handover.accepted":
        return _("This moved to %(who)s.") % who
    if event.kind == "question.asked":
        return _("%(who)s asked a colleague for advice, and still takes care of this.") % who
    if event.kind == "question.answered":
        return _("%(who)s gave advice on your matter.") % who
    if event.kind == "matter.assessed":
        return _("%(who)s assessed what you need.") % who
    if event.kind == "client.warned":
        return _("You told that it got worse. This is now first in line.")
    if event.kind == "matter.waits":
        return _waits(event.data.get("waiting_for"))
    if event.kind == "matter.sent_on":
        return _("A colleague steps in while %(who)s is away.") % who if event.by_name else ""
    if event.kind == "matter.closed":
        return event.ended.told
    if event.kind == "matter.cancelled":
        return _("You cancelled this.")
    if event.kind == "matter.reopened":
        return _("This is open again.")
    return str(CALLS.get(event.kind, "")) % who


CALLS = {
    "callback.promised": gettext_lazy("We promised to call."),
    "callback.moved": gettext_lazy("The promised call was moved to another time."),
    "callback.number_changed": gettext_lazy("The number to call was changed."),
    "callback.withdrawn": gettext_lazy("The promised call was withdrawn."),
    "callback.tried": gettext_lazy("%(who)s tried to call, and nobody answered."),
    "callback.not_reached": gettext_lazy("%(who)s tried to call for the last time, and nobody answered."),
    "callback.reached": gettext_lazy("%(who)s called, and you talked."),
}


def _waits(what):
    if what == "client":
        return _("It is your turn: we wait for your answer.")
    if what == "appointment":
        return _("An appointment comes next.")
    return ""


TAKEN = {
    "phone": gettext_lazy("Told by phone, and written down by us"),
    "walk_in": gettext_lazy("Told at the counter, and written down by us"),
}

WHY_LOOKED = {
    "holder": gettext_lazy("takes care of your matter"),
    "own_team": gettext_lazy("works in the team of your matter"),
    "meant_for_them": gettext_lazy("is your own person"),
    "offer": gettext_lazy("was offered your matter"),
    "question": gettext_lazy("was asked for advice"),
    "appointment": gettext_lazy("meets you at an appointment"),
    "data_protection": gettext_lazy("oversees who looks at people's data"),
    "own_client": gettext_lazy("is your own person"),
    "break_glass": gettext_lazy("opened your data in a hurry"),
    "joint_service": gettext_lazy("helps you together with the other side"),
    "permission": gettext_lazy("had your permission"),
    "cannot_judge": gettext_lazy("judged it necessary when nobody could be asked"),
    "social_need": gettext_lazy("could not do the duty of social care without it"),
    "call": gettext_lazy("took your call"),
    "naming": gettext_lazy("asked, or was asked, who becomes your own person"),
}

WHAT_WAS_SHOWN = {
    "matter": gettext_lazy("your matter with its messages"),
    "worklist": gettext_lazy("your name and matter in a list of work"),
    "search": gettext_lazy("your name and matter in the results of a search"),
    "going_home": gettext_lazy("your name and matter in a list at the end of a working day"),
    "leaving": gettext_lazy("your matter in a list of what a worker who leaves still has"),
    "sorting": gettext_lazy("your name and matter when a change of how matters are sorted was looked at"),
    "contact_details": gettext_lazy("how to reach you"),
    "file": gettext_lazy("a file in your matter"),
    "other_matters": gettext_lazy("what your matters are about"),
    "break_glass": gettext_lazy("how your data was opened in a hurry"),
    "other_side": gettext_lazy("what your matters are about"),
    "reading_log": gettext_lazy("who has looked at your data"),
    "call": gettext_lazy("who you are and your open matters, during a call"),
    "picture": gettext_lazy("what is agreed with you, and all your matters on one page"),
    "naming": gettext_lazy("your name, when somebody was asked to be your own person"),
}


# To whoever acts for the client.
WHY_LOOKED_AT_ANOTHER = WHY_LOOKED | {
    "holder": gettext_lazy("takes care of the matter"),
    "own_team": gettext_lazy("works in the team of the matter"),
    "meant_for_them": gettext_lazy("is their own person"),
    "offer": gettext_lazy("was offered the matter"),
    "appointment": gettext_lazy("meets them at an appointment"),
    "own_client": gettext_lazy("is their own person"),
    "break_glass": gettext_lazy("opened their data in a hurry"),
    "joint_service": gettext_lazy("helps them together with the other side"),
    "permission": gettext_lazy("had their permission"),
    "call": gettext_lazy("took a call"),
    "naming": gettext_lazy("asked, or was asked, who becomes their own person"),
}

WHAT_WAS_SHOWN_OF_ANOTHER = {
    "matter": gettext_lazy("the matter with its messages"),
    "worklist": gettext_lazy("the name and the matter in a list of work"),
    "search": gettext_lazy("the name and the matter in the results of a search"),
    "going_home": gettext_lazy("the name and the matter in a list at the end of a working day"),
    "leaving": gettext_lazy("the matter in a list of what a worker who leaves still has"),
    "sorting": gettext_lazy("the name and the matter when a change of how matters are sorted was looked at"),
    "contact_details": gettext_lazy("how to reach them"),
    "file": gettext_lazy("a file in the matter"),
    "other_matters": gettext_lazy("what their matters are about"),
    "break_glass": gettext_lazy("how their data was opened in a hurry"),
    "other_side": gettext_lazy("what their matters are about"),
    "reading_log": gettext_lazy("who has looked at their data"),
    "call": gettext_lazy("who they are and their open matters, during a call"),
    "picture": gettext_lazy("what is agreed with them, and all their matters on one page"),
    "naming": gettext_lazy("the name, when somebody was asked to be their own person"),
}


def what_was_shown(code, *, own):
    """Return what somebody saw, in words.

    :param own: the reader is the client; else they act for them
    """
    if own:
        return str(WHAT_WAS_SHOWN.get(code, _("a part of your data")))
    return str(WHAT_WAS_SHOWN_OF_ANOTHER.get(code, _("a part of their data")))


def why_looked(code, *, own):
    """Return why somebody looked, in words, as above."""
    if own:
        return str(WHY_LOOKED.get(code, _("works with your matter")))
    return str(WHY_LOOKED_AT_ANOTHER.get(code, _("works with the matter")))


def log_of(whose):
    """Return what the log is called to its reader (`looks.Whose`)."""
    if whose.is_self:
        return _("Who has looked at my data")
    return _("Who has looked at the data of %(name)s") % {"name": whose.client.name}
