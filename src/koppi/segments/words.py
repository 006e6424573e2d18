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
