"""Text messages and Suomi.fi messages against a real HTTP server that writes down what it hears."""

from dataclasses import replace
from uuid import uuid4

import pytest

from koppi.config.carriers import SmsFacts, ViestitFacts
from koppi.notices.carriers import http
from koppi.notices.carriers.http import SmsService
from koppi.notices.carriers.outcomes import NotSent, Parcel, Refused, Sent, Unknown
from koppi.notices.carriers.viestit import Viestit

from .factories import DIE, HALF, closed_port, http_server

PARCEL = Parcel(
    key="message-1",
    person_id=uuid4(),
    address="+358401234567",
    subject="Sinulle on viesti",
    body='Sinulla on "uusi" viesti {key} Kopissa.',
    language="fi",
)
CODE = "010190-900P"


def sms(url, **facts):
    body = {"from": "Koppi", "messages": [{"to": "{to}", "text": "{text}"}], "parts": 1}
    return SmsService(SmsFacts(url=f"{url}/send", key="secret", body=body, **facts))


IDEMPOTENT = {"idempotency_header": "Idempotency-Key"}


# Text messages


def test_the_carrier_hears_what_the_countys_file_says_and_nothing_else():
    with http_server(send=(202, {"messages": [{"id": "c-17"}]})) as heard:
        outcome = sms(heard.url, id_at="messages.0.id", **IDEMPOTENT).send(PARCEL)

    (request,) = heard.requests
    assert outcome == Sent(carrier_id="c-17")
    assert request["json"] == {
        "from": "Koppi",
        "messages": [{"to": PARCEL.address, "text": PARCEL.body}],
        "parts": 1,
    }
    assert request["headers"]["Authorization"] == "Bearer secret"
    assert request["headers"]["Idempotency-Key"] == "message-1"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, Sent),
        (201, Sent),
        (302, NotSent),
        (400, Refused),
        (401, NotSent),
        (403, NotSent),
        (404, Refused),
        (409, NotSent),
        (410, Refused),
        (422, Refused),
        (429, NotSent),
        (500, Unknown),
        (501, NotSent),
        (502, Unknown),
        (503, NotSent),
        (504, Unknown),
    ],
)
def test_each_status_says_whether_the_carrier_has_it(status, kind):
    with http_server(send=(status, {"id": "c-1"}), elsewhere=(200, {})) as heard:
        assert type(sms(heard.url).send(PARCEL)) is kind
    assert len(heard.requests) == 1  # no redirect is followed, so that the key stays with its owner


def test_a_carrier_that_nobody_is_at_has_not_got_it():
    assert isinstance(sms(f"http://127.0.0.1:{closed_port()}").send(PARCEL), NotSent)


def test_a_carrier_that_dies_between_request_and_answer_may_have_it():
    with http_server(send=DIE) as heard:
        assert isinstance(sms(heard.url).send(PARCEL), Unknown)
    assert len(heard.requests) == 1


def test_a_carrier_that_falls_silent_may_have_it(monkeypatch):
    import threading

    monkeypatch.setattr(http, "PATIENCE_SECONDS", (5, 0.2))
    done = threading.Event()

    def wait(request):
        done.wait(10)
        return 200, {"id": "late"}

    with http_server(send=wait) as heard:
        try:
            assert isinstance(sms(heard.url).send(PARCEL), Unknown)
        finally:
            done.set()


def test_an_answer_that_breaks_off_after_its_good_status_is_a_yes():
    with http_server(send=HALF) as heard:
        assert isinstance(sms(heard.url).send(PARCEL), Sent)


def test_a_certificate_that_is_not_trusted_ends_before_anything_is_said():
    import requests

    trouble = requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED")
    assert http._never_arrived(trouble)
    assert not http._never_arrived(requests.exceptions.SSLError("EOF occurred in violation of protocol"))


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((200, {"status": "delivered", "id": "c-9"}), Sent(carrier_id="c-9")),
        ((200, {"status": "failed"}), Refused("told so")),
        ((200, {"status": "hm"}), Unknown("no clear status")),
        ((404, {}), NotSent("not there")),
        ((500, {}), Unknown("status 500")),
        ((302, {}), Unknown("status 302")),
        (DIE, Unknown("not asked")),
    ],
)
def test_what_became_of_a_message_is_asked_by_our_key(answer, outcome):
    facts = {"status_sent": ("delivered",), "status_refused": ("failed",)}
    with http_server(status=answer) as heard:
        carrier = sms(heard.url, status_url=f"{heard.url}/status?of={{key}}", **facts)
        assert carrier.can_be_asked
        assert carrier.look_up(replace(PARCEL, key="a&b=c")) == outcome
    assert heard.requests[0]["query"] == "of=a%26b%3Dc"


