"""The web API of the national register of mandates, Suomi.fi-valtuudet (hpa: acting for a person).

UNVERIFIED: built to the published facts (docs/decisions/0026) and tested against a contract of our own. No
answer of the real register has been recorded yet; their shape must be checked before it is relied on.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode
from uuid import uuid4

import requests
from django.conf import settings

HEADER = "X-AsiointivaltuudetAuthorization"
PATIENCE_SECONDS = (5, 10)
ALLOWED = "ALLOWED"


class RegisterDown(Exception):
    """The register does not answer, or not in the agreed form. Nothing is known, so nothing is allowed."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody for whom a person said they would act. Printing it shows nothing."""

    code: str = field(repr=False)
    name: str = field(repr=False)


class MandateRegister:
    """The register at its address; `facts` are those of `settings.MANDATE_REGISTER`."""

    def __init__(self, facts):
        self.facts = facts

    def begin(self, code, at):
        """Begin a visit for the person of an identity code; return the visit and their name in it.

        :raises RegisterDown: it does not answer
        """
        path = f"/service/hpa/user/register/{quote(self.facts.client)}/{quote(code)}"
        told = self._ask(path, at)
        return _text(told, "sessionId"), _text(told, "userId")

    def choosing_url(self, user, redirect_uri, language):
        """Return where a person chooses for whom they act."""
        query = {
            "client_id": self.facts.client,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "user": user,
            "lang": language,
        }
        return f"{self.facts.address}/oauth/authorize?{urlencode(query)}"

    def token(self, code, redirect_uri):
        """Return the access token that a code of the choice stands for.

        :raises RegisterDown: it does not answer, or knows no such code
        """
        query = {"code": code, "grant_type": "authorization_code", "redirect_uri": redirect_uri}
        told = self._request(
            "POST",
            f"/oauth/token?{urlencode(query)}",
            auth=(self.facts.client, self.facts.secret),
        )
        return _text(told, "access_token")

    def principals(self, visit, token, at):
        """Return for whom the person said they would act.

        :raises RegisterDown: it does not answer
        """
        told = self._ask(f"/service/hpa/api/delegate/{quote(visit)}", at, token)
        if not isinstance(told, list):
            raise RegisterDown
        return [Principal(code=_text(one, "personId"), name=_text(one, "name")) for one in told]

    def allows(self, visit, token, code, issue, at):
        """Tell whether the person of a visit may act for somebody in a matter of a kind, now.

        :param issue: the register's name of the kind, an address
        :raises RegisterDown: it does not answer
        """
        path = f"/service/hpa/api/authorization/{quote(visit)}/{quote(code)}"
        return _text(self._ask(path, at, token, issues=issue), "result") == ALLOWED

    def _ask(self, path, at, token="", **query):
        path = f"{path}?{urlencode({'requestId': uuid4(), **query})}"
        headers = {HEADER: signature(self.facts.client, self.facts.key, path, at)}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self._request("GET", path, headers=headers)

    def _request(self, method, path, **how):
        try:
            answer = requests.request(
                method, self.facts.address + path, timeout=PATIENCE_SECONDS, allow_redirects=False, **how
            )
            return answer.json() if answer.status_code == requests.codes.ok else _refuse()
        except (requests.RequestException, ValueError):
            raise RegisterDown from None


def mandate_register():
    """Return the register, or None where the county does not use it."""
    return MandateRegister(settings.MANDATE_REGISTER) if settings.MANDATE_REGISTER else None


def signature(client, key, path, at):
    """Return what signs a request: client, moment, and HMAC-SHA256 of the path and the moment."""
    moment = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    made = hmac.new(key.encode(), f"{path} {moment}".encode(), hashlib.sha256).digest()
    return f"{client} {moment} {base64.b64encode(made).decode()}"


def _text(told, name):
    value = told.get(name) if isinstance(told, dict) else None
    return value if isinstance(value, str) and value else _refuse()


def _refuse():
    raise RegisterDown
