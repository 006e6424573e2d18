from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "koppi.chat"
    label = "chat"
    default_auto_field = "django.db.models.BigAutoField"
