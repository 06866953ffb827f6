"""Where the request comes from that brings a submission."""

from __future__ import annotations

from flask import request

from core.origins import Origin, origin_of
from core.web import doors


def origin_here(store_id: int) -> Origin:
    """Keyed hashes of the network and of what the browser says of itself."""
    secret_key = doors().settings.secret_key
    address, agent = request.remote_addr or "", request.headers.get("User-Agent", "")
    return origin_of(secret_key, store_id, address, agent)
