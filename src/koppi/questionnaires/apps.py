"""Make Koppi find this package's translations."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    """Questionnaires in the language of FHIR R4: read, asked, enforced and counted."""

    name = "koppi.questionnaires"
    label = "questionnaires"
