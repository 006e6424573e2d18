"""What carries a message out of the house: one small adapter for each channel.

A carrier is a class with `send(delivery, text)`. It returns when the message has been handed over to
whoever takes it further, and raises anything when it has not. It must not log the address.
A county names its own text message carrier in `settings.SMS_CARRIER`; mail goes by Django's backend.
"""

import json
import os
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from .models import Delivery


class NoCarrier(Exception):
    """Nothing carries this channel here."""


class Carrier(Protocol):
    """Takes one message out."""

    def send(self, delivery, text): ...


class Mail:
    """Sends by the mail backend of Django's settings.

    The message id comes from the delivery's key, so that a mail server or a reader may recognise a
    message that went twice.
    """

    def send(self, delivery, text):
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">") or "localhost"
        headers = {"Message-ID": f"<{delivery.key}@{domain}>", "Auto-Submitted": "auto-generated"}
        EmailMessage(text.subject, text.body, to=[delivery.address], headers=headers).send()


class FileSms:
    """Writes text messages to a file in the data folder, for the demo and for trying out."""

    def send(self, delivery, text):
        folder = Path(settings.DATA) / "sms"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = json.dumps(
            {"key": delivery.key, "to": delivery.address, "text": text.body}, ensure_ascii=False
        )
        with open(folder / "sent.jsonl", "a", encoding="utf-8", opener=_private) as file:
            file.write(line + "\n")


def carrier_of(channel):
    """Return what carries a channel.

    :raises NoCarrier: no carrier is named for it
    """
    if channel == Delivery.Channel.EMAIL:
        return Mail()
    if channel == Delivery.Channel.SMS and settings.SMS_CARRIER:
        return import_string(settings.SMS_CARRIER)()
    raise NoCarrier(channel)


def _private(path, flags):
    return os.open(path, flags, 0o600)
