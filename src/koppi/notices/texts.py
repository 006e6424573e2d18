"""The words that leave the house: they say that there is something to read, and never what it is about.

A text message costs and may be read over a shoulder, so it is the same one sentence as the mail's body.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from .rules import check_template


@dataclass(frozen=True, slots=True)
class Text:
    """A heading and a body, in the receiver's language."""

    subject: str
    body: str


def text_of(template, language):
    """Return the words of a template in a language.

    :raises UnknownTemplate: there are none
    """
    check_template(template)
    with override(language):
        words = {
            "contact_received": Text(
                subject=_("We have received what you sent us"),
                body=_(
                    "We have received what you sent us in Koppi. "
                    "Sign in to see who has it and when you will hear."
                ),
            ),
            "new_message": Text(
                subject=_("You have a new message in Koppi"),
                body=_("You have a new message in Koppi. Sign in to read it."),
            ),
            "matter_changed": Text(
                subject=_("There is news for you in Koppi"),
                body=_("There is news for you in Koppi. Sign in to read it."),
            ),
            "appointment_reminder": Text(
                subject=_("A reminder from Koppi"),
                body=_("Something has been agreed with you for a coming day. Sign in to Koppi to see when."),
            ),
            "your_turn": Text(
                subject=_("It is your turn in Koppi"),
                body=_("It is your turn. Go back to the page that you have open, or sign in to Koppi."),
            ),
            "tried_to_reach": Text(
                subject=_("We tried to reach you"),
                body=_("We tried to reach you. Sign in to Koppi to see what comes next, or call us."),
            ),
        }
        return words[template]
