"""What a part of the local stack is: a command, its environment and how it shows it is ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Ready = Callable[[], bool]
"""Answers at once and never raises."""


@dataclass(frozen=True, slots=True)
class Part:
    """One child of the supervisor.

    Without `ready` a part counts as ready when started.
    `colour` is an ANSI foreground number (31 to 36).
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    ready: Ready | None = None
    colour: int = 36
    cwd: Path | None = None
