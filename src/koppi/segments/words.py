"""The segments and the two axes, as people read them."""

from django.utils.translation import gettext_lazy as _

from . import rules

SEGMENTS = {
    rules.SELF_RELIANT: _("Self-reliant"),
    rules.SUPPORT: _("Support"),
    rules.COLLABORATION: _("Collaboration"),
    rules.CARE: _("Lasting care"),
}
# What each means, in words for the client.
MEANING = {
    rules.SELF_RELIANT: _("I manage on my own and ask sometimes"),
    rules.SUPPORT: _("Help for a while"),
    rules.COLLABORATION: _("Everyday life goes well with many services"),
    rules.CARE: _("We are beside you all the time"),
}
AGES = {
    "all": _("All ages"),
    "minors": _("Under 18"),
    "adults": _("18–64"),
    "older": _("65 and over"),
}
ROLES = {
    "contact-person": _("Contact person"),
    "care-lead": _("Care lead"),
    "own-worker": _("Own worker"),
    "case-manager": _("Case manager"),
    "team": _("The team"),
}
# How the client reads it.
WHO_ANSWERS = {
    "contact-person": _("You have a contact person of your own."),
    "care-lead": _("You have a care lead of your own."),
    "own-worker": _("You have a worker of your own."),
    "case-manager": _("You have a case manager of your own."),
    "team": _("A team answers to you."),
}
WHO_BEGINS = {True: _("We get in touch with you."), False: _("You get in touch when you need us.")}
DURATIONS = {
    rules.PASSING: _("For a while, this will pass"),
    rules.LASTING: _("For long, lasting support is needed"),
}
HOW = {
    rules.AT_HOME: _("At home beforehand"),
    rules.IN_THE_CHAIR: _("Together at one screen"),
    rules.BY_PHONE: _("Read aloud by telephone"),
}
LOOK_AGAIN = {
    rules.REVIEW_PASSED: _("The day to look at this again has come."),
    rules.VIEW_CHANGED: _("The client sees their situation differently now."),
    rules.MANY_CONTACTS: _("There have been many contacts in a month."),
}
# The same two axes as a client answers them at home.
OWN_COPING = {
    1: _("It goes well"),
    2: _("It goes fairly well"),
    3: _("Something in between"),
    4: _("It is rather hard"),
    5: _("It is hard now"),
}
OWN_NEED = {
    1: _("Little or none"),
    2: _("Rather little"),
    3: _("Some"),
    4: _("Rather much"),
    5: _("Much"),
}
OWN_DURATION = {rules.PASSING: _("For a while, this passes"), rules.LASTING: _("For long")}
