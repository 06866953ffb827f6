"""Runs a command that ends, with all it started, as soon as the program that asked for it ends.

`python leash.py [--user UID:GID] COMMAND...` becomes COMMAND (same pid), after leaving a watcher
behind. The watcher waits for the end of standard input, a pipe only the asking program holds: the
kernel closes it even when that program is killed by SIGKILL, on Linux and on macOS alike. The
command has to be started in a session of its own (`start_new_session=True`); that session is what
the watcher ends, so forked jobs and server workers go too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.05
GRACE_SECONDS = 8.0
"""How long the command may take to finish by itself once nobody asks for it any more."""

STRAGGLER_SECONDS = 2.0
"""How long what the command left behind may take before it is killed."""

HIGHEST_DESCRIPTOR = 4096
"""Our callers hand us few descriptors beyond the three; none has such a number."""


def start(
    argv: Sequence[str],
    env: Mapping[str, str],
    *,
    cwd: Path | None = None,
    user: tuple[int, int] | None = None,
    held: Sequence[int] = (),
    output: IO[bytes] | int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Start a command on a leash; closing its `stdin` (or dying) ends the command's session.

    `user` is a uid and gid to run it as; `held` are descriptors, such as a lock's, that stay
    open until nothing of the command is left.
    """
    as_user = ["--user", f"{user[0]}:{user[1]}"] if user else []
    return subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, *as_user, *argv],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=held,
        start_new_session=True,
    )


def session_members(session: int) -> list[int]:
    """The live pids of a session, its leader first; zombies do not count."""
    listed = _listed_by_proc() if Path("/proc/self/stat").exists() else _listed_by_ps()
    members = [pid for pid in listed if _session_of(pid) == session]
    return sorted(members, key=lambda pid: pid != session)


def end_session(session: int, grace: float = GRACE_SECONDS) -> None:
    """SIGTERM to the leader alone, which may finish; then to what it left; then SIGKILL."""
    leader = [pid for pid in session_members(session) if pid == session]
    _end(session, leader, signal.SIGTERM, grace)
    _end(session, session_members(session), signal.SIGTERM, min(grace, STRAGGLER_SECONDS))
    _end(session, session_members(session), signal.SIGKILL, STRAGGLER_SECONDS)


def _end(session: int, pids: list[int], number: signal.Signals, patience: float) -> None:
    """Signal them and wait until they are gone, or for `patience` seconds."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
    deadline = time.monotonic() + patience
    while set(pids) & set(session_members(session)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return -1


def _listed_by_proc() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _is_alive(path)]


def _is_alive(path: Path) -> bool:
    """The state stands after the name, which may itself hold spaces and brackets (proc(5))."""
    try:
        state = (path / "stat").read_bytes().rpartition(b")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in (b"Z", b"X")


def _listed_by_ps() -> list[int]:
    table = subprocess.run(["ps", "-axo", "pid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in table.stdout.splitlines()]
    return [int(pid) for pid, state in rows if not state.startswith("Z")]


def _leave_watcher(session: int) -> None:
    """Fork twice, so that the watcher is nobody's child and the command meets no stranger."""
    middle = os.fork()
    if middle:
        os.waitpid(middle, 0)
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    _watch(session)
    os._exit(0)


def _watch(session: int) -> None:
    """Let go of the command's output, wait for the end of our input, end the session."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    while os.read(0, 512):
        pass
    end_session(session)


def _become(command: list[str], user: str | None) -> None:
    """Take an empty input, keep nothing else open, change user when told, become the command."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.closerange(3, HIGHEST_DESCRIPTOR)
    if user:
        uid, gid = (int(part) for part in user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    os.execvp(command[0], command)  # noqa: S606 -- no shell is wanted between us and the command


def main(argv: list[str]) -> None:
    """Leave the watcher, then become the command."""
    user = argv.pop(1) if argv[0] == "--user" else None
    _leave_watcher(os.getpid())
    _become(argv[1:] if user else argv, user)


if __name__ == "__main__":
    main(sys.argv[1:])
