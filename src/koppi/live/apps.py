"""The live engine."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Nudges, tickets and presence; knows nothing of what its channels are about."""

    name = "koppi.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
