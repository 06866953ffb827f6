"""Puts every part's lines on one stream, each behind the name of the part that wrote it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import IO, TextIO

Say = Callable[[str, str, int], None]
"""Takes a part's name, a line and a colour."""

NAME_WIDTH = 8
OWN_NAME = "vivavoce"
OWN_COLOUR = 35


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Colour only for a terminal, and never against NO_COLOR (no-color.org)."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def say_on(stream: TextIO, *, coloured: bool, closed: Callable[[], None]) -> Say:
    """A `Say` that writes whole lines; calls `closed` once the reader of the stream has gone."""
    lock = threading.Lock()

    def say(name: str, line: str, colour: int) -> None:
        label = f"{name:<{NAME_WIDTH}} │"
        label = f"\x1b[{colour}m{label}\x1b[0m" if coloured else label
        with lock:
            try:
                print(label, line, file=stream, flush=True)
            except (OSError, ValueError):
                closed()

    return say


def follow(lines: IO[bytes], name: str, colour: int, say: Say) -> threading.Thread:
    """Pass lines on from a thread of their own until the part closes its output."""

    def pass_on() -> None:
        with lines:
            for line in lines:
                say(name, line.decode("utf-8", "replace").rstrip(), colour)

    thread = threading.Thread(target=pass_on, name=f"lines of {name}", daemon=True)
    thread.start()
    return thread
