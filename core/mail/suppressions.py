"""SendGrid's own lists of addresses it holds mails back from; read at the mail door's address.

`GET /v3/suppression/{bounces,spam_reports,unsubscribes}` in pages, each entry with the moment it
was made; `GET /v3/asm/groups/{id}/suppressions` whole, as bare addresses. Blocks are left out:
they are about one mail, and SendGrid goes on sending to their addresses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeGuard
from urllib.parse import urlencode

from core.mail.line import Broken, Line, NotConnected
from core.mail.sendgrid import SendGridDoor

PAGE = 500
"""Entries of one answer, as many as SendGrid gives."""
PATIENCE = 5.0
"""Seconds for an answer."""
MOST_PAGES = 200
"""Of one list in one reading, so that it ends well before its job does."""
_LATEST = 32_503_680_000
"""The year 3000: what lies beyond is no moment of ours."""


class SuppressionList(StrEnum):
    """A list of the whole account, by its name in the path."""

    BOUNCES = "bounces"
    SPAM_REPORTS = "spam_reports"
    UNSUBSCRIBES = "unsubscribes"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """One entry of a list; `status` and `reason` are the server's own, of bounces alone."""

    email: str
    since: datetime
    status: str = ""
    reason: str = ""


class NotRead(Exception):
    """SendGrid did not give its list; the sentence holds no address and no key."""


class NoAnswer(NotRead):
    """Nobody answered: another list would only be waited for as long."""


@dataclass(frozen=True, slots=True, repr=False)
class SuppressionLists:
    """The lists of the account that mails leave through."""

    door: SendGridDoor

    @classmethod
    def from_url(cls, url: str) -> SuppressionLists:
        """The account of VIVAVOCE_MAIL_URL; mails wait while it is asked, so not for long."""
        door = SendGridDoor.from_url(url)
        line = door.line
        brisk = Line(line.host, line.port, line.tls, min(line.timeout, PATIENCE))
        return cls(replace(door, line=brisk))

    def pages(self, name: SuppressionList, since: datetime | None) -> Iterator[list[Suppressed]]:
        """The entries made since then, or all of them, 500 at a time. Raises NotRead."""
        began = {} if since is None else {"start_time": int(since.timestamp())}
        read = 0
        for _ in range(MOST_PAGES):
            asked = urlencode({"limit": PAGE, "offset": read} | began)
            page = self._get(f"/v3/suppression/{name}?{asked}")
            if not page:
                return
            read += len(page)
            yield [entry for one in page if (entry := _entry(one)) is not None]

    def members(self) -> list[str]:
        """The addresses in the unsubscribe group that the address of the door names."""
        told = self._get(f"/v3/asm/groups/{self.door.group}/suppressions")
        return [one for one in told if _is_text(one)]

    def _get(self, path: str) -> Sequence[Any]:
        try:
            answer = self.door.exchange("GET", path, None)
        except (NotConnected, Broken) as error:
            raise NoAnswer("it gave no answer") from error
        if answer.status != 200:
            raise NotRead(f"it answered {answer.status}")
        try:
            told = json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise NotRead("its answer cannot be read") from error
        if not isinstance(told, list):
            raise NotRead("its answer is no list")
        return told


def _is_text(told: Any) -> TypeGuard[str]:
    """A text without what no address holds and PostgreSQL does not take, NUL above all."""
    return isinstance(told, str) and told.isprintable()


def _entry(told: Any) -> Suppressed | None:
    """An entry as far as it can be read; None without an address or a moment."""
    if not isinstance(told, Mapping):
        return None
    email, made = told.get("email"), told.get("created")
    if not _is_text(email) or type(made) is not int or not 0 < made < _LATEST:
        return None
    words = (told.get(key) for key in ("status", "reason"))
    status, reason = (word if isinstance(word, str) else "" for word in words)
    return Suppressed(email, datetime.fromtimestamp(made, UTC), status, reason)
