"""The look and behaviour every page shares."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Base templates, components, forms, times and the gallery; knows nothing of clients or matters."""

    name = "koppi.ui"
    label = "ui"
