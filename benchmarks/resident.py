"""A resident with finished drafts, ready to be sent one by one."""

from uuid import uuid4

from django.test import Client
from django.utils import timezone

from koppi.intake.tests.factories import install_topics, make_draft, make_resident


def finished_drafts(count):
    """Return a signed-in browser and the uuids of drafts whose every question is answered."""
    install_topics(at=timezone.now())
    _, user = make_resident()
    browser = Client()
    browser.force_login(user)
    return browser, [make_draft(user, at=timezone.now(), uuid=uuid4()).uuid for _ in range(count)]
