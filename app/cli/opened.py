"""The doors of the environment for the length of one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.running import doors
from core.doors import Doors


@contextmanager
def opened() -> Iterator[Doors]:
    """The doors, closed again however the command ends."""
    here = doors()
    try:
        yield here
    finally:
        here.database.close()
