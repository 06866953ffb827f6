"""SendGrid's unsubscribe groups, as strictly as it keeps them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

PATH = re.compile(r"/v3/asm/groups/(\d+)/suppressions(?:/([^/?#]+))?")
_ADDRESS = re.compile(r"[^@\s]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

Answer = tuple[int, dict[str, Any] | None]


@dataclass
class UnsubscribeGroups:
    """The addresses of each group by its number, and every call that came."""

    held: dict[str, set[str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def enter(self, path: str, raw: bytes) -> Answer | None:
        """What `POST …/suppressions` is answered; None when the path is another."""
        found = PATH.fullmatch(path)
        if found is None or found[2]:
            return None
        self.calls.append(f"POST {path}")
        if found[1] not in self.held:
            return 404, _errors("group not found")
        emails = _emails(raw)
        if not emails:
            return 400, _errors("recipient_emails must hold 1 to 1,000 addresses")
        self.held[found[1]] |= {one.lower() for one in emails}
        return 201, {"recipient_emails": emails}

    def leave(self, path: str) -> Answer:
        """What `DELETE …/suppressions/{email}` is answered."""
        found = PATH.fullmatch(path)
        self.calls.append(f"DELETE {path}")
        if found is None or not found[2] or found[1] not in self.held:
            return 404, _errors("not found")
        self.held[found[1]].discard(unquote(found[2]).lower())
        return 204, None


def _emails(raw: bytes) -> list[str]:
    try:
        told = json.loads(raw)
    except ValueError:
        return []
    emails = told.get("recipient_emails") if isinstance(told, dict) and len(told) == 1 else None
    if not isinstance(emails, list) or len(emails) > 1_000:
        return []
    return emails if all(isinstance(e, str) and _ADDRESS.fullmatch(e) for e in emails) else []


def _errors(message: str) -> dict[str, Any]:
    return {"errors": [{"message": message, "field": None}]}
