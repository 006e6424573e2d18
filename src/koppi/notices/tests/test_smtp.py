"""E-mail against a real SMTP server: what came of it, at each step where it can break."""

import email
import email.policy
import socket
import threading
from contextlib import contextmanager
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from koppi.config.reading import MailServer as Facts
from koppi.notices.carriers import smtp
from koppi.notices.carriers.outcomes import NotSent, Parcel, Refused, Sent, Unknown
from koppi.notices.carriers.smtp import MailServer

from .factories import closed_port

PARCEL = Parcel(
    key="message-1",
    person_id=uuid4(),
    address="maria@example.test",
    subject="Sinulle on viesti",
    body="Hei,\n.\n..näin pääset lukemaan viestin: kirjaudu Koppiin.",
    language="fi",
)


class Mailbox:
    """Keeps what comes; answers at each step what it is told to."""

    def __init__(self, **replies):
        self.replies, self.envelopes = replies, []

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "mail" not in self.replies:
            envelope.mail_from = address
        return self.replies.get("mail", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "rcpt" not in self.replies:
            envelope.rcpt_tos.append(address)
        return self.replies.get("rcpt", "250 OK")

    async def handle_DATA(self, server, session, envelope):
        self.envelopes.append(envelope)
        return self.replies.get("data", "250 2.0.0 Ok: queued as 4WqX9z1abc")

    @property
    def letters(self):
        return [email.message_from_bytes(one.content, policy=email.policy.default) for one in self.envelopes]


@contextmanager
def mail_server(mailbox, **how):
    controller = Controller(mailbox, hostname="127.0.0.1", port=closed_port(), **how)
    controller.start()
    try:
        yield carrier(controller.port)
    finally:
        controller.stop()


def carrier(port, user="", password="", encryption=""):
    return MailServer(Facts("127.0.0.1", port, user, password, encryption), "Koppi <koppi@example.fi>")


def test_a_mail_arrives_whole_and_is_confirmed_by_the_servers_own_id():
    mailbox = Mailbox()
    with mail_server(mailbox) as server:
        outcome = server.send(PARCEL)

    (letter,) = mailbox.letters
    assert outcome == Sent(carrier_id="4WqX9z1abc")
    assert (letter["to"], letter["subject"]) == ("maria@example.test", "Sinulle on viesti")
    assert letter["message-id"] == "<message-1@example.fi>"
    assert letter["auto-submitted"] == "auto-generated"
    assert letter.get_content().splitlines() == PARCEL.body.splitlines()


def test_a_server_that_tells_no_id_is_believed_and_our_own_is_kept():
    with mail_server(Mailbox(data="250 thanks")) as server:
        assert server.send(PARCEL) == Sent(carrier_id="<message-1@example.fi>")


@pytest.mark.parametrize(
    ("step", "reply", "outcome"),
    [
        ("mail", "451 try later", NotSent("sender 451")),
        ("mail", "550 who are you", NotSent("sender 550")),
        ("rcpt", "450 greylisted", NotSent("recipient 450")),
        ("rcpt", "550 no such user", Refused("recipient 550")),
        ("data", "451 no room just now", NotSent("message 451")),
        ("data", "554 not wanted", Refused("message 554")),
    ],
)
def test_each_no_of_the_server_says_whether_to_try_again(step, reply, outcome):
    with mail_server(Mailbox(**{step: reply})) as server:
        assert server.send(PARCEL) == outcome


def test_nobody_listening_is_not_sent():
    assert isinstance(carrier(closed_port()).send(PARCEL), NotSent)


@pytest.mark.parametrize("address", ["mäja@example.test", "a@b.test\r\nRCPT TO:<x@y.test>"])
def test_an_address_that_would_break_the_talk_is_refused(address):
    mailbox = Mailbox()
    with mail_server(mailbox) as server:
        parcel = Parcel("k", uuid4(), address, "s", "b")
        assert server.send(parcel) == Refused("address")
    assert mailbox.envelopes == []


def test_the_password_is_given_and_a_wrong_one_is_ours_to_mend():
    def check(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and data.password == b"p@ss"
        return AuthResult(success=right, handled=right)

    mailbox = Mailbox()
    how = {"authenticator": check, "auth_required": True, "auth_require_tls": False}
    with mail_server(mailbox, **how) as server:
        port = server.facts.port
        assert isinstance(carrier(port, "koppi", "p@ss").send(PARCEL), Sent)
        assert isinstance(carrier(port, "koppi", "wrong").send(PARCEL), NotSent)
    assert len(mailbox.envelopes) == 1


def test_a_server_without_tls_gets_nothing_when_tls_is_asked_for():
    mailbox = Mailbox()
    with mail_server(mailbox) as server:
        assert isinstance(carrier(server.facts.port, encryption="starttls").send(PARCEL), NotSent)
        assert isinstance(carrier(server.facts.port, encryption="tls").send(PARCEL), NotSent)
    assert mailbox.envelopes == []


# Servers that die, word by word


@contextmanager
def dying_server(lines, *, swallow=False):
    """Say each line after one line is heard, then close; with `swallow`, hear the whole message first."""
    listening = socket.create_server(("127.0.0.1", 0))
    heard = []

    def serve():
        link, _ = listening.accept()
        with link, link.makefile("rb") as file:
            link.sendall(b"220 here\r\n")
            for line in lines:
                heard.append(file.readline())
                link.sendall(line)
            while swallow and (line := file.readline()) != b".\r\n":
                heard.append(line)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield carrier(listening.getsockname()[1]), heard
    finally:
        thread.join()
        listening.close()


@pytest.mark.parametrize("after", range(4))
def test_a_server_that_dies_before_it_has_the_message_has_not_got_it(after):
    talk = [b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"]
    with dying_server(talk[:after]) as (server, _):
        assert isinstance(server.send(PARCEL), NotSent)


def test_a_server_that_dies_between_the_message_and_its_reply_leaves_it_unknown():
    talk = [b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"]
    with dying_server(talk, swallow=True) as (server, heard):
        outcome = server.send(PARCEL)

    assert isinstance(outcome, Unknown)
    assert any(b"message-1" in line for line in heard)


def test_a_server_that_falls_silent_after_the_message_leaves_it_unknown(monkeypatch):
    monkeypatch.setattr(smtp, "PATIENCE_SECONDS", 0.2)
    listening = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve():
        link, _ = listening.accept()
        with link, link.makefile("rb") as file:
            link.sendall(b"220 here\r\n")
            for line in (b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
                file.readline()
                link.sendall(line)
            done.wait(10)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        assert isinstance(carrier(listening.getsockname()[1]).send(PARCEL), Unknown)
    finally:
        done.set()
        thread.join()
        listening.close()


def test_nothing_of_a_parcel_shows_when_it_is_printed():
    assert "maria" not in repr(PARCEL) and "viesti" not in repr(PARCEL)
