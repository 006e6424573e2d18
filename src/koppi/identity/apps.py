from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "koppi.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks  # noqa: F401 - registers itself
