"""SendGrid's unsubscribe group: whom the provider itself leaves alone; at the mail door's address.

`POST` and `DELETE /v3/asm/groups/{id}/suppressions`. Both may be repeated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from core.errors import N_
from core.mail.line import Broken, NotConnected
from core.mail.sendgrid import SendGridDoor
from core.mail.sendgrid_body import Answer, retry_after

MOST_ADDRESSES = 1_000
"""Told in one call."""


_SILENT, _OTHER = N_("it gave no answer"), N_("it answered with an error of its own")
_REASONS: Mapping[int, str] = {
    401: N_("the key is not known"),
    403: N_("the key lacks the scope asm.groups.suppressions.update"),
    404: N_("there is no such unsubscribe group"),
    429: N_("it was busy"),
}


class NotTold(Exception):
    """SendGrid did not take it, for a reason of the catalogue; it may be told again, and
    `retry_after_seconds` says when."""

    def __init__(self, reason: str, retry_after_seconds: int | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True, repr=False)
class UnsubscribeGroup:
    """One group of the account that mails leave through."""

    door: SendGridDoor

    @classmethod
    def from_url(cls, url: str) -> UnsubscribeGroup:
        """The group that VIVAVOCE_MAIL_URL names with `asm`."""
        return cls(SendGridDoor.from_url(url))

    def add(self, addresses: Sequence[str]) -> None:
        """Let the provider leave these people alone. Raises NotTold.

        An address that it calls none is left out: no mail can go there either.
        """
        if not addresses:
            return
        sent = json.dumps({"recipient_emails": list(addresses)}).encode()
        answer = self._ask("POST", self._path, sent, (200, 201, 400))
        if answer.status == 400 and len(addresses) > 1:
            middle = len(addresses) // 2
            self.add(addresses[:middle])
            self.add(addresses[middle:])

    def remove(self, address: str) -> None:
        """Let the provider take mails for this person again. Raises NotTold."""
        self._ask("DELETE", f"{self._path}/{quote(address, safe='@')}", None, (200, 204, 404))

    @property
    def _path(self) -> str:
        return f"/v3/asm/groups/{self.door.group}/suppressions"

    def _ask(self, method: str, path: str, sent: bytes | None, wanted: tuple[int, ...]) -> Answer:
        try:
            answer = self.door.exchange(method, path, sent)
        except (NotConnected, Broken) as error:
            raise NotTold(_SILENT) from error
        if answer.status not in wanted:
            raise NotTold(_REASONS.get(answer.status, _OTHER), retry_after(answer))
        return answer
