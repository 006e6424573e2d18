from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "koppi.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import second_lock

        second_lock.install()
