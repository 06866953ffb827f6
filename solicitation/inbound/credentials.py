"""How what a member entered proves who we are, in the header a system wants."""

from __future__ import annotations

import base64
from collections.abc import Mapping


def basic(name_and_secret: str) -> Mapping[str, str]:
    """`name:secret` as HTTP Basic (RFC 7617)."""
    told = base64.b64encode(name_and_secret.encode()).decode("ascii")
    return {"Authorization": f"Basic {told}"}


def bearer(token: str) -> Mapping[str, str]:
    """A bearer token (RFC 6750)."""
    return {"Authorization": f"Bearer {token}"}
