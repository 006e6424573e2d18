"""Somebody writes for so long that the sign-in ends: nothing is lost, and nobody else sees it."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from koppi.intake import rules
from koppi.intake.models import ContactDraft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine", "teams")]


def sign_in(client, person):
    return client.post("/sign-in/", {"person": str(person.person_id), "next": "/"})


def hidden_fields(page):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return [(name, unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


def test_words_sent_after_the_sign_in_ended_come_back_and_go_on(client, maria):
    client.cookies["koppi_language"] = "en"
    sign_in(client, maria)
    uuid = uuid4()
    words = reverse("resident:contact_step", args=[uuid, "words"])
    client.post(words.replace("words", "topic"), {"tab": "w", "topic": "back-limbs"})
    del client.cookies["koppi"]

    asked = client.post(words, {"tab": "w", "version": "0", "words": "Kirjoitin tätä tunnin ajan."})
    assert asked["location"].startswith("/sign-in/")
    shown = client.get(sign_in(client, maria)["location"]).content.decode()
    assert "Kirjoitin tätä tunnin ajan." in shown
    fields = dict(hidden_fields(shown[shown.index(f'action="{words}"') :]))
    answer = client.post(words, fields)

    assert answer["location"].endswith("/since/")
    answers = ContactDraft.objects.get(uuid=uuid).answers
    assert rules.data_of(answers, "words")["words"] == "Kirjoitin tätä tunnin ajan."


def test_somebody_else_who_signs_in_sees_nothing_of_it(client, maria, stranger):
    sign_in(client, maria)
    del client.cookies["koppi"]
    client.post(
        reverse("resident:contact_step", args=[uuid4(), "words"]), {"words": "Kirjoitin tätä tunnin ajan."}
    )

    answer = client.post("/sign-in/", {"person": str(stranger.person_id), "next": "/"}, follow=True)

    assert "Kirjoitin" not in answer.content.decode()
