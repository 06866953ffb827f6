"""What would make one person's mail malformed or dangerous, told before anything is sent. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from core.mail.address import is_address
from core.mail.placeholders import ValueMissing, fill_text, names_in, need_value, text_value
from core.mail.values import MailBatch, Recipient, Refused, has_line_break

MAX_SUBJECT = 150
"""Characters; longer ones are cut by every mail program and look like spam to filters."""

_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")

OURS = frozenset(
    {
        *("from", "to", "cc", "bcc", "reply-to", "sender", "subject", "date", "message-id"),
        *("mime-version", "content-type", "content-transfer-encoding", "content-language"),
        *("received", "return-path", "dkim-signature", "auto-submitted", "list-id"),
        *("x-sg-id", "x-sg-eid", "x-vivavoce-send"),
    }
)
"""Headers that the door writes itself; a recipient's own may not shadow them."""


def fault(batch: MailBatch, person: Recipient) -> Refused | None:
    """Why this person's mail cannot be sent as it stands, or None when it can."""
    wrong = fault_of_envelope(batch, person)
    if wrong is None and (reason := _fault_of_parts(batch, person)):
        return Refused(reason)
    return wrong


def fault_of_envelope(batch: MailBatch, person: Recipient) -> Refused | None:
    """The same for the address, the headers and the subject, for a door that fills the parts."""
    reason = (
        _fault_of_address(person) or _fault_of_headers(person) or _fault_of_subject(batch, person)
    )
    return Refused(reason) if reason else None


def _fault_of_address(person: Recipient) -> str:
    if not is_address(person.email):
        return "the address is not one that mail can be sent to"
    if has_line_break(person.name):
        return "the name holds a line break"
    if not _REF.fullmatch(person.send_ref):
        return "the send reference is not an opaque word"
    return ""


def _fault_of_headers(person: Recipient) -> str:
    for name, value in person.headers.items():
        if wrong := _fault_of_name(name):
            return wrong
        if has_line_break(value) or not value.isascii():
            return f"the header {name} holds a line break or a letter it may not"
    return ""


@lru_cache(256)
def _fault_of_name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        return "a header's name holds characters it may not"
    if name.lower() in OURS:
        return f"the header {name} is written by the mail door itself"
    return ""


def _fault_of_parts(batch: MailBatch, person: Recipient) -> str:
    try:
        for name in names_in(batch.html):
            need_value(person.values, name)
        for name in names_in(batch.text):
            text_value(person.values, name)
    except ValueMissing as missing:
        return str(missing)
    return ""


def _fault_of_subject(batch: MailBatch, person: Recipient) -> str:
    try:
        subject = fill_text(batch.subject, person.values)
    except ValueMissing as missing:
        return str(missing)
    if has_line_break(subject):
        return "the subject holds a line break"
    if len(subject) > MAX_SUBJECT:
        return f"the subject is longer than {MAX_SUBJECT} characters"
    return ""
