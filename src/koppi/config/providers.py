"""How the environment names the identity providers: read into plain facts, refused aloud when wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from koppi.config.reading import Variable

KINDS = ("none", "oidc", "saml")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Unusable(ValueError):
    """A variable of a provider cannot be used: `.name` is which, the text is why."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        super().__init__(reason)


@dataclass(frozen=True)
class Provider:
    """One identity provider, as the sign-in needs to know it.

    :param kind: oidc or saml
    :param address: the issuer (oidc), or the path of the provider's metadata (saml)
    :param client: our client id (oidc) or our entity id (saml)
    :param key: a client secret or a private key in PEM (oidc); a private key and its certificate (saml)
    :param levels: the levels of assurance that are enough; for professionals, those that tell of a second
        factor
    :param username: which claim or attribute names a professional's account
    """

    kind: str
    address: str
    client: str
    key: str = field(repr=False)
    levels: tuple[str, ...] = ()
    scope: str = "openid"
    username: str = ""


def read_kind(text: str) -> str:
    """Return the kind of a provider."""
    if text not in KINDS:
        raise ValueError("it must be none, oidc or saml")
    return text


def read_word(text: str) -> str:
    """Return a word of printing characters."""
    if re.search(r"\s", text):
        raise ValueError("it must be without spaces")
    return text


def read_words(text: str) -> tuple[str, ...]:
    """Return words with spaces between."""
    return tuple(text.split())


def read_file(text: str) -> str:
    """Return what stands in a file, without the last line break."""
    if not text:
        return ""
    try:
        return Path(text).read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError("it must name a text file that can be read") from None


def provider(values: Mapping[str, Any], who: str) -> Provider | None:
    """Return whom residents or professionals (`who`) are sent to, or None.

    :raises Unusable: something is missing, or does not fit the rest
    """
    given = {name: values.get(f"KOPPI_{who}_{name}", "") for name in NAMES}
    kind = given["SIGN_IN"]
    if kind == "none":
        return None
    for name in ("PROVIDER", "CLIENT", "KEY_FILE"):
        if not given[name]:
            raise Unusable(f"KOPPI_{who}_{name}", f"it is required when KOPPI_{who}_SIGN_IN is {kind}")
    address, key = given["PROVIDER"], given["KEY_FILE"]
    if kind == "oidc":
        _check_issuer(f"KOPPI_{who}_PROVIDER", address)
    else:
        _check_metadata(f"KOPPI_{who}_PROVIDER", address)
        if "PRIVATE KEY-----" not in key or "-----BEGIN CERTIFICATE-----" not in key:
            raise Unusable(f"KOPPI_{who}_KEY_FILE", "it must hold a private key and its certificate, in PEM")
    return Provider(
        kind=kind,
        address=address,
        client=given["CLIENT"],
        key=key,
        levels=given["LEVELS"],
        scope=" ".join(given["SCOPE"]) or "openid",
        username=given["USERNAME"],
    )


NAMES = ("SIGN_IN", "PROVIDER", "CLIENT", "KEY_FILE", "LEVELS", "SCOPE", "USERNAME")


@dataclass(frozen=True)
class MandateRegisterFacts:
    """The register of mandates, as its client needs to know it."""

    address: str
    client: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    health: str = ""
    social: str = ""


def read_address(text: str) -> str:
    """Return an address of a service, without a slash at its end."""
    if text:
        _check_issuer("", text)
    return text.rstrip("/")


def mandate_register(values: Mapping[str, Any]) -> MandateRegisterFacts | None:
    """Return the register of mandates, or None.

    :raises Unusable: something is missing
    """
    given = {
        name: values[f"KOPPI_MANDATES_{name}"] for name in ("URL", "CLIENT", "KEY_FILE", "HEALTH", "SOCIAL")
    }
    if not given["URL"]:
        return None
    if not given["CLIENT"]:
        raise Unusable("KOPPI_MANDATES_CLIENT", "it is required when KOPPI_MANDATES_URL is set")
    lines = given["KEY_FILE"].split()
    if len(lines) != 2:
        raise Unusable("KOPPI_MANDATES_KEY_FILE", "the file must hold two lines, a key and a secret")
    key, secret = lines
    return MandateRegisterFacts(given["URL"], given["CLIENT"], key, secret, given["HEALTH"], given["SOCIAL"])


