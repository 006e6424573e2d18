"""E-mail by SMTP (RFC 5321), spoken step by step, so that each failure tells what became of the message.

Until the last line of the message has gone, the server has nothing. After it only the server's reply says
that it took the message: without the reply nobody can tell.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

from .outcomes import NotSent, Refused, Sent, Unknown

PATIENCE_SECONDS = 10
OK, GO_ON, LASTING = 250, 354, 500
_TROUBLE = (OSError, smtplib.SMTPException)
_QUEUED = re.compile(r"queued as ([\w.-]{1,100})", re.ASCII)


class MailServer:
    """The server of `settings.CARRIERS["email"]`. Mail cannot be asked about, and twice is two mails."""

    repeats_safely = False
    can_be_asked = False

    def __init__(self, facts, sender):
        self.facts = facts
        self.sender = sender

    def send(self, parcel):
        try:
            parcel.address.encode("ascii")
            data = self._letter(parcel)
        except (UnicodeEncodeError, ValueError):
            return Refused("address")
        try:
            link = self._open()
        except _TROUBLE as trouble:
            return NotSent(type(trouble).__name__)
        try:
            return self._hand_over(link, parcel, data)
        finally:
            with suppress(*_TROUBLE):
                link.quit()
            link.close()

    def look_up(self, parcel):
        return Unknown("cannot be asked")

    def _open(self):
        facts = self.facts
        if facts.encryption == "tls":
            link = smtplib.SMTP_SSL(
                facts.host, facts.port, timeout=PATIENCE_SECONDS, context=ssl.create_default_context()
            )
        else:
            link = smtplib.SMTP(facts.host, facts.port, timeout=PATIENCE_SECONDS)
        try:
            if facts.encryption == "starttls":
                link.starttls(context=ssl.create_default_context())
            link.ehlo_or_helo_if_needed()
            if facts.user:
                link.login(facts.user, facts.password)
        except BaseException:
            link.close()
            raise
        return link

    def _hand_over(self, link, parcel, data):
        try:
            code, _ = link.mail(parseaddr(self.sender)[1])
            if code != OK:
                return NotSent(f"sender {code}")
            code, _ = link.rcpt(parcel.address)
            if code not in (OK, 251):
                return _refusal("recipient", code)
            code, _ = link.docmd("DATA")
            if code != GO_ON:
                return _refusal("data", code)
        except ValueError:
            return Refused("address")
        except _TROUBLE as trouble:
            return NotSent(type(trouble).__name__)
        try:
            link.send(data)
            code, words = link.getreply()
        except _TROUBLE as trouble:
            return Unknown(type(trouble).__name__)
        if code != OK:
            return _refusal("message", code)
        queued = _QUEUED.search(words.decode("ascii", "replace"))
        return Sent(carrier_id=queued.group(1) if queued else self._message_id(parcel))

    def _letter(self, parcel):
        letter = EmailMessage(policy=SMTP)
        letter["Subject"] = parcel.subject
        letter["From"] = self.sender
        letter["To"] = parcel.address
        letter["Date"] = formatdate(localtime=False)
        # The same for each try, so that a server or a reader may recognise a message that went twice.
        letter["Message-ID"] = self._message_id(parcel)
        letter["Auto-Submitted"] = "auto-generated"
        letter["Content-Language"] = parcel.language
        letter.set_content(parcel.body, cte="quoted-printable")
        # A line of a single dot would end the message: RFC 5321, 4.5.2.
        return re.sub(rb"(?m)^\.", b"..", letter.as_bytes()) + b".\r\n"

    def _message_id(self, parcel):
        domain = parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"
        return f"<{parcel.key}@{domain}>"


def _refusal(step, code):
    return (Refused if code >= LASTING else NotSent)(f"{step} {code}")
