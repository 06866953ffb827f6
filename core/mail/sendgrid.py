"""The SendGrid door: one call for up to 1,000 people, at most once each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from core.errors import PartUnavailable, SettingError
from core.mail.faults import fault_of_envelope
from core.mail.line import Broken, Line, NotConnected
from core.mail.options import number, truth, whole
from core.mail.placeholders import ValueMissing
from core.mail.sendgrid_body import (
    Answer,
    outcome,
    people_named,
    request,
    values_alike,
)
from core.mail.sendgrid_person import Personal, personalization
from core.mail.values import MailBatch, NotSent, Outcome, Recipient, Refused, Unknown

HOST = "api.sendgrid.com"
MOST_CULPRITS = 4
"""People refused one by one before anybody is taken: then it is the letter that is refused."""

Place = tuple[int, Personal]
"""A person's place in the batch, and what is their own in the call."""


@dataclass(frozen=True, slots=True)
class _Call:
    """The letter of a call, with what it tells everyone alike, and how it fared so far."""

    batch: MailBatch
    same: Mapping[str, str]
    taken: list[Answer] = field(default_factory=list)
    refused_alone: list[Answer] = field(default_factory=list)

    def note(self, answer: Answer) -> None:
        """Remember an answer that was about the whole of a call."""
        if answer.status in (200, 202):
            self.taken.append(answer)
        elif answer.status == 400:
            self.refused_alone.append(answer)

    def is_at_fault(self) -> bool:
        """Whether looking for a culprit is pointless: SendGrid takes it for nobody at all."""
        return len(self.refused_alone) >= MOST_CULPRITS and not self.taken


@dataclass(frozen=True, slots=True, repr=False)
class SendGridDoor:
    """SendGrid's v3 API at one address with one key."""

    key: str
    line: Line
    sandbox: bool = False
    group: int = 0

    @classmethod
    def from_url(cls, url: str) -> SendGridDoor:
        """`sendgrid://KEY[@host[:port]][?sandbox=1&asm=12345&tls=0&timeout=30]`."""
        parts = urlsplit(url)
        key, _, place = (
            parts.netloc.rpartition("@") if "@" in parts.netloc else (parts.netloc, "", "")
        )
        if not key:
            raise SettingError("VIVAVOCE_MAIL_URL holds no SendGrid key: sendgrid://KEY")
        where = urlsplit(f"//{place or HOST}")
        tls = truth(url, "tls", default=True)
        port = where.port or (443 if tls else 80)
        line = Line(where.hostname or HOST, port, tls, number(url, "timeout", 30.0))
        sandbox = truth(url, "sandbox", default=False)
        return cls(unquote(key), line, sandbox, whole(url, "asm"))

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Hand the batch over; see MailDoor."""
        same = values_alike(batch)
        found: dict[int, Outcome] = {}
        sound: list[Place] = []
        for place, person in enumerate(batch.recipients):
            own = _own(batch, person, same)
            if isinstance(own, Refused):
                found[place] = own
            else:
                sound.append((place, own))
        for wave in waves(sound):
            found |= self._hand_over(_Call(batch, same), wave)
        return [found[place] for place in range(len(batch.recipients))]

    def check(self) -> None:
        """Ask SendGrid what the key may do; nothing is sent."""
        try:
            answer = self.exchange("GET", "/v3/scopes", None)
        except (NotConnected, Broken) as error:
            raise PartUnavailable(f"SendGrid does not answer: {error}") from error
        if answer.status != 200:
            raise PartUnavailable(f"SendGrid does not know this key (it answered {answer.status}).")
        if "mail.send" not in json.loads(answer.body).get("scopes", []):
            raise PartUnavailable(
                "The SendGrid key lacks the scope mail.send: make one that has it."
            )

    def _hand_over(self, call: _Call, people: Sequence[Place]) -> dict[int, Outcome]:
        """One call; whoever it is refused for is set apart, the others go again: none was taken."""
        if call.is_at_fault():
            return dict.fromkeys(_places(people), outcome(call.refused_alone[-1]))
        own = [own.told for _, own in people]
        told = request(call.batch, own, call.same, sandbox=self.sandbox, group=self.group)
        try:
            answer = self.exchange("POST", "/v3/mail/send", told)
        except NotConnected as error:
            return dict.fromkeys(_places(people), NotSent(f"no connection to SendGrid: {error}"))
        except Broken as error:
            return dict.fromkeys(_places(people), Unknown(f"SendGrid fell silent: {error}"))
        return self._understood(call, people, answer)

    def _understood(
        self, call: _Call, people: Sequence[Place], answer: Answer
    ) -> dict[int, Outcome]:
        named = people_named(answer) & set(range(len(people))) if answer.status == 400 else set()
        if named:
            return self._without(call, people, named, answer)
        if answer.status in (400, 413) and len(people) > 1:
            middle = len(people) // 2
            return self._hand_over(call, people[:middle]) | self._hand_over(call, people[middle:])
        call.note(answer)
        return dict.fromkeys(_places(people), outcome(answer))

    def _without(
        self, call: _Call, people: Sequence[Place], named: set[int], answer: Answer
    ) -> dict[int, Outcome]:
        others = [who for position, who in enumerate(people) if position not in named]
        found: dict[int, Outcome] = {people[position][0]: outcome(answer) for position in named}
        return found | (self._hand_over(call, others) if others else {})

    def exchange(self, method: str, path: str, sent: bytes | None) -> Answer:
        """One call to this API with this key; raises NotConnected or Broken."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        return self.line.exchange(method, path, sent, headers)


def _own(batch: MailBatch, person: Recipient, same: Mapping[str, str]) -> Personal | Refused:
    """What is this person's own in the call, or why they cannot be in it."""
    if wrong := fault_of_envelope(batch, person):
        return wrong
    try:
        return personalization(batch, person, same)
    except ValueMissing as missing:
        return Refused(str(missing))


def waves(people: Sequence[Place]) -> list[list[Place]]:
    """`people` in as few calls as leave every address once per call, as SendGrid wants it."""
    found: list[list[Place]] = []
    seen: dict[str, int] = {}
    for place, own in people:
        address = own.address.lower()
        turn = seen.get(address, 0)
        seen[address] = turn + 1
        if turn == len(found):
            found.append([])
        found[turn].append((place, own))
    return found


def _places(people: Sequence[Place]) -> list[int]:
    return [place for place, _ in people]
