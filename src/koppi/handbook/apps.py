from django.apps import AppConfig


class HandbookConfig(AppConfig):
    """The county's own rules and texts, each with an owner, versions and a history."""

    name = "koppi.handbook"
    label = "handbook"
    default_auto_field = "django.db.models.BigAutoField"
