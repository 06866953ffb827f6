"""Where a submission came from, as keyed hashes that are forgotten after two days. Pure.

They tell moderators of many submissions from one network or one kind of device at once (ISO 20488
asks for measures against fraud); nothing else reads them, and nobody can be found by them.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network

KEPT = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Origin:
    """A network (IPv4: 256 addresses, IPv6: a site of /48) and what a browser says of itself."""

    range_hmac: str = ""
    device_hmac: str = ""


NOWHERE = Origin()
"""A shared place, such as an event's network or a tablet that passes from hand to hand."""


def origin_of(secret_key: str, store_id: int, address: str, agent: str) -> Origin:
    """The hashes of a request's address and `User-Agent`; empty where one of them is missing."""
    return Origin(
        _hmac(secret_key, f"range:{store_id}:{_range_of(address)}" if address else ""),
        _hmac(secret_key, f"device:{store_id}:{agent}" if agent else ""),
    )


def _range_of(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    bits = 24 if isinstance(parsed, IPv4Address) else 48
    return str(ip_network(f"{parsed}/{bits}", strict=False))


def _hmac(secret_key: str, message: str) -> str:
    if not message:
        return ""
    key = hashlib.sha256(b"origin:" + secret_key.encode()).digest()
    return hmac.digest(key, message.encode(), "sha256").hex()[:32]
