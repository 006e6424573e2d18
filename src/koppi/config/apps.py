from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """What holds the packages together: settings, checks, health, the command line."""

    name = "koppi.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"
