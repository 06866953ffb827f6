"""Posts a ticket's form as a browser does."""

from __future__ import annotations

import requests

from core.storage import UploadTicket

TIMEOUT_SECONDS = 20


def post(ticket: UploadTicket, data: bytes, **altered: str) -> requests.Response:
    """The ticket's fields, some `altered` (`_` standing for `-`), then the file."""
    changes = {name.replace("_", "-"): value for name, value in altered.items()}
    return requests.post(
        ticket.url,
        data=ticket.fields | changes,
        files={"file": ("../../what the phone called it.heic", data, "text/html")},
        timeout=TIMEOUT_SECONDS,
    )


def fetch(url: str, **headers: str) -> requests.Response:
    """GET with headers (`_` standing for `-`)."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(url, headers=named, timeout=TIMEOUT_SECONDS)
