"""A large object sent in parts, so that a lost connection costs one part and not all of it."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

SMALLEST_PART = 5 * 1024 * 1024
"""Bytes of any part but the last (AWS, "Amazon S3 multipart upload limits")."""
MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """One part that has arrived; numbers begin at 1, `size` counts bytes."""

    number: int
    size: int
    etag: str


class Parts(Protocol):
    """Objects on their way in parts: begun here, sent by a browser, joined here.

    `upload` is what `begin` gave; every method but `begin` and `drop` raises ObjectMissing for one
    that was joined, dropped or never begun. Nothing can be read under the key before `join`.
    """

    def begin(self, key: str, *, content_type: str) -> str:
        """Announce an object under this key and answer the name of its upload."""
        ...

    def sign(self, key: str, upload: str, number: int, *, size: int, expires_in: timedelta) -> str:
        """An address that takes one PUT of exactly `size` bytes as part `number`."""
        ...

    def list(self, key: str, upload: str) -> builtins.list[Part]:
        """The parts that have arrived, by number."""
        ...

    def join(self, key: str, upload: str, parts: Sequence[Part]) -> None:
        """Make the object of these parts, in their order."""
        ...

    def drop(self, key: str, upload: str) -> None:
        """Forget the parts; forgetting what is not there is no error."""
        ...


def valid_part(number: int, size: int) -> None:
    """Raises ValueError for a part no store would take."""
    if not 1 <= number <= MOST_PARTS or size < 1:
        raise ValueError(f"A part has a number from 1 to {MOST_PARTS} and at least one byte.")