# Suomi.fi messages: a contract of our own, as published clients speak it


@pytest.fixture
def viestit(settings, monkeypatch):
    asked = []

    def code_of(person_id):
        asked.append(person_id)
        return CODE

    monkeypatch.setattr("koppi.people.recipients.code_of", code_of)
    return lambda heard: Viestit(ViestitFacts(heard.url, "koppi", "secret", "KOPPI"))


TOKEN = {"/v1/token": (200, {"access_token": "t" * 900})}
MAILBOX = {"/v1/mailboxes/active": (200, {"endUsersWithActiveMailbox": [{"id": CODE}]})}
MESSAGES = "/v2/messages/electronic"


def test_a_suomifi_message_is_for_its_receiver_only_and_names_nobody_in_its_notice(viestit):
    with http_server(**TOKEN, **MAILBOX, **{MESSAGES: (200, {"messageId": 123})}) as heard:
        outcome = viestit(heard).send(PARCEL)

    token, mailbox, message = heard.requests
    assert outcome == Sent(carrier_id="123")
    assert token["json"] == {"username": "koppi", "password": "secret"}
    assert mailbox["json"] == {"endUsers": [{"id": CODE}]}
    assert message["headers"]["Authorization"] == "Bearer " + "t" * 900
    assert message["json"] == {
        "externalId": "message-1",
        "sender": {"serviceId": "KOPPI"},
        "recipient": {"id": CODE},
        "electronic": {
            "title": PARCEL.subject,
            "body": PARCEL.body,
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


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"/v1/token": (401, {})}, NotSent("token 401")),
        ({"/v1/token": DIE}, NotSent("ConnectionError")),
        ({**TOKEN, "/v1/mailboxes/active": (500, {})}, NotSent("mailboxes 500")),
        ({**TOKEN, "/v1/mailboxes/active": DIE}, NotSent("ConnectionError")),
        (
            {**TOKEN, "/v1/mailboxes/active": (200, {"endUsersWithActiveMailbox": []})},
            Refused("no mailbox"),
        ),
        (
            {**TOKEN, **MAILBOX, MESSAGES: (400, {"validationErrors": [{"error": "MAILBOX_NOT_IN_USE"}]})},
            Refused("no mailbox"),
        ),
        ({**TOKEN, **MAILBOX, MESSAGES: (400, {"reason": "bad"})}, Refused("status 400")),
        # The same external id before: the service answers with the message that it has.
        ({**TOKEN, **MAILBOX, MESSAGES: (409, {"messageId": 77})}, Sent(carrier_id="77")),
        ({**TOKEN, **MAILBOX, MESSAGES: (502, {})}, Unknown("status 502")),
        ({**TOKEN, **MAILBOX, MESSAGES: DIE}, Unknown("ConnectionError")),
    ],
)
def test_each_step_of_the_service_says_what_became_of_the_message(viestit, answers, outcome):
    with http_server(**answers) as heard:
        assert viestit(heard).send(PARCEL) == outcome


def test_nobody_without_an_identity_code_is_asked_about(viestit, monkeypatch):
    monkeypatch.setattr("koppi.people.recipients.code_of", lambda person_id: "")
    with http_server(**TOKEN) as heard:
        assert viestit(heard).send(PARCEL) == Refused("no code")
    assert heard.requests == []


def _pages(request):
    second = "continuationToken=two" in request["query"]
    known = [{"metadata": {"externalId": "message-1", "messageId": 5}}]
    return 200, {
        "events": known if second else [{"metadata": {"externalId": "another", "messageId": 4}}],
        "continuationToken": "two",
    }


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        (_pages, Sent(carrier_id="5")),
        ((200, {"events": [], "continuationToken": "x"}), NotSent("not there")),
        ((503, {}), Unknown("status 503")),
    ],
)
def test_the_events_tell_whether_the_service_has_it(viestit, events, outcome):
    with http_server(**TOKEN, **{"/v2/events": events}) as heard:
        assert viestit(heard).look_up(PARCEL) == outcome
