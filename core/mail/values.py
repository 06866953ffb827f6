"""What is handed to the mail door, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from core.errors import InvalidInput
from core.mail.address import is_address

MAX_RECIPIENTS = 1_000
"""What SendGrid takes in one call."""

_BREAK = re.compile("[\r\n\0\v\f\x85\u2028\u2029]")
_LIST_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


class SafeHtml(str):
    """A value that is markup already: it enters the HTML part as it is, and no other part."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person of a batch. `send_ref` is opaque: the only thing a provider may keep for ever."""

    email: str
    name: str
    send_ref: str
    language: str
    values: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailBatch:
    """One letter for up to 1,000 people.

    `subject`, `html` and `text` hold `{{name}}` wherever people differ. Raises InvalidInput when
    what all of them share cannot be a mail; a fault of one person is an Outcome instead.
    """

    category: str
    from_email: str
    from_name: str
    reply_to: str
    subject: str
    html: str
    text: str
    recipients: tuple[Recipient, ...]
    list_id: str = ""

    def __post_init__(self) -> None:
        """Refuse header injection and what no provider would take."""
        _need_words(self)
        _need_addresses(self)
        if not 1 <= len(self.recipients) <= MAX_RECIPIENTS:
            raise InvalidInput("A batch holds 1 to 1,000 people.", field="recipients")
        if self.list_id and not _LIST_ID.fullmatch(self.list_id):
            raise InvalidInput("A List-Id is written like a domain (RFC 2919).", field="list_id")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it; `message_id` is what its events will name.

    A rehearsal was looked at and goes to nobody (SendGrid's sandbox mode).
    """

    message_id: str
    is_rehearsal: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken, and would never be: asking again is pointless."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Not taken, for certain: no byte of it can have been accepted, so it may be tried again."""

    reason: str
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been taken (rule 7): never to be sent again on our own."""

    reason: str


Outcome = Accepted | Refused | NotSent | Unknown


class MailDoor(Protocol):
    """The way out for mail."""

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Hand over one batch; one Outcome per recipient, in their order. Never raises."""
        ...

    def check(self) -> None:
        """Raise PartUnavailable, saying how to mend it, unless mail could leave now."""
        ...


def has_line_break(value: str) -> bool:
    """Whether a header made of `value` could begin another one (or end them all)."""
    return not value.isprintable() and _BREAK.search(value) is not None


def _need_words(batch: MailBatch) -> None:
    for name in ("category", "from_email", "from_name", "reply_to", "subject", "list_id"):
        if has_line_break(getattr(batch, name)):
            raise InvalidInput("A mail header may not hold a line break.", field=name)
    for name in ("category", "from_email", "subject", "html", "text"):
        if not getattr(batch, name).strip():
            raise InvalidInput("A mail needs this to be filled.", field=name)


def _need_addresses(batch: MailBatch) -> None:
    for name in ("from_email", "reply_to"):
        address = getattr(batch, name)
        if address and not is_address(address):
            raise InvalidInput("Mail cannot be sent from this address.", field=name)
