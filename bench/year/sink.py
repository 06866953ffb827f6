"""What stands where the mail provider would: it takes, refuses, is busy or falls silent."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.mail import Accepted, MailBatch, NotSent, Outcome, Recipient, Refused, Unknown


@dataclass(frozen=True, slots=True)
class Taken:
    """One mail as the provider saw it."""

    send_ref: str
    email: str
    at: datetime


class Sink:
    """A mail door that keeps a log of its own; `now` is the simulated moment."""

    def __init__(self, now: Callable[[], datetime], chance: random.Random) -> None:
        self.now = now
        self.chance = chance
        self.log: list[Taken] = []
        self.fresh: list[Taken] = []
        self.calls = 0

    def send(self, batch: MailBatch) -> list[Outcome]:
        """One outcome per person; what was taken is in the log, whatever the answer says."""
        self.calls += 1
        if self.chance.random() < 0.01:
            return [NotSent("busy", 900) for _ in batch.recipients]
        return [self._outcome(person) for person in batch.recipients]

    def check(self) -> None:
        """Always there."""

    def _outcome(self, person: Recipient) -> Outcome:
        luck = self.chance.random()
        if luck < 0.003:
            return NotSent("busy")
        if luck < 0.006:
            return Refused("no such mailbox")
        taken = Taken(person.send_ref, person.email, self.now())
        self.log.append(taken)
        self.fresh.append(taken)
        return Unknown("no answer came") if luck < 0.009 else Accepted(person.send_ref)
