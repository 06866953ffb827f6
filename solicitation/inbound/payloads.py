"""Reads JSON that another program sent: every value may be missing, null or of the wrong type."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import cast

from solicitation.inbound import amounts, dates, people
from solicitation.inbound.errors import CellError, UnreadablePayload
from solicitation.inbound.facts import Ignored
from solicitation.inbound.products import identifier
from solicitation.inbound.sentences import say

Payload = Mapping[str, object]

_NOTHING: Payload = {}
_BODY = "body"


def is_signed(raw: bytes, header: str, secrets: Sequence[str]) -> bool:
    """Whether `header` is base64(HMAC-SHA256(one of `secrets`, `raw`)), in constant time.

    Every secret is tried, so two hold while one replaces the other, and how long it takes does
    not tell which one fitted.
    """
    told = header.strip().encode("utf-8", "replace")
    fits = [hmac.compare_digest(_signature(raw, secret), told) for secret in secrets if secret]
    return any(fits)


def payload_of(raw: bytes) -> Payload:
    """Return the JSON object in `raw`. Raises `UnreadablePayload`."""
    try:
        found = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadablePayload("field_unreadable", _BODY) from error
    if not isinstance(found, dict):
        raise UnreadablePayload("field_unreadable", _BODY)
    return found


def ignored(code: str, **values: object) -> Ignored:
    """Return the reason for doing nothing."""
    return Ignored(code, say(code, **values))


def text_at(payload: Payload, *keys: str) -> str:
    """Return the first of the keys' texts that is not blank, without control characters."""
    for key in keys:
        value = payload.get(key)
        if isinstance(value, str) and (plain := people.name(value)):
            return plain
    return ""


def part_at(payload: Payload, key: str) -> Payload:
    """Return the object at `key`, an empty one when there is none."""
    value = payload.get(key)
    return cast("Payload", value) if isinstance(value, dict) else _NOTHING


def parts_at(payload: Payload, key: str) -> tuple[Payload, ...]:
    """Return the objects in the list at `key`."""
    value = payload.get(key)
    return (
        tuple(part for part in value if isinstance(part, dict)) if isinstance(value, list) else ()
    )


def id_at(payload: Payload, *keys: str) -> str:
    """Return the first of the keys' ids, "" when there is none."""
    return next((found for key in keys if (found := identifier(payload.get(key)))), "")


def needed_id(payload: Payload, key: str) -> str:
    """Return the id at `key`. Raises `UnreadablePayload`."""
    found = id_at(payload, key)
    if not found:
        raise UnreadablePayload("field_missing", key)
    return found


def ids_at(payload: Payload, key: str) -> tuple[str, ...]:
    """Return the ids in the list at `key`."""
    value = payload.get(key)
    found = (identifier(entry) for entry in value) if isinstance(value, list) else ()
    return tuple(entry for entry in found if entry)


def moment_at(payload: Payload, key: str, zone: tzinfo = UTC) -> datetime | None:
    """Return the moment at `key` in UTC, None when it is missing or unreadable."""
    value = payload.get(key)
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return dates.moment(value.strip(), zone)
    except CellError:
        return None


def amount_at(payload: Payload, key: str) -> Decimal | None:
    """Return the amount at `key`; JSON writes it as a text or a number, with a point."""
    value = payload.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return amounts.amount(str(value), mark=".")
    except CellError:
        return None


def count_at(payload: Payload, key: str) -> int | None:
    """Return the whole number at `key`, None for anything else or less than 0."""
    value = payload.get(key)
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**7
    return cast("int", value) if is_count else None


def email_at(payload: Payload, *keys: str) -> str:
    """Return the first of the keys' addresses that can be written to, "" for none."""
    for key in keys:
        value = payload.get(key)
        if isinstance(value, str) and value.strip():
            try:
                return people.email(value.strip())
            except CellError:
                continue
    return ""


def _signature(raw: bytes, secret: str) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), raw, hashlib.sha256))


def _refuse_constant(constant: str) -> object:
    """`NaN` and `Infinity` are not JSON (RFC 8259, section 6)."""
    raise ValueError(constant)