VARIABLES = (
    Variable(
        "KOPPI_RESIDENT_SIGN_IN",
        "none",
        "saml",
        "How residents identify themselves",
        read_kind,
    ),
    Variable(
        "KOPPI_RESIDENT_PROVIDER",
        "",
        "/etc/koppi/suomi-fi-metadata.xml",
        "Issuer (oidc), or file of the provider's metadata (saml)",
        read_word,
    ),
    Variable(
        "KOPPI_RESIDENT_CLIENT",
        "",
        "https://koppi.example.fi/",
        "Our client id (oidc) or entity id (saml)",
        read_word,
    ),
    Variable(
        "KOPPI_RESIDENT_KEY_FILE",
        "",
        "/etc/koppi/resident.pem",
        "File with our client secret or private key (oidc), or private key and certificate (saml)",
        read_file,
    ),
    Variable(
        "KOPPI_RESIDENT_LEVELS",
        "http://ftn.ficora.fi/2017/loa2 http://ftn.ficora.fi/2017/loa3",
        "http://ftn.ficora.fi/2017/loa2 http://ftn.ficora.fi/2017/loa3",
        "Levels of assurance that are enough, with spaces between",
        read_words,
    ),
    Variable("KOPPI_RESIDENT_SCOPE", "openid", "openid profile", "What is asked for (oidc)", read_words),
    Variable(
        "KOPPI_PROFESSIONAL_SIGN_IN",
        "none",
        "oidc",
        "How professionals identify themselves by the county's directory",
        read_kind,
    ),
    Variable(
        "KOPPI_PROFESSIONAL_PROVIDER",
        "",
        "https://login.example.fi/county",
        "Issuer (oidc), or file of the directory's metadata (saml)",
        read_word,
    ),
    Variable(
        "KOPPI_PROFESSIONAL_CLIENT",
        "",
        "koppi",
        "Our client id (oidc) or entity id (saml)",
        read_word,
    ),
    Variable(
        "KOPPI_PROFESSIONAL_KEY_FILE",
        "",
        "/etc/koppi/professional-secret",
        "File with our client secret or private key (oidc), or private key and certificate (saml)",
        read_file,
    ),
    Variable(
        "KOPPI_PROFESSIONAL_LEVELS",
        "mfa https://refeds.org/profile/mfa",
        "mfa https://refeds.org/profile/mfa",
        "Values of amr or acr that tell of a second factor, with spaces between",
        read_words,
    ),
    Variable(
        "KOPPI_PROFESSIONAL_SCOPE",
        "openid",
        "openid profile",
        "What is asked for (oidc)",
        read_words,
    ),
    Variable(
        "KOPPI_PROFESSIONAL_USERNAME",
        "preferred_username",
        "urn:oid:0.9.2342.19200300.100.1.1",
        "Claim or attribute that names the account",
        read_word,
    ),
    Variable(
        "KOPPI_MANDATES_URL",
        "",
        "https://asiointivaltuustarkastus.suomi.fi",
        "The register of mandates (Suomi.fi-valtuudet)",
        read_address,
    ),
    Variable("KOPPI_MANDATES_CLIENT", "", "koppi", "Our client id at the register of mandates", read_word),
    Variable(
        "KOPPI_MANDATES_KEY_FILE",
        "",
        "/etc/koppi/mandates",
        "File with our key for signing requests and, on the next line, our secret for tokens",
        read_file,
    ),
    Variable(
        "KOPPI_MANDATES_HEALTH",
        "http://valtuusrekisteri.suomi.fi/terveydenhuollon_asioiden_hoito",
        "http://valtuusrekisteri.suomi.fi/terveydenhuollon_asioiden_hoito",
        "The register's name for acting in health care",
        read_word,
    ),
    Variable(
        "KOPPI_MANDATES_SOCIAL",
        "",
        "(as the register calls it)",
        "The register's name for acting in social care; not asked about when not set",
        read_word,
    ),
)


def _check_issuer(name: str, address: str) -> None:
    parts = urlsplit(address)
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or parts.query or parts.fragment or not (parts.scheme == "https" or plain):
        raise Unusable(name, "it must be the issuer's address, beginning with https://")


def _check_metadata(name: str, address: str) -> None:
    try:
        text = Path(address).read_text()
    except (OSError, UnicodeDecodeError):
        raise Unusable(name, "it must name the file of the provider's metadata") from None
    if "EntityDescriptor" not in text or "IDPSSODescriptor" not in text:
        raise Unusable(name, "the file must be the SAML metadata of an identity provider")
