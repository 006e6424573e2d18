"""Suomi.fi messages (Suomi.fi-viestit), the REST interface for organisations, version 2.

UNVERIFIED: built to published clients' shapes (docs/decisions/0086) and tested against a contract of our own.
No answer of the real service has been recorded yet; it must be checked before it is relied on.

A message is for its receiver only, the service's own notices of it name no sender, and it says as little as
our other messages. The identity code is read as the message is sent, and kept nowhere else.
"""

import requests
from django.conf import settings
from django.utils.module_loading import import_string

from .http import ask, outcome_of, told, value_at
from .outcomes import NotSent, Outcome, Refused, Sent, Unknown

MOST_PAGES = 20
NO_MAILBOX = "MAILBOX_NOT_IN_USE"


class Viestit:
    """The service of `settings.CARRIERS["suomifi"]`.

    Our key is the message's external id. A second message with it is answered by the id of the first (409),
    and the service's events tell which ids it knows.
    """

    repeats_safely = True
    can_be_asked = True

    def __init__(self, facts):
        self.facts = facts

    def send(self, parcel):
        code = import_string(settings.RECIPIENT_CODE)(parcel.person_id)
        if not code:
            return Refused("no code")
        token = self._token()
        if isinstance(token, Outcome):
            return token
        active = self._has_mailbox(code, token)
        if isinstance(active, Outcome):
            return active
        if not active:
            return Refused("no mailbox")
        answer = self._post("/v2/messages/electronic", self._message(parcel, code), token)
        if not isinstance(answer, requests.Response):
            return answer
        with answer:
            known = told(answer)
            if answer.status_code in (200, 201, 409) and (number := value_at(known, "messageId")):
                return Sent(carrier_id=number)
            if answer.status_code in (200, 201):
                return Sent()
            if answer.status_code == 400 and NO_MAILBOX in str(known):
                return Refused("no mailbox")
            return outcome_of(answer.status_code)

    def look_up(self, parcel):
        """Look for our key among the service's events."""
        token = self._token()
        if isinstance(token, Outcome):
            return Unknown("not asked")
        query = {}
        for _ in range(MOST_PAGES):
            answer = ask("GET", f"{self.facts.url}/v2/events", params=query, headers=_bearer(token))
            if not isinstance(answer, requests.Response):
                return Unknown("not asked")
            with answer:
                found = told(answer) if answer.status_code == 200 else None
            if not isinstance(found, dict) or not isinstance(found.get("events"), list):
                return Unknown(f"status {answer.status_code}")
            for event in found["events"]:
                if value_at(event, "metadata.externalId") == parcel.key:
                    return Sent(carrier_id=value_at(event, "metadata.messageId"))
            token_of_next = value_at(found, "continuationToken")
            if not found["events"] or not token_of_next or token_of_next == query.get("continuationToken"):
                return NotSent("not there")
            query = {"continuationToken": token_of_next}
        return Unknown("too many events")

    def _token(self):
        answer = ask(
            "POST",
            f"{self.facts.url}/v1/token",
            json={"username": self.facts.username, "password": self.facts.password},
        )
        if not isinstance(answer, requests.Response):
            # No message was on its way yet.
            return NotSent(answer.why)
        with answer:
            found = told(answer) if answer.status_code == 200 else None
        token = found.get("access_token") if isinstance(found, dict) else None
        return str(token) if token else NotSent(f"token {answer.status_code}")

    def _has_mailbox(self, code, token):
        answer = self._post("/v1/mailboxes/active", {"endUsers": [{"id": code}]}, token)
        if not isinstance(answer, requests.Response):
            return NotSent(answer.why)
        with answer:
            found = told(answer) if answer.status_code == 200 else None
        if not isinstance(found, dict) or not isinstance(found.get("endUsersWithActiveMailbox"), list):
            return NotSent(f"mailboxes {answer.status_code}")
        return any(value_at(one, "id") == code for one in found["endUsersWithActiveMailbox"])

    def _message(self, parcel, code):
        return {
            "externalId": parcel.key,
            "sender": {"serviceId": self.facts.service},
            "recipient": {"id": code},
            "electronic": {
                "title": parcel.subject,
                "body": parcel.body,
                "bodyFormat": "Text",
                "messageServiceType": "Verifiable",
                "visibility": "Recipient only",
                "replyAllowedBy": "No one",
                "attachments": [],
                "notifications": {
                    "senderDetailsInNotifications": "None",
                    "unreadMessageNotification": {"reminder": "No reminders"},
                },
            },
        }

    def _post(self, path, body, token):
        return ask("POST", self.facts.url + path, json=body, headers=_bearer(token))


def _bearer(token):
    return {"Authorization": f"Bearer {token}"}
