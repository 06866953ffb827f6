"""The outbox door: letters laid into a folder to be looked at, for the demo and for tests."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from core.clock import Clock, SystemClock
from core.errors import PartUnavailable, SettingError
from core.mail.faults import fault
from core.mail.message import message_bytes, message_id, own_headers, shared_headers
from core.mail.placeholders import fill_html, fill_text
from core.mail.values import Accepted, MailBatch, NotSent, Outcome, Recipient

_KEY = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class OutboxLetter:
    """One letter as it would have left; `source` is the whole message, `key` its name here."""

    key: str
    sent_at: datetime
    send_ref: str
    category: str
    language: str
    sender: str
    reply_to: str
    to: str
    to_name: str
    subject: str
    html: str
    text: str
    headers: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class OutboxDoor:
    """A folder with one `.json` (for reading) and one `.eml` (for mail programs) per letter."""

    folder: Path
    clock: Clock = field(default_factory=SystemClock)

    @classmethod
    def from_url(cls, url: str, clock: Clock) -> OutboxDoor:
        """`outbox:///absolute/folder`."""
        parts = urlsplit(url)
        if parts.netloc or len(parts.path) < 2:
            raise SettingError("VIVAVOCE_MAIL_URL is malformed: outbox:///absolute/folder")
        return cls(Path(unquote(parts.path)), clock)

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Lay every sound letter into the folder; see MailDoor."""
        return [fault(batch, person) or self._lay(batch, person) for person in batch.recipients]

    def check(self) -> None:
        """Make the folder if need be, and see that it can be written to."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PartUnavailable(f"The outbox folder cannot be made: {error.strerror}.") from error
        if not os.access(self.folder, os.W_OK):
            raise PartUnavailable("The outbox folder cannot be written to.")

    def _lay(self, batch: MailBatch, person: Recipient) -> Outcome:
        letter = _letter(batch, person, self.clock.now())
        shown = asdict(letter) | {"sent_at": letter.sent_at.isoformat()}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(self.folder / f"{letter.key}.eml", letter.source.encode("ascii"))
            _write(self.folder / f"{letter.key}.json", json.dumps(shown).encode())
        except OSError as error:
            return NotSent(f"the outbox folder cannot be written to: {error.strerror}")
        return Accepted(message_id(batch, person))


def read_outbox(folder: Path) -> list[OutboxLetter]:
    """Every letter in the folder, newest first; an empty list when there is no folder yet."""
    letters = [_read(path) for path in folder.glob("*.json") if _KEY.fullmatch(path.stem)]
    return sorted(letters, key=lambda letter: (letter.sent_at, letter.key), reverse=True)


def read_letter(folder: Path, key: str) -> OutboxLetter | None:
    """One letter by its key; None when there is none, or when `key` is no key at all."""
    path = folder / f"{key}.json"
    return _read(path) if _KEY.fullmatch(key) and path.is_file() else None


def _letter(batch: MailBatch, person: Recipient, now: datetime) -> OutboxLetter:
    return OutboxLetter(
        key=f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(6)}",
        sent_at=now,
        send_ref=person.send_ref,
        category=batch.category,
        language=person.language,
        sender=f"{batch.from_name} <{batch.from_email}>",
        reply_to=batch.reply_to,
        to=person.email,
        to_name=person.name,
        subject=fill_text(batch.subject, person.values),
        html=fill_html(batch.html, person.values),
        text=fill_text(batch.text, person.values),
        headers=shared_headers(batch) | own_headers(batch, person),
        source=message_bytes(batch, person, now).decode("ascii"),
    )


def _read(path: Path) -> OutboxLetter:
    shown: dict[str, Any] = json.loads(path.read_bytes())
    return OutboxLetter(**shown | {"sent_at": datetime.fromisoformat(shown["sent_at"])})


def _write(path: Path, content: bytes) -> None:
    """All or nothing: a reader never meets half a letter."""
    draft = path.with_suffix(path.suffix + ".part")
    draft.write_bytes(content)
    draft.replace(path)
