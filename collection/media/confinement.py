"""Takes away from the current process what preparing media does not need.

Memory, processor time, file size and core dumps are limited everywhere (macOS ignores the first).
On Linux the process also dies with its parent, can gain no privilege, and leaves the network where
the kernel lets it (as root, or where user namespaces are open to all); elsewhere ffmpeg's own
whitelists are what keeps it from calling out.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

PR_SET_PDEATHSIG: Final = 1
PR_SET_NO_NEW_PRIVS: Final = 38
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWNET: Final = 0x40000000


@dataclass(frozen=True, slots=True)
class Confinement:
    """Bytes of address space, seconds of processor, bytes per written file; who started us."""

    memory: int
    cpu: int
    written: int
    parent: int


def confine(confinement: Confinement) -> None:
    """Apply it all; inherited by every process started from here."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, confinement.cpu, grace=1)
    _limit(resource.RLIMIT_FSIZE, confinement.written)
    _limit(resource.RLIMIT_NOFILE, 128)
    if sys.platform == "linux":
        _die_with_parent(confinement.parent)
        leave_network()
        ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _limit(resource.RLIMIT_AS, confinement.memory)


def leave_network() -> bool:
    """Move into an empty network namespace, if the kernel lets us; whether it did."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return False
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    return True


def _limit(which: int, value: int, grace: int = 0) -> None:
    """Lower a limit, never raise it; a system that does not know one goes without.

    `grace` lies between the signal that names the limit (SIGXCPU) and the SIGKILL that does not.
    """
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(which)[1]
        lowest = value + grace if hard == resource.RLIM_INFINITY else min(value + grace, hard)
        resource.setrlimit(which, (min(value, lowest), lowest))


def _die_with_parent(parent: int) -> None:
    """Ask for SIGTERM when the worker dies, even by SIGKILL, and take ffmpeg along."""
    signal.signal(signal.SIGTERM, _end_group)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        _end_group(signal.SIGTERM, None)


def _end_group(_signal: int, _frame: FrameType | None) -> None:
    os.killpg(0, signal.SIGKILL)
