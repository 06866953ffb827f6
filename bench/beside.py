"""The clock in a process of its own: `python -m bench.beside DATABASE_URL` claims when told to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from core.upkeep import settle_for_batches
from solicitation import jobs
from tests.houses import house


@dataclass(frozen=True, slots=True)
class Clock:
    """The other process, by its two ends."""

    process: subprocess.Popen[str]
    said: IO[str]
    heard: IO[str]

    def start(self) -> None:
        """Let it claim all that is due."""
        self.heard.write("claim\n")
        self.heard.flush()

    def finish(self) -> int:
        """Wait for its word; how many it claimed."""
        return int(self.said.readline())


@contextmanager
def clock_beside(database_url: str) -> Iterator[Clock]:
    """A clock that is up and waits."""
    argv = [sys.executable, "-m", "bench.beside", database_url]
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the clock cannot be spoken to")
        clock = Clock(process, process.stdout, process.stdin)
        clock.finish()
        try:
            yield clock
        finally:
            process.terminate()


def main(database_url: str) -> None:
    """Say 0 when ready, then claim whenever a line comes."""
    settle_for_batches()
    with TemporaryDirectory() as folder, house(database_url, Path(folder)) as doors:
        sys.stdout.write(f"{jobs.claim_due(doors)}\n")
        sys.stdout.flush()
        for _ in sys.stdin:
            sys.stdout.write(f"{jobs.claim_due(doors)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
