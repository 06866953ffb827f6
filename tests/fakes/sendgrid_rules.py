"""What SendGrid's v3 `POST /v3/mail/send` refuses, as strictly as it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

MAX_PEOPLE = 1_000
MAX_SUBSTITUTIONS = 10_000
MAX_CUSTOM_ARGS = 10_000

FIELDS = frozenset(
    {
        *("personalizations", "from", "reply_to", "reply_to_list", "subject", "content"),
        *("attachments", "template_id", "headers", "categories", "custom_args", "send_at"),
        *("batch_id", "asm", "ip_pool_name", "mail_settings", "tracking_settings"),
    }
)
PERSONAL_FIELDS = frozenset(
    {
        *("to", "cc", "bcc", "from", "subject", "headers", "substitutions", "custom_args"),
        *("send_at", "dynamic_template_data"),
    }
)
RESERVED_HEADERS = frozenset(
    {
        *("x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "to", "from"),
        *("content-transfer-encoding", "subject", "reply-to", "cc", "bcc"),
    }
)

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

Fault = tuple[str, str]
"""What is wrong, and the field it is wrong in."""


def faults(body: Any) -> list[Fault]:
    """Everything SendGrid would complain of, in its words as far as they are known."""
    if not isinstance(body, dict):
        return [("Bad Request", "")]
    return [*_unknown(body, FIELDS, ""), *_shared(body), *_people(body)]


def _unknown(body: Mapping[str, Any], known: frozenset[str], where: str) -> Iterator[Fault]:
    for name in sorted(body.keys() - known):
        yield (f"Additional property {name} is not allowed", f"{where}{name}")


def _shared(body: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _mailbox(body.get("from"), "from")
    if "reply_to" in body:
        yield from _mailbox(body["reply_to"], "reply_to")
    if not isinstance(body.get("subject"), str) or not body["subject"]:
        yield ("The subject is required.", "subject")
    yield from _content(body.get("content"))
    yield from _headers(body.get("headers", {}), "headers")
    categories = body.get("categories", [])
    if len(categories) > 10 or any(len(name) > 255 for name in categories):
        yield ("At most 10 categories of at most 255 characters.", "categories")


def _content(content: Any) -> Iterator[Fault]:
    if not isinstance(content, list) or not content:
        yield ("The content is required.", "content")
        return
    kinds = [part.get("type") for part in content]
    if kinds not in (["text/plain"], ["text/html"], ["text/plain", "text/html"]):
        yield ("If present, text/plain must be first, followed by text/html.", "content")
    for place, part in enumerate(content):
        yield from _unknown(part, frozenset({"type", "value"}), f"content.{place}.")
        if not isinstance(part.get("value"), str) or not part["value"]:
            yield ("The content value must be a string at least one character.", f"content.{place}")


def _people(body: Mapping[str, Any]) -> Iterator[Fault]:
    people = body.get("personalizations")
    if not isinstance(people, list) or not people:
        yield ("The personalizations field is required.", "personalizations")
        return
    if len(people) > MAX_PEOPLE:
        yield (f"The personalizations block is limited to {MAX_PEOPLE}.", "personalizations")
    seen: set[str] = set()
    for place, person in enumerate(people):
        yield from _person(person, f"personalizations.{place}.")
        yield from _twice(person, seen, f"personalizations.{place}.to")


def _person(person: Mapping[str, Any], where: str) -> Iterator[Fault]:
    yield from _unknown(person, PERSONAL_FIELDS, where)
    if not person.get("to"):
        yield ("The to array is required, and must have at least one email.", f"{where}to")
    for place, mailbox in enumerate(person.get("to", [])):
        yield from _mailbox(mailbox, f"{where}to.{place}")
    yield from _headers(person.get("headers", {}), f"{where}headers")
    yield from _texts(person.get("substitutions", {}), MAX_SUBSTITUTIONS, f"{where}substitutions")
    yield from _texts(person.get("custom_args", {}), MAX_CUSTOM_ARGS, f"{where}custom_args")


def _twice(person: Mapping[str, Any], seen: set[str], where: str) -> Iterator[Fault]:
    for mailbox in person.get("to", []):
        address = str(mailbox.get("email", "")).lower()
        if address in seen:
            yield ("Each email address in the personalization block should be unique.", where)
        seen.add(address)


def _mailbox(mailbox: Any, where: str) -> Iterator[Fault]:
    if not isinstance(mailbox, dict) or not isinstance(mailbox.get("email"), str):
        yield ("The email address is required.", f"{where}.email")
        return
    yield from _unknown(mailbox, frozenset({"email", "name"}), f"{where}.")
    if not _ADDRESS.fullmatch(mailbox["email"]):
        yield ("Does not contain a valid address.", f"{where}.email")


def _headers(headers: Any, where: str) -> Iterator[Fault]:
    yield from _texts(headers, 10_000, where)
    for name, value in headers.items():
        if name.lower() in RESERVED_HEADERS:
            yield (f"The header {name} is reserved.", f"{where}.{name}")
        if any(mark in f"{name}{value}" for mark in "\r\n") or not name.isascii():
            yield ("Headers must be ASCII without line breaks.", f"{where}.{name}")


def _texts(texts: Any, heaviest: int, where: str) -> Iterator[Fault]:
    if not all(isinstance(value, str) for value in texts.values()):
        yield ("The values must be strings.", where)
    elif sum(len(name.encode()) + len(value.encode()) for name, value in texts.items()) > heaviest:
        yield (f"The values exceed {heaviest} bytes.", where)
