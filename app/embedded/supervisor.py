"""Starts parts in stages, keeps them running, and stops them all without leaving an orphan."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.embedded import leash
from app.embedded.output import OWN_COLOUR, OWN_NAME, Say, follow
from app.embedded.parts import Part
from core.errors import VivavoceError

POLL_SECONDS = 0.1
START_SECONDS = 120.0
STOP_SECONDS = 20.0
LAST_LINES_SECONDS = 1.0
ONE_WISH_SECONDS = 1.0
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 30.0
"""A part that lived this long starts again after the first, shortest pause."""


class NotStarted(VivavoceError):
    """A part did not become ready in time."""

    code = "not_started"
    status = 503


@dataclass(slots=True)
class Stopping:
    """Set by the first signal to stop; `hurried` by one that comes later."""

    asked: threading.Event = field(default_factory=threading.Event)
    hurried: threading.Event = field(default_factory=threading.Event)
    asked_at: float = 0.0

    def ask(self, *_signal: object) -> None:
        """Stop; asked again, stop without waiting for anybody.

        One Ctrl-C may arrive twice, from the terminal and from `make`: within a second it is one.
        """
        if not self.asked.is_set():
            self.asked_at = time.monotonic()
            self.asked.set()
        elif time.monotonic() - self.asked_at > ONE_WISH_SECONDS:
            self.hurried.set()


@dataclass(slots=True)
class Child:
    """A part and the process it is at the moment."""

    part: Part
    held: Sequence[int]
    say: Say
    process: subprocess.Popen[bytes]
    lines: threading.Thread
    started: float
    pause: float = FIRST_PAUSE
    due: float | None = None


@contextlib.contextmanager
def stop_on_signals(stopping: Stopping) -> Iterator[None]:
    """While inside, SIGINT, SIGTERM and SIGHUP ask to stop instead of ending this process."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    former = {number: signal.signal(number, stopping.ask) for number in numbers}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def run(
    stages: Sequence[Sequence[Part]],
    *,
    say: Say,
    stopping: Stopping,
    held: Sequence[int] = (),
    when_ready: Callable[[], None] = lambda: None,
    patience: float = START_SECONDS,
) -> None:
    """Run the stages one after the other until asked to stop, then stop them in reverse.

    A stage starts when every part of the one before is ready. Raises NotStarted when one is not
    ready within `patience` seconds; whatever happens, nothing is left running.
    """
    started: list[list[Child]] = []
    try:
        for stage in stages:
            started.append([_start(part, held, say) for part in stage])
            _await_ready(started, stopping, patience)
        if not stopping.asked.is_set():
            when_ready()
        while not stopping.asked.wait(POLL_SECONDS):
            _tend(started)
    finally:
        for children in reversed(started):
            _stop(children, stopping)


def run_once(part: Part, *, say: Say, stopping: Stopping, held: Sequence[int] = ()) -> int:
    """Run a part that ends by itself; its exit code, or 0 when asked to stop before its end."""
    child = _start(part, held, say)
    try:
        while child.process.poll() is None and not stopping.asked.wait(POLL_SECONDS):
            pass
    finally:
        _stop((child,), stopping)
    return 0 if stopping.asked.is_set() else child.process.wait()


def _start(part: Part, held: Sequence[int], say: Say) -> Child:
    process = leash.start(part.argv, part.env, cwd=part.cwd, held=held)
    assert process.stdout is not None  # noqa: S101 -- leash.start() made the pipe
    lines = follow(process.stdout, part.name, part.colour, say)
    return Child(part, held, say, process, lines, started=time.monotonic())


def _await_ready(started: Sequence[Sequence[Child]], stopping: Stopping, patience: float) -> None:
    deadline = time.monotonic() + patience
    waiting = [child.part for child in started[-1] if child.part.ready]
    while waiting and not stopping.asked.wait(POLL_SECONDS):
        waiting = [part for part in waiting if part.ready and not part.ready()]
        _tend(started)
        if waiting and time.monotonic() > deadline:
            raise NotStarted(
                f"{waiting[0].name} was not ready after {patience:.0f} seconds. "
                "Its lines above say why."
            )


def _tend(started: Sequence[Sequence[Child]]) -> None:
    """Notice who died, and start again whose pause is over and whose remains are gone."""
    now = time.monotonic()
    for child in (child for children in started for child in children):
        if child.due is None and child.process.poll() is not None:
            _mourn(child, now)
        elif child.due is not None and now >= child.due and _is_gone(child):
            _restart(child, now)


def _mourn(child: Child, now: float) -> None:
    """Let the leash end what the part left behind, and plan the next start."""
    _let_go(child)
    if now - child.started >= STEADY_SECONDS:
        child.pause = FIRST_PAUSE
    child.due = now + child.pause
    fate = _fate(child.process.returncode)
    _own(child.say, f"{child.part.name} {fate}; it starts again in {child.pause:g} s.")
    child.pause = min(child.pause * 2, LONGEST_PAUSE)


def _restart(child: Child, now: float) -> None:
    again = _start(child.part, child.held, child.say)
    child.process, child.lines, child.started, child.due = again.process, again.lines, now, None


def _stop(children: Sequence[Child], stopping: Stopping) -> None:
    """Ask every part of a stage to finish, and wait; kill who does not, or when hurried."""
    alive = [child for child in children if child.process.poll() is None]
    for child in reversed(alive):
        child.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    while _any_runs(alive) and time.monotonic() < deadline and not stopping.hurried.is_set():
        time.sleep(POLL_SECONDS)
    for child in children:
        _remove(child)


def _any_runs(children: Sequence[Child]) -> bool:
    return any(child.process.poll() is None for child in children)


def _remove(child: Child) -> None:
    """Kill what is left of a part, and let its leash go."""
    if child.process.poll() is None:
        _own(child.say, f"{child.part.name} had not stopped yet and was killed.")
        child.process.kill()
    child.process.wait()
    leash.end_session(child.process.pid, grace=0.5)
    _let_go(child)
    child.lines.join(LAST_LINES_SECONDS)


def _let_go(child: Child) -> None:
    assert child.process.stdin is not None  # noqa: S101 -- leash.start() made the pipe
    with contextlib.suppress(OSError):
        child.process.stdin.close()


def _is_gone(child: Child) -> bool:
    return not leash.session_members(child.process.pid)


def _fate(returncode: int) -> str:
    if returncode >= 0:
        return f"ended with exit code {returncode}"
    return f"was killed by {signal.Signals(-returncode).name}"


def _own(say: Say, line: str) -> None:
    say(OWN_NAME, line, OWN_COLOUR)
