"""The body of SendGrid's v3 `POST /v3/mail/send`, and what its answers mean. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from core.mail.address import wire_address
from core.mail.message import shared_headers
from core.mail.placeholders import alike, html_keys, names_in, text_keys
from core.mail.sendgrid_person import personalization
from core.mail.values import Accepted, MailBatch, NotSent, Outcome, Recipient, Refused, Unknown

_PERSON = re.compile(r"personalizations[.\[](\d+)")
_TRACKING = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False},
    "subscription_tracking": {"enable": False},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def body(batch: MailBatch, people: Sequence[Recipient], *, sandbox: bool) -> dict[str, Any]:
    """The request for `people` of the batch as SendGrid reads it; opaque ids only."""
    same = values_alike(batch)
    own = [personalization(batch, person, same) for person in people]
    told = [one.told for one in own if not isinstance(one, Refused)]
    whole: dict[str, Any] = json.loads(request(batch, told, same, sandbox=sandbox))
    return whole


def values_alike(batch: MailBatch) -> dict[str, str]:
    """What everyone in the batch is told alike, and so is written but once in a call."""
    names = dict.fromkeys((*names_in(batch.html), *names_in(batch.subject, batch.text)))
    return alike(names, [person.values for person in batch.recipients])


def request(
    batch: MailBatch,
    personalizations: Sequence[str],
    same: Mapping[str, str],
    *,
    sandbox: bool,
    group: int = 0,
) -> bytes:
    """The request around personalizations of this batch, as JSON; they leave out what is in `same`.

    `group` is the unsubscribe group of whatever people may object to, which is what has a List-Id:
    a reason for a refusal must reach its author all the same.
    """
    whole: dict[str, Any] = {
        "from": _mailbox(batch.from_email, batch.from_name),
        "subject": text_keys(batch.subject, same),
        "content": [
            {"type": "text/plain", "value": text_keys(batch.text, same)},
            {"type": "text/html", "value": html_keys(batch.html, same)},
        ],
        "categories": [batch.category],
        "headers": shared_headers(batch),
        "tracking_settings": _TRACKING,
    }
    if batch.reply_to:
        whole["reply_to"] = {"email": wire_address(batch.reply_to)}
    if group and batch.list_id:
        whole["asm"] = {"group_id": group}
    if sandbox:
        whole["mail_settings"] = {"sandbox_mode": {"enable": True}}
    people = ", ".join(personalizations)
    return f'{{"personalizations": [{people}], {json.dumps(whole)[1:]}'.encode()


def people_named(answer: Answer) -> set[int]:
    """Places of the people whom a 400 holds at fault; empty when it blames the call itself."""
    fields = (str(fault.get("field")) for fault in _faults(answer))
    return {int(match[1]) for match in map(_PERSON.match, fields) if match}


def scopes(answer: Answer) -> list[str]:
    """What a key may do, by the answer to `GET /v3/scopes`; empty when it says nothing."""
    try:
        return [str(scope) for scope in json.loads(answer.body)["scopes"]]
    except (ValueError, KeyError, TypeError):
        return []


def outcome(answer: Answer) -> Outcome:
    """What an answer to a call means for everyone in it."""
    status = answer.status
    if status in (200, 202):  # 200: valid, and not queued to be delivered (sandbox mode)
        return Accepted(answer.headers.get("x-message-id", ""), is_rehearsal=status == 200)
    if status in (401, 403, 404, 405) or 300 <= status < 400:
        return NotSent(f"SendGrid answered {status}: check the key and the address", 600)
    if status in (429, 503):
        return NotSent(f"SendGrid is busy ({status})", retry_after(answer))
    if status >= 500 or status in (0, 408):
        return Unknown(f"SendGrid answered {status} after it had the message")
    return Refused(f"SendGrid refused it ({status}): {_sentence(answer)}")


def retry_after(answer: Answer) -> int | None:
    """Seconds until the next try is welcome, by the provider's own clock; None if untold."""
    told = answer.headers.get("retry-after", "")
    if told.isdecimal():
        return int(told)
    there = _moment(answer.headers.get("date", ""))
    if there is None:
        return None
    reset = answer.headers.get("x-ratelimit-reset", "")
    if reset.isdecimal():
        return max(0, int(reset) - int(there.timestamp()))
    until = _moment(told)
    return max(0, int((until - there).total_seconds())) if until else None


def _mailbox(email: str, name: str) -> dict[str, str]:
    address = {"email": wire_address(email)}
    return address | {"name": name} if name else address


def _moment(told: str) -> datetime | None:
    try:
        return parsedate_to_datetime(told)
    except ValueError:
        return None


def _faults(answer: Answer) -> list[dict[str, Any]]:
    try:
        faults = json.loads(answer.body)["errors"]
    except (ValueError, KeyError, TypeError):
        return []
    return [fault for fault in faults if isinstance(fault, dict)]


def _sentence(answer: Answer) -> str:
    """The provider's own words, without anything that could be an address."""
    words = "; ".join(str(fault.get("message", "")) for fault in _faults(answer))
    return re.sub(r"\S+@\S+", "…", words)[:300] or "no reason given"
