"""A throw-away Valkey for a test run, ended even when the run is killed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.embedded import leash, valkey

START_SECONDS = 20.0
POLL_SECONDS = 0.01


@contextmanager
def running_valkey() -> Iterator[str]:
    """The `redis://` address of an empty server."""
    with tempfile.TemporaryDirectory(prefix="vv-valkey-") as folder:
        server = valkey.prepare(Path(folder), durable=False)
        part = valkey.as_part(server)
        process = leash.start(part.argv, part.env, cwd=part.cwd)
        try:
            _await(server)
            yield server.url
        finally:
            process.terminate()
            process.communicate(timeout=START_SECONDS)


def _await(server: valkey.Valkey) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not valkey.answers(server):
        if time.monotonic() > deadline:
            log = server.folder / "valkey.log"
            raise TimeoutError(log.read_text() if log.exists() else "Valkey said nothing.")
        time.sleep(POLL_SECONDS)
