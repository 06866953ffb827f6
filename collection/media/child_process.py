"""Starts the child process of one job, reads it line by line, and always ends it."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from collection.media.limits import MEGABYTE
from collection.media.refusals import MediaRefused, RefusalReason

ROOT: Final = Path(__file__).resolve().parents[2]
ANSWER_BYTES: Final = MEGABYTE
GOODBYE_SECONDS: Final = 2.0


@contextmanager
def child(module: str, home: Path, noise: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A fresh interpreter on `module`, leader of its own group, without our environment.

    Whatever happens, the whole group is dead and reaped at the end. `noise` gets its stderr.
    """
    process = subprocess.Popen(
        [sys.executable, "-s", "-m", module],
        cwd=ROOT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(home), "TMPDIR": str(home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=noise,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout):
            _close(pipe)
        process.wait()


def give(process: subprocess.Popen[bytes], job: bytes) -> None:
    """Hand the job over; a child already dead shows in its answer, not here."""
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.write(job)
            process.stdin.close()


def lines(process: subprocess.Popen[bytes], seconds: float) -> Iterator[bytes]:
    """The child's lines as they come, to its end; `MediaRefused` when time is up."""
    deadline = time.monotonic() + seconds
    rest, total = b"", 0
    while chunk := _chunk(process, deadline):
        total += len(chunk)
        if total > ANSWER_BYTES:
            raise MediaRefused(RefusalReason.TOO_HARD)
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole


def exit_status(process: subprocess.Popen[bytes]) -> int | None:
    """How it ended, negative for a signal; None when it said goodbye and stayed."""
    with suppress(subprocess.TimeoutExpired):
        return process.wait(GOODBYE_SECONDS)
    return None


def _chunk(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    if process.stdout is None:
        return b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise MediaRefused(RefusalReason.TOO_SLOW)
    return os.read(process.stdout.fileno(), 65_536)


def _close(pipe: IO[bytes] | None) -> None:
    """Closing flushes: what a dead child will not read any more is nobody's loss."""
    if pipe is not None:
        with suppress(BrokenPipeError):
            pipe.close()
