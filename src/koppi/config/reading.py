"""How the text of an environment variable becomes a value; else ValueError tells the reason."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from koppi.people import licences, minors


@dataclass(frozen=True)
class Variable:
    """One setting that the environment may give."""

    name: str
    default: str
    example: str
    meaning: str
    read: Callable[[str], Any]


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `low` to `high`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"it must be a whole number from {low} to {high}")
        return int(text)

    return read


def yes_or_no(text: str) -> bool:
    """Read yes or no."""
    if text not in ("yes", "no"):
        raise ValueError("it must be yes or no")
    return text == "yes"


def folder(text: str) -> Path:
    """Read the path of a folder, there or not yet."""
    path = Path(text).expanduser()
    if path.exists() and not path.is_dir():
        raise ValueError("it must name a folder, and there is a file of that name")
    return path.absolute()


def file(text: str) -> Path | None:
    """Read the path of a file that is there, or nothing."""
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.is_file():
        raise ValueError("it must name a file that is there and that Koppi may read")
    return path.absolute()


def words(text: str) -> list[str]:
    """Read words with commas between."""
    found = [word.strip() for word in text.split(",") if word.strip()]
    if any(len(word) < 4 for word in found):
        raise ValueError("it must be words of at least four letters, with commas between")
    return found


def minors_rules(text: str) -> tuple[minors.MinorsRule, ...]:
    """Read the path of a file of rules for minors; those that come with Koppi when there is none."""
    return minors.read_rows(Path(text).expanduser() if text else minors.OURS)


def licence_columns(text: str) -> licences.Mapped:
    """Read the path of a file of what a register extract looks like; Koppi's own when there is none."""
    return licences.read_mapping(Path(text).expanduser() if text else licences.OURS)


def one_of(*words: str) -> Callable[[str], str]:
    """Return a reader of one of some words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"it must be {', '.join(words[:-1])} or {words[-1]}")
        return text

    return read


def host(text: str) -> str:
    """Read one host name or address."""
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        raise ValueError("it must be a host name or an address, without a port")
    return text


def live_address(text: str) -> str:
    """Read where pages open their streams: a path of ours, an address with a path, `off`, or nothing."""
    if (
        text
        and text != "off"
        and not re.fullmatch(r"(https?://[A-Za-z0-9.:\[\]-]+)?/([A-Za-z0-9_-]+/)*", text)
    ):
        raise ValueError("it must be a path like /live/, an address with such a path at its end, or off")
    return text


def hosts(text: str) -> list[str]:
    """Read host names with commas between."""
    hosts = [host.strip() for host in text.split(",") if host.strip()]
    for host in hosts:
        if "/" in host or "*" in host:
            raise ValueError("it must be host names with commas between, no addresses of pages and no *")
    return hosts


def key(text: str) -> str:
    """Read a key of at least 50 random characters, or nothing."""
    if text and (len(text) < 50 or len(set(text)) < 10):
        raise ValueError("it must be at least 50 random characters")
    return text


def database_url(text: str) -> dict[str, Any] | None:
    """Return Django's database settings for a PostgreSQL address, or None for the embedded server."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("it is not an address") from None
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("it must begin with postgresql://")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("it must end with the name of the database")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or options.pop("port", "")),
        "OPTIONS": options,
    }


@dataclass(frozen=True)
class MailServer:
    """Where mail goes; `encryption` is "", "starttls" or "tls"."""

    host: str
    port: int
    user: str
    password: str
    encryption: str


def mail_server(text: str) -> MailServer:
    """Return the mail server of an address; the machine's own one when it is empty."""
    try:
        parts = urlsplit(text or "smtp://localhost")
        port = parts.port
    except ValueError:
        raise ValueError("it is not an address") from None
    kinds = {"smtp": (25, ""), "smtp+starttls": (587, "starttls"), "smtps": (465, "tls")}
    if parts.scheme not in kinds or not parts.hostname:
        raise ValueError("it must be smtp://, smtp+starttls:// or smtps:// and the name of a server")
    usual_port, encryption = kinds[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=port or usual_port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encryption=encryption,
    )


def mail_address(text: str) -> str:
    """Read one e-mail address."""
    if not re.fullmatch(r"[^@\s<>]+@[A-Za-z0-9.-]+", text):
        raise ValueError("it must be one e-mail address")
    return text
