"""What a hostile file is, what it calls itself, and what may become of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class End(StrEnum):
    """What may become of a file; whatever is accepted must come out clean."""

    REFUSED = "refused"
    CLEAN = "clean"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Case:
    """One file as it would arrive: its bytes, its name and its claimed type."""

    why: str
    data: bytes
    name: str
    claim: str
    end: End = End.EITHER


def cut(why: str, data: bytes, name: str, claim: str, times: int) -> Iterator[Case]:
    """The same file ending too early, at places spread over all of it."""
    for step in range(times):
        at = 1 + (len(data) - 2) * step // max(1, times - 1)
        yield Case(f"{why} cut after {at} bytes", data[:at], name, claim)


def flipped(why: str, data: bytes, name: str, claim: str, times: int) -> Iterator[Case]:
    """The same file with some bytes changed beyond its signature, the same ones in every run."""
    for seed in range(times):
        chance = random.Random(seed)  # noqa: S311 -- damage, not secrets
        body = bytearray(data)
        for _ in range(1 + 3 * seed):
            body[chance.randrange(16, len(body))] = chance.randrange(256)
        yield Case(f"{why} with {1 + 3 * seed} bytes changed", bytes(body), name, claim)
