"""The folder store's signed forms and addresses, built and believed here (pure).

The form has the shape of S3's POST policy, so a browser handles both alike: the ticket's fields
in any order, then `file`. See AWS, "Creating an HTML form using AWS Signature Version 4".
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from core.errors import N_
from core.storage.errors import SignatureExpired, SignatureRefused

SIGNATURE = "x-vv-signature"


@dataclass(frozen=True, slots=True)
class UploadGrant:
    """The right to store one object once its size lies within min and max bytes."""

    key: str
    content_type: str
    min_bytes: int
    max_bytes: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PartGrant:
    """The right to send part `number` of an upload, exactly `size` bytes."""

    upload: str
    number: int
    size: int
    expires_at: datetime


class Signer:
    """Signs and believes with a key of its own, derived from the installation's secret."""

    def __init__(self, secret_key: str) -> None:
        self._key = hmac.digest(secret_key.encode(), b"vivavoce folder store 1", "sha256")

    def upload_fields(self, grant: UploadGrant) -> dict[str, str]:
        """The fields of the form, signature included."""
        policy = base64.b64encode(json.dumps(_policy(grant)).encode()).decode()
        return {
            "key": grant.key,
            "Content-Type": grant.content_type,
            "policy": policy,
            SIGNATURE: self._sign("upload", policy),
        }

    def read_upload_fields(self, fields: Mapping[str, str], now: datetime) -> UploadGrant:
        """What the fields allow, every one of them exactly as it was signed."""
        policy = fields.get("policy", "")
        self._verify(fields.get(SIGNATURE, ""), "upload", policy)
        grant = _grant(policy)
        _verify_moment(grant.expires_at, now)
        if dict(fields) != self.upload_fields(grant):
            raise SignatureRefused(N_("This upload is not the one that was allowed."))
        return grant

    def download_path(self, key: str, expires_at: datetime, filename: str | None) -> str:
        """The quoted key and the query that make it readable."""
        query = {"expires": str(int(expires_at.timestamp())), "filename": filename or ""}
        query["signature"] = self._sign("download", key, *query.values())
        return f"{quote(key, safe='/')}?{urlencode(query)}"

    def read_download(self, key: str, query: Mapping[str, str], now: datetime) -> str | None:
        """The file name asked for, if any."""
        expires, filename = query.get("expires", ""), query.get("filename", "")
        self._verify(query.get("signature", ""), "download", key, expires, filename)
        _verify_moment(datetime.fromtimestamp(int(expires), UTC), now)
        return filename or None

    def part_path(self, grant: PartGrant) -> str:
        """The upload, the part's number, and the query that makes them writable."""
        query = {"size": str(grant.size), "expires": str(int(grant.expires_at.timestamp()))}
        query["signature"] = self._sign("part", grant.upload, str(grant.number), *query.values())
        return f"{grant.upload}/{grant.number}?{urlencode(query)}"

    def read_part(
        self, upload: str, number: int, query: Mapping[str, str], now: datetime
    ) -> PartGrant:
        """What a part's address allows."""
        size, expires = query.get("size", ""), query.get("expires", "")
        self._verify(query.get("signature", ""), "part", upload, str(number), size, expires)
        grant = PartGrant(upload, number, int(size), datetime.fromtimestamp(int(expires), UTC))
        _verify_moment(grant.expires_at, now)
        return grant

    def _sign(self, *parts: str) -> str:
        return hmac.digest(self._key, json.dumps(parts).encode(), "sha256").hex()

    def _verify(self, signature: str, *parts: str) -> None:
        if not hmac.compare_digest(signature.encode(), self._sign(*parts).encode()):
            raise SignatureRefused(N_("This address was altered, or was never signed here."))


def _verify_moment(expires_at: datetime, now: datetime) -> None:
    if now >= expires_at:
        raise SignatureExpired(N_("This address has expired. Load the page again for a fresh one."))


def _policy(grant: UploadGrant) -> dict[str, Any]:
    return {
        "expiration": grant.expires_at.astimezone(UTC).isoformat(),
        "conditions": [
            {"key": grant.key},
            {"Content-Type": grant.content_type},
            ["content-length-range", grant.min_bytes, grant.max_bytes],
        ],
    }


def _grant(policy: str) -> UploadGrant:
    """Only ever reads what was signed here; so a surprise means another version signed it."""
    try:
        told = json.loads(base64.b64decode(policy, validate=True))
        key, content_type, (_, min_bytes, max_bytes) = told["conditions"]
        return UploadGrant(
            key["key"],
            content_type["Content-Type"],
            min_bytes,
            max_bytes,
            datetime.fromisoformat(told["expiration"]),
        )
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise SignatureRefused(N_("This upload is not the one that was allowed.")) from error
