"""What can go wrong with a message, as the person who sees to it reads it."""

from django.utils.translation import gettext_lazy as _


class AlreadySettled(Exception):
    """Somebody, or the carrier itself, has seen to a message meanwhile."""

    message = _("This message has been seen to meanwhile. Nothing was done twice.")
