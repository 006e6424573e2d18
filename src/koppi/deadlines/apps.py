"""Make Koppi find this package's translations."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Statutory clocks and local promises."""

    name = "koppi.deadlines"
    label = "deadlines"
