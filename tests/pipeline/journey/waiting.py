"""Waiting for what other processes do: a question asked again until it holds, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")

POLL_SECONDS = 0.1


def until(question: Callable[[], Answer], what: str, seconds: float = 90.0) -> Answer:
    """The first answer that is true; after `seconds` an AssertionError that says what was awaited.

    A machine under load answers late: the deadline is for what never comes.
    """
    deadline = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < deadline, f"not after {seconds:.0f} s: {what}"
        time.sleep(POLL_SECONDS)
    return answer
