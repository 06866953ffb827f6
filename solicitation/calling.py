"""Asks a connected system one question at a time, and says in a sentence why it did not answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from core.errors import N_, VivavoceError
from core.fetching import Fetched, Reach, fetch
from core.models import Connection
from solicitation.inbound.dialogue import Answer, Get, decoded
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.remotes import REMOTES

_KEY = N_("%(host)s does not accept the key, or the key may not read this.")
_SENTENCES = {
    401: _KEY,
    403: _KEY,
    404: N_("%(host)s has no such data at this address. Check the address."),
    429: N_("%(host)s asks us to come back later."),
}
_MISSING = frozenset({403, 404, 405})
_FOR_GOOD = frozenset({400, 401, 403, 404, 405, 410})
"""Answers that will be the same when the same is asked again."""


class ReadingStopped(VivavoceError):
    """The other side answered with something other than what was asked for."""

    code = "reading_stopped"
    status = 502

    def __init__(
        self, sentence: str, host: str = "", status: int = 0, wait: timedelta = timedelta(0)
    ) -> None:
        super().__init__(sentence, host=host, status=status)
        self.wait = wait
        self.is_final = status in _FOR_GOOD


@dataclass(frozen=True, slots=True)
class Line:
    """What one reading fetches with."""

    base_url: str
    headers: Mapping[str, str]
    reach: Reach

    @property
    def host(self) -> str:
        """Whom we talk with, for people."""
        return urlsplit(self.base_url).hostname or ""


def line_of(found: Connection, token: str, reach: Reach) -> Line:
    """The line to a connected system, with what proves who we are."""
    return Line(found.base_url, REMOTES[found.system].headers(token), reach)


def asked(step: Get, line: Line, now: datetime) -> Answer:
    """The answer to one question. Raises ReadingStopped, or what `core.fetching` raises."""
    found = fetch(line.base_url + step.path, line.headers, line.reach)
    if found.status in _MISSING and step.may_miss:
        return Answer()
    if found.status != 200:
        raise _refusal(found, line.host, now)
    try:
        return Answer(decoded(found.body), found.headers)
    except UnreadablePayload as error:
        raise ReadingStopped(
            N_("%(host)s answered something else than data. Check the address."),
            line.host,
        ) from error


def retry_after(told: str, now: datetime) -> timedelta:
    """How long to wait: seconds, also with a fraction (Shopify), or a date (RFC 9110 10.2.3)."""
    try:
        return timedelta(seconds=min(max(float(told), 0), 86_400))
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(told)
    except ValueError:
        return timedelta(0)
    return max(then - now, timedelta(0)) if then.tzinfo else timedelta(0)


def _refusal(found: Fetched, host: str, now: datetime) -> ReadingStopped:
    wait = retry_after(found.headers.get("retry-after", ""), now)
    sentence = _SENTENCES.get(found.status, N_("%(host)s answered with the error %(status)s."))
    return ReadingStopped(sentence, host, found.status, wait)
