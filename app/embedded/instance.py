"""Makes sure that one folder has one running stack, on a port that is free."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from pathlib import Path

from core.errors import VivavoceError

WAIT_FOR_FORMER_SECONDS = 15.0
POLL_SECONDS = 0.1


class AlreadyRunning(VivavoceError):
    """Another stack uses the same folder."""

    code = "already_running"
    status = 409


class PortTaken(VivavoceError):
    """The port cannot be listened on."""

    code = "port_taken"
    status = 409


def claim(var: Path, patience: float = WAIT_FOR_FORMER_SECONDS) -> int:
    """Lock the folder; the descriptor returned holds the lock until it is closed.

    The kernel drops the lock with its last holder, so a stale one cannot exist. When the former
    supervisor was killed its watchers hold on until every part has ended: that is waited for.
    """
    lock = os.open(var / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    while not _locked(lock):
        holder = os.pread(lock, 32, 0).decode().strip()
        if _is_alive(holder) or time.monotonic() > deadline:
            os.close(lock)
            raise AlreadyRunning(
                f"Vivavoce already runs on {var} (process {holder or 'unknown'}). "
                "Stop it first, with Ctrl-C where it was started."
            )
        time.sleep(POLL_SECONDS)
    os.truncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(pid: str) -> bool:
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: str) -> bool:
    """Whether it has ended and only its parent has not asked yet; told where there is a /proc."""
    try:
        told = Path("/proc", pid, "stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return told.rpartition(")")[2].split()[:1] == ["Z"]


def require_free(port: int) -> None:
    """Raise PortTaken unless 127.0.0.1:port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise PortTaken(_why_not(port, error)) from error


def _why_not(port: int, error: OSError | OverflowError) -> str:
    reasons = {
        errno.EADDRINUSE: "is already used by another program",
        errno.EACCES: "is reserved for the administrator of this machine",
    }
    reason = reasons.get(getattr(error, "errno", None) or 0, "cannot be listened on")
    return f"Port {port} {reason}. Choose another one: make demo PORT=8010"


def free_port(wish: int = 0) -> int:
    """The wished port when it is free, else one the system chooses."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wish))
        except (OSError, OverflowError):
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
