"""One person's mail as bytes, for the doors that carry whole messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime
from functools import lru_cache

from core.mail.address import wire_address
from core.mail.placeholders import fill_html, fill_text
from core.mail.values import MailBatch, Recipient

_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP

_POLICY = compat32.clone(linesep="\r\n", max_line_length=998)
"""Newer policies fold a long URL into encoded words, which breaks List-Unsubscribe; this one with
the longest line that RFC 5322 allows folds nothing but the words we encode ourselves."""


def message_id(batch: MailBatch, person: Recipient) -> str:
    """The same for the same send, so that a mail that did arrive twice shows as one."""
    return f"<{person.send_ref}@{_domain(batch.from_email)}>"


@lru_cache(64)
def _domain(email: str) -> str:
    return wire_address(email).rpartition("@")[2]


def shared_headers(batch: MailBatch) -> dict[str, str]:
    """Headers that everyone in the batch gets (RFC 3834, RFC 2919)."""
    headers = {"Auto-Submitted": "auto-generated"}
    if batch.list_id:
        headers["List-Id"] = f"<{batch.list_id}>"
    return headers


def own_headers(batch: MailBatch, person: Recipient) -> dict[str, str]:
    """Headers of this person's mail alone, the caller's own included."""
    ours = {"Message-ID": message_id(batch, person), "X-Vivavoce-Send": person.send_ref}
    return ours | dict(person.headers)


def unsubscribe_headers(url: str) -> Mapping[str, str]:
    """The one-click objection of RFC 8058; `url` must take a POST without cookie or sign-in."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def message_bytes(batch: MailBatch, person: Recipient, now: datetime) -> bytes:
    """The whole message, ASCII only, with CRLF line ends."""
    mail = MIMEMultipart("alternative", policy=_POLICY)
    for name, value in _headers(batch, person, now).items():
        mail[name] = value
    mail.attach(_part("plain", fill_text(batch.text, person.values)))
    mail.attach(_part("html", fill_html(batch.html, person.values)))
    return mail.as_bytes(policy=_POLICY)


def _part(kind: str, words: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", kind, policy=_POLICY)
    part.set_payload(words, _UTF8)
    return part


def _headers(batch: MailBatch, person: Recipient, now: datetime) -> dict[str, str]:
    headers: dict[str, str] = {
        "Date": format_datetime(now),
        "From": _mailbox("From", batch.from_name, batch.from_email),
        "To": _mailbox("To", person.name, person.email),
        "Subject": _words("Subject", fill_text(batch.subject, person.values)),
        "Content-Language": person.language,
    }
    if batch.reply_to:
        headers["Reply-To"] = wire_address(batch.reply_to)
    return headers | shared_headers(batch) | own_headers(batch, person)


def _words(name: str, value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8", header_name=name).encode()


def _mailbox(header: str, name: str, email: str) -> str:
    """`Name <address>`; the name quoted when it is ASCII, in encoded words when it is not."""
    address = f"<{wire_address(email)}>"
    if not name:
        return address[1:-1]
    if name.isascii():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" {address}'
    whole = Header(name, "utf-8", header_name=header)
    whole.append(address, "us-ascii")
    return whole.encode()
