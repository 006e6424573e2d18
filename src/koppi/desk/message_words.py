"""What the desk says of messages that leave the house."""

from django.utils.translation import gettext_lazy as _

# By what a message leaves, and what it told.
MESSAGE_BY = {
    "email": _("E-mail"),
    "sms": _("Text message"),
    "suomifi": _("Suomi.fi message"),
}
MESSAGE_OUT = {
    "contact_received": _("We have received the contact"),
    "new_message": _("There is a new message"),
    "matter_changed": _("There is news"),
    "tried_to_reach": _("We tried to call"),
    "appointment_reminder": _("A reminder of an appointment"),
    "your_turn": _("It is the client's turn in the chat"),
}


def told(row):
    """Return by what a client was told of a letter, and how that went, as one half of a sentence."""
    by = {
        "email": (_("told by e-mail"), _("e-mail not sent"), _("e-mail: nobody knows if it arrived")),
        "sms": (
            _("told by text message"),
            _("text message not sent"),
            _("text message: nobody knows if it arrived"),
        ),
        "suomifi": (
            _("told by Suomi.fi message"),
            _("Suomi.fi message not sent"),
            _("Suomi.fi message: nobody knows if it arrived"),
        ),
    }[row.channel]
    if row.state == "sent":
        return by[0]
    if row.state == "given_up":
        return by[1] if row.why != "dead" else _("not told: the client has died")
    return by[2] if row.state == "unknown" else ""
