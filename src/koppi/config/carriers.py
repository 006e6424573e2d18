"""How the environment names what carries messages out: read into plain facts, refused aloud when wrong."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from koppi.config.providers import LOOPBACK, Unusable, read_file, read_word
from koppi.config.reading import Variable

CHANNELS = ("email", "sms", "suomifi")
_TEXTS = ("url", "key_header", "key_prefix", "idempotency_header", "id_at", "status_url", "status_at")
_LISTS = ("status_sent", "status_refused")


@dataclass(frozen=True)
class SmsFacts:
    """A text message carrier's HTTP interface.

    :param body: the JSON of a request, with {to}, {text} and {key} where they belong
    :param id_at: where in an answer the carrier's own id is: names with dots between
    :param idempotency_header: by which the same key twice is one message; empty where there is none
    :param status_url: where to ask what became of a message, with {key} or {id}; empty where one cannot
    """

    url: str
    body: Mapping[str, Any]
    key: str = field(repr=False)
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    id_at: str = "id"
    idempotency_header: str = ""
    status_url: str = ""
    status_at: str = "status"
    status_sent: tuple[str, ...] = ()
    status_refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class ViestitFacts:
    """Suomi.fi messages, as its client needs to know it."""

    url: str
    username: str
    password: str = field(repr=False)
    service: str = ""


def read_sms_service(text: str) -> dict[str, Any]:
    """Read the path of a file that describes a text message carrier, or nothing."""
    if not text:
        return {}
    try:
        told = tomllib.loads(Path(text).expanduser().read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise ValueError("it must name a TOML file that can be read") from None
    if unknown := sorted(set(told) - {*_TEXTS, *_LISTS, "body"}):
        raise ValueError(f"it must not have {unknown[0]} in the file")
    for name in _TEXTS:
        if not isinstance(told.get(name, ""), str):
            raise ValueError(f"it must have a text as {name} in the file")
    for name in _LISTS:
        if not isinstance(told.get(name, []), list):
            raise ValueError(f"it must have a list as {name} in the file")
        told[name] = tuple(str(one) for one in told.get(name, []))
    body = told.get("body")
    if not isinstance(body, dict) or not all(place in str(body) for place in ("{to}", "{text}")):
        raise ValueError("it must have a table body with {to} and {text} in the file")
    told["url"] = _address(told.get("url", ""), "url in the file")
    if told.get("status_url"):
        _address(re.sub(r"\{(key|id)\}", "x", told["status_url"]), "status_url in the file")
        if not told["status_sent"]:
            raise ValueError("it must say in status_sent of the file which statuses mean sent")
    return told


def read_service_address(text: str) -> str:
    """Read the address of a service, or nothing."""
    return _address(text, "an address").rstrip("/") if text else ""


def quiet_hours(text: str) -> tuple[int, int] | None:
    """Read the hours in which telephones stay silent: 21-7, or none."""
    if text == "none":
        return None
    match = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", text)
    hours = (int(match[1]), int(match[2])) if match else (24, 24)
    if max(hours) > 23 or hours[0] == hours[1]:
        raise ValueError("it must be two hours with a dash between, from 0 to 23, or none")
    return hours


def channels(text: str) -> tuple[str, ...]:
    """Read names of channels with commas between, or none."""
    if text == "none":
        return ()
    found = tuple(word.strip() for word in text.split(","))
    if unknown := [word for word in found if word not in CHANNELS]:
        raise ValueError(f"it must be none, or {', '.join(CHANNELS)} with commas between, not {unknown[0]}")
    return found


VARIABLES = (
    Variable(
        "KOPPI_SMS_SERVICE",
        "",
        "/etc/koppi/sms.toml",
        "File that describes the interface of the carrier of text messages",
        read_sms_service,
    ),
    Variable(
        "KOPPI_SMS_KEY_FILE",
        "",
        "/etc/koppi/sms-key",
        "File with our key at the carrier of text messages",
        read_file,
    ),
    Variable(
        "KOPPI_VIESTIT_URL",
        "",
        "https://api.messages-qa.suomi.fi",
        "Suomi.fi messages (unverified)",
        read_service_address,
    ),
    Variable("KOPPI_VIESTIT_USER", "", "koppi-system", "Our user name there", read_word),
    Variable(
        "KOPPI_VIESTIT_KEY_FILE",
        "",
        "/etc/koppi/viestit-password",
        "File with our password there",
        read_file,
    ),
    Variable("KOPPI_VIESTIT_SERVICE", "", "KOPPI_SERVICE", "The id of our service there", read_word),
    Variable(
        "KOPPI_QUIET_HOURS",
        "21-7",
        "21-7",
        "Hours in which no text message leaves, unless somebody waits for it now; or none",
        quiet_hours,
    ),
    Variable(
        "KOPPI_NON_DISCLOSURE_CHANNELS",
        "suomifi",
        "none",
        "By what somebody under non-disclosure may be told that there is something to read",
        channels,
    ),
)


def sms(values: Mapping[str, Any]) -> SmsFacts | None:
    """Return the text message carrier, or None.

    :raises Unusable: its key is missing
    """
    told = values["KOPPI_SMS_SERVICE"]
    if not told:
        return None
    if not values["KOPPI_SMS_KEY_FILE"]:
        raise Unusable("KOPPI_SMS_KEY_FILE", "it is required when KOPPI_SMS_SERVICE is set")
    return SmsFacts(key=values["KOPPI_SMS_KEY_FILE"], **told)


def viestit(values: Mapping[str, Any]) -> ViestitFacts | None:
    """Return Suomi.fi messages, or None.

    :raises Unusable: something is missing
    """
    if not values["KOPPI_VIESTIT_URL"]:
        return None
    for name in ("KOPPI_VIESTIT_USER", "KOPPI_VIESTIT_KEY_FILE", "KOPPI_VIESTIT_SERVICE"):
        if not values[name]:
            raise Unusable(name, "it is required when KOPPI_VIESTIT_URL is set")
    return ViestitFacts(
        url=values["KOPPI_VIESTIT_URL"],
        username=values["KOPPI_VIESTIT_USER"],
        password=values["KOPPI_VIESTIT_KEY_FILE"],
        service=values["KOPPI_VIESTIT_SERVICE"],
    )


def _address(text: str, what: str) -> str:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError(f"it must have {what} that is an address") from None
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or plain):
        raise ValueError(f"it must have {what} that begins with https://")
    return text
