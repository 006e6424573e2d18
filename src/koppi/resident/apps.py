from django.apps import AppConfig


class ResidentConfig(AppConfig):
    name = "koppi.resident"
    label = "resident"
    default_auto_field = "django.db.models.BigAutoField"
