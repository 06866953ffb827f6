"""The SMTP door: one connection per batch, one message per person."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from core.clock import Clock, SystemClock
from core.errors import PartUnavailable, SettingError
from core.mail.address import wire_address
from core.mail.faults import fault
from core.mail.message import message_bytes, message_id
from core.mail.options import number, option
from core.mail.values import Accepted, MailBatch, NotSent, Outcome, Recipient, Refused, Unknown

PORTS = {"starttls": 587, "ssl": 465, "none": 25}

_ENOUGH = 3
"""Broken connections in one batch after which the rest waits for another day."""


class Dropped(Exception):
    """The connection ended; `outcome` is what that means for the person in hand."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True, repr=False)
class SmtpDoor:
    """A mail server; the connection opens at the first message and closes with the batch."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""
    timeout: float = 30.0
    clock: Clock = field(default_factory=SystemClock)

    @classmethod
    def from_url(cls, url: str, clock: Clock) -> SmtpDoor:
        """`smtp://[user:pass@]host[:port][?tls=starttls|ssl|none&timeout=30]`."""
        parts = urlsplit(url)
        tls = option(url, "tls", "starttls")
        if not parts.hostname or tls not in PORTS:
            raise SettingError(
                "VIVAVOCE_MAIL_URL is malformed: smtp://user:pass@host:port?tls=starttls|ssl|none"
            )
        secrets = (unquote(parts.username or ""), unquote(parts.password or ""))
        port = parts.port or PORTS[tls]
        return cls(parts.hostname, port, tls, *secrets, number(url, "timeout", 30.0), clock)

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Hand the batch over, one message after the other; see MailDoor."""
        run = _Run(self, batch)
        try:
            return [fault(batch, person) or run.send_one(person) for person in batch.recipients]
        finally:
            run.close()

    def check(self) -> None:
        """Connect, secure, sign in, and leave."""
        try:
            self.connect().quit()
        except (OSError, smtplib.SMTPException) as error:
            raise PartUnavailable(
                f"The mail server does not let us in ({_name(error)}): "
                "check host, port, tls, user and password in VIVAVOCE_MAIL_URL."
            ) from error

    def connect(self) -> smtplib.SMTP:
        """A connection ready for mail; raises OSError or SMTPException."""
        secure = ssl.create_default_context()
        if self.tls == "ssl":
            link: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=secure
            )
        else:
            link = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            self._enter(link, secure)
        except BaseException:
            link.close()
            raise
        return link

    def _enter(self, link: smtplib.SMTP, secure: ssl.SSLContext) -> None:
        if self.tls == "starttls":
            link.starttls(context=secure)
        if self.user:
            link.login(self.user, self.password)
        link.ehlo_or_helo_if_needed()


class _Run:
    """One batch on its way: the open connection, and how often it broke."""

    def __init__(self, door: SmtpDoor, batch: MailBatch) -> None:
        self.door = door
        self.batch = batch
        self.link: smtplib.SMTP | None = None
        self.broken = 0

    def send_one(self, person: Recipient) -> Outcome:
        """Hand over one message; a connection that breaks is opened anew for the next person."""
        if self.broken >= _ENOUGH:
            return NotSent("the mail server kept breaking the connection")
        try:
            return self._deliver(self._open(), person)
        except Dropped as dropped:
            self.broken += 1
            self.close()
            return dropped.outcome

    def close(self) -> None:
        """Leave politely if the server still listens."""
        link, self.link = self.link, None
        if link is None:
            return
        try:
            link.quit()
        except (OSError, smtplib.SMTPException):
            link.close()

    def _open(self) -> smtplib.SMTP:
        if self.link is None:
            try:
                self.link = self.door.connect()
            except (OSError, smtplib.SMTPException) as error:
                raise Dropped(NotSent(f"no way into the mail server: {_name(error)}")) from error
        return self.link

    def _deliver(self, link: smtplib.SMTP, person: Recipient) -> Outcome:
        """The envelope, then the message; only past `354` can anything have been accepted."""
        no = self._envelope(link, person)
        if no is not None:
            return self._settle(link, no)
        payload = message_bytes(self.batch, person, self.door.clock.now())
        try:
            link.send(_stuffed(payload))
            code, said = link.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Dropped(Unknown(f"the mail server fell silent: {_name(error)}")) from error
        if code == 250:
            return Accepted(message_id(self.batch, person))
        return self._settle(link, _verdict(code, said))

    def _envelope(self, link: smtplib.SMTP, person: Recipient) -> Outcome | None:
        """Everything before the message; None when the server waits for its bytes."""
        try:
            for command, wanted in self._commands(person):
                code, said = link.docmd(command)
                if code not in wanted:
                    return _verdict(code, said)
        except (OSError, smtplib.SMTPException) as error:
            raise Dropped(NotSent(f"the mail server hung up: {_name(error)}")) from error
        return None

    def _settle(self, link: smtplib.SMTP, outcome: Outcome) -> Outcome:
        """Make the connection ready for the next person after a no, or give it up."""
        try:
            code, _ = link.rset()
        except (OSError, smtplib.SMTPException) as error:
            raise Dropped(outcome) from error
        if code != 250:
            raise Dropped(outcome)
        return outcome

    def _commands(self, person: Recipient) -> tuple[tuple[str, frozenset[int]], ...]:
        return (
            (f"MAIL FROM:<{wire_address(self.batch.from_email)}>", frozenset({250})),
            (f"RCPT TO:<{wire_address(person.email)}>", frozenset({250, 251})),
            ("DATA", frozenset({354})),
        )


def _verdict(code: int, said: bytes) -> Outcome:
    """A 4xx says come back later, a 5xx says never (RFC 5321, 4.2.1); both say not taken."""
    words = _without_addresses(said)
    if 500 <= code < 600:
        return Refused(f"the mail server refused it ({code}): {words}")
    if 400 <= code < 500:
        return NotSent(f"the mail server cannot take it now ({code}): {words}")
    return Unknown(f"the mail server answered {code}, which means nothing here")


def _without_addresses(said: bytes) -> str:
    words = said.decode("ascii", "replace").split()
    return " ".join("…" if "@" in word else word for word in words)[:200]


def _stuffed(message: bytes) -> bytes:
    """The message with dots doubled at line starts and the end mark (RFC 5321, 4.5.2)."""
    body = message if message.endswith(b"\r\n") else message + b"\r\n"
    dotted = b"\r\n".join(b"." + line if line[:1] == b"." else line for line in body.split(b"\r\n"))
    return dotted + b".\r\n"


def _name(error: BaseException) -> str:
    """What happened, without a server's text that may repeat an address or a password."""
    return type(error).__name__
