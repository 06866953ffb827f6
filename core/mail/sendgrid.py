"""The SendGrid door: one call for up to 1,000 people, at most once each."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from core.errors import PartUnavailable, SettingError
from core.mail.faults import fault
from core.mail.options import number, truth
from core.mail.sendgrid_body import (
    Answer,
    outcome,
    people_named,
    personalization,
    request,
    too_heavy,
)
from core.mail.values import MailBatch, NotSent, Outcome, Unknown

HOST = "api.sendgrid.com"

Place = tuple[int, Mapping[str, Any]]
"""A person's place in the batch, and what is their own in the call."""


class NotConnected(Exception):
    """No connection came about, so no byte of the message left."""


class Broken(Exception):
    """The connection failed once bytes had left: nobody knows whether the call was taken."""


@dataclass(frozen=True, slots=True, repr=False)
class SendGridDoor:
    """SendGrid's v3 API at one address with one key."""

    key: str
    host: str = HOST
    port: int = 443
    tls: bool = True
    sandbox: bool = False
    timeout: float = 30.0

    @classmethod
    def from_url(cls, url: str) -> SendGridDoor:
        """`sendgrid://KEY[@host[:port]][?tls=0&sandbox=1&timeout=30]`."""
        parts = urlsplit(url)
        key, _, place = (
            parts.netloc.rpartition("@") if "@" in parts.netloc else (parts.netloc, "", "")
        )
        if not key:
            raise SettingError("VIVAVOCE_MAIL_URL holds no SendGrid key: sendgrid://KEY")
        where = urlsplit(f"//{place or HOST}")
        tls = truth(url, "tls", default=True)
        return cls(
            unquote(key),
            where.hostname or HOST,
            where.port or (443 if tls else 80),
            tls,
            truth(url, "sandbox", default=False),
            number(url, "timeout", 30.0),
        )

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Hand the batch over; see MailDoor."""
        found: dict[int, Outcome] = {}
        sound: list[Place] = []
        for place, person in enumerate(batch.recipients):
            wrong = fault(batch, person)
            own = {} if wrong else personalization(batch, person)
            wrong = wrong or too_heavy(own)
            if wrong:
                found[place] = wrong
            else:
                sound.append((place, own))
        for wave in waves(sound):
            found |= self._hand_over(batch, wave)
        return [found[place] for place in range(len(batch.recipients))]

    def check(self) -> None:
        """Ask SendGrid what the key may do; nothing is sent."""
        try:
            answer = self._exchange("GET", "/v3/scopes", None)
        except (NotConnected, Broken) as error:
            raise PartUnavailable(f"SendGrid does not answer: {error}") from error
        if answer.status != 200:
            raise PartUnavailable(f"SendGrid does not know this key (it answered {answer.status}).")
        if "mail.send" not in json.loads(answer.body).get("scopes", []):
            raise PartUnavailable(
                "The SendGrid key lacks the scope mail.send: make one that has it."
            )

    def _hand_over(self, batch: MailBatch, people: Sequence[Place]) -> dict[int, Outcome]:
        """One call; people refused by name are set apart, the others go again: none was taken."""
        sent = json.dumps(request(batch, [own for _, own in people], sandbox=self.sandbox))
        try:
            answer = self._exchange("POST", "/v3/mail/send", sent.encode())
        except NotConnected as error:
            return dict.fromkeys(_places(people), NotSent(f"no connection to SendGrid: {error}"))
        except Broken as error:
            return dict.fromkeys(_places(people), Unknown(f"SendGrid fell silent: {error}"))
        if answer.status == 413 and len(people) > 1:
            middle = len(people) // 2
            return self._hand_over(batch, people[:middle]) | self._hand_over(batch, people[middle:])
        named = people_named(answer) & set(range(len(people))) if answer.status == 400 else set()
        if named:
            return self._without(batch, people, named, answer)
        return dict.fromkeys(_places(people), outcome(answer))

    def _without(
        self, batch: MailBatch, people: Sequence[Place], named: set[int], answer: Answer
    ) -> dict[int, Outcome]:
        others = [who for position, who in enumerate(people) if position not in named]
        found: dict[int, Outcome] = {people[position][0]: outcome(answer) for position in named}
        return found | (self._hand_over(batch, others) if others else {})

    def _exchange(self, method: str, path: str, sent: bytes | None) -> Answer:
        """One request; raises NotConnected before its first byte, Broken from then on."""
        connection = self._connection()
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise NotConnected(_name(error)) from error
        try:
            return self._ask(connection, method, path, sent)
        except (OSError, http.client.HTTPException) as error:
            raise Broken(_name(error)) from error
        finally:
            connection.close()

    def _ask(
        self, connection: http.client.HTTPConnection, method: str, path: str, sent: bytes | None
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        # A server may answer (413, 401) and close before it has read the body; if it did, its
        # answer waits to be read, and if it did not, getresponse raises.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, path, sent, headers)
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, response.read())

    def _connection(self) -> http.client.HTTPConnection:
        if self.tls:
            return http.client.HTTPSConnection(
                self.host, self.port, timeout=self.timeout, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)


def waves(people: Sequence[Place]) -> list[list[Place]]:
    """`people` in as few calls as leave every address once per call, as SendGrid wants it."""
    found: list[list[Place]] = []
    seen: dict[str, int] = {}
    for place, own in people:
        address = own["to"][0]["email"].lower()
        turn = seen.get(address, 0)
        seen[address] = turn + 1
        if turn == len(found):
            found.append([])
        found[turn].append((place, own))
    return found


def _places(people: Sequence[Place]) -> list[int]:
    return [place for place, _ in people]


def _name(error: BaseException) -> str:
    """What happened without what was sent: an error's own text may quote a header."""
    return type(error).__name__
