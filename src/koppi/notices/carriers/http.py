"""Text messages through a carrier's HTTP interface, as the county's file describes it.

What the file says is in `config/carriers.py`. The message goes as JSON; no redirect is followed, so that the
key goes to whom it is meant for.
"""

import re
from urllib.parse import quote

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from .outcomes import NotSent, Refused, Sent, Unknown

PATIENCE_SECONDS = (5, 10)
# Our own fault or a passing one, so that trying again may help; the carrier has not taken the message.
PASSING = frozenset((401, 403, 407, 408, 409, 423, 425, 429, 503))
# The carrier broke, or something between did: it may have taken the message before.
BROKEN = frozenset((500, 502, 504, 520, 522, 524))
_FIELD = re.compile(r"\{(to|text|key|id)\}")


def ask(method, url, **how):
    """Make a request; return the answer with its body unread, or what not getting one means."""
    try:
        return requests.request(
            method,
            url,
            timeout=PATIENCE_SECONDS,
            allow_redirects=False,
            stream=True,
            auth=how.pop("auth", _as_it_is),
            **how,
        )
    except requests.RequestException as trouble:
        name = type(trouble).__name__
        return NotSent(name) if _never_arrived(trouble) else Unknown(name)


def outcome_of(status):
    """Return what a status means that is not a success."""
    if status in BROKEN:
        return Unknown(f"status {status}")
    if status in PASSING or status < 400 or status >= 500:
        return NotSent(f"status {status}")
    return Refused(f"status {status}")


def told(answer):
    """Return an answer's JSON, or nothing when it breaks off or is none."""
    try:
        return answer.json()
    except (requests.RequestException, ValueError):
        return None


def value_at(found, path):
    """Return the text at a path of names, with dots between, in an answer; nothing when it is not there."""
    for name in path.split("."):
        if isinstance(found, list):
            found = found[int(name)] if name.isdecimal() and int(name) < len(found) else None
        else:
            found = found.get(name) if isinstance(found, dict) else None
    return "" if found is None or isinstance(found, dict | list) else str(found)[:128]


class SmsService:
    """The text message carrier of `settings.CARRIERS["sms"]`."""

    def __init__(self, facts):
        self.facts = facts
        self.repeats_safely = bool(facts.idempotency_header)
        self.can_be_asked = bool(facts.status_url)

    def send(self, parcel):
        headers = self._headers()
        if self.facts.idempotency_header:
            headers[self.facts.idempotency_header] = parcel.key
        answer = ask("POST", self.facts.url, json=_filled(self.facts.body, parcel), headers=headers)
        if not isinstance(answer, requests.Response):
            return answer
        with answer:
            if answer.ok and answer.status_code < 300:
                # Taken: that the rest of the answer may break off changes nothing.
                return Sent(carrier_id=value_at(told(answer), self.facts.id_at))
            return outcome_of(answer.status_code)

    def look_up(self, parcel):
        url = _FIELD.sub(lambda name: quote(_value(name.group(1), parcel), safe=""), self.facts.status_url)
        answer = ask("GET", url, headers=self._headers())
        if not isinstance(answer, requests.Response):
            return Unknown("not asked")
        with answer:
            if answer.status_code == 404:
                return NotSent("not there")
            if not answer.ok or answer.status_code >= 300:
                return Unknown(f"status {answer.status_code}")
            found = told(answer)
        status = value_at(found, self.facts.status_at)
        if status in self.facts.status_sent:
            return Sent(carrier_id=value_at(found, self.facts.id_at) or parcel.carrier_id)
        if status in self.facts.status_refused:
            return Refused("told so")
        return Unknown("no clear status")

    def _headers(self):
        return {self.facts.key_header: f"{self.facts.key_prefix}{self.facts.key}"}


def _filled(body, parcel):
    """Return the body of a request with the message put where the county's file has its places."""
    if isinstance(body, dict):
        return {name: _filled(value, parcel) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, parcel) for value in body]
    if isinstance(body, str):
        return _FIELD.sub(lambda name: _value(name.group(1), parcel), body)
    return body


def _value(name, parcel):
    return {"to": parcel.address, "text": parcel.body, "key": parcel.key, "id": parcel.carrier_id}[name]


def _never_arrived(trouble):
    """Tell whether a request ended before the other side could have read any of it."""
    if isinstance(trouble, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    if not isinstance(trouble, requests.ConnectionError):
        # A wrong address or header is found before anything is sent.
        return isinstance(trouble, ValueError)
    reason = trouble.args[0] if trouble.args else None
    reason = reason.reason if isinstance(reason, MaxRetryError) else reason
    return isinstance(reason, NewConnectionError | ConnectTimeoutError) or "CERTIFICATE" in str(reason)


def _as_it_is(request):
    # Without this, requests would put the password of a .netrc in the place of our key.
    return request
