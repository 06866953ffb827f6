"""The leash: what it holds ends with whoever holds it, and never before."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.embedded import leash

Hold = Callable[..., "subprocess.Popen[bytes]"]

FORKS = "import os, signal, time; os.fork() or os.setpgid(0, 0); print(flush=True); time.sleep(60)"
SAYS_DESCRIPTORS = (
    "import os; print([n for n in range(3, 4096) if os.path.exists(f'/dev/fd/{n}')], flush=True)"
)


@pytest.fixture
def hold() -> Iterator[Hold]:
    """Start Python code on a leash; it is let go with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start(code: str, held: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        process = leash.start([sys.executable, "-c", code], os.environ, held=held)
        running.append(process)
        return process

    yield start
    for process in running:
        let_go(process)
        process.wait()
        assert process.stdout
        process.stdout.close()


def let_go(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin
    process.stdin.close()


def heard(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout
    return process.stdout.readline().decode().strip()


def is_free(lock: Path) -> bool:
    with lock.open() as seen:
        try:
            fcntl.flock(seen, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def eventually(truth: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 90
    while not truth() and time.monotonic() < deadline:
        time.sleep(0.05)
    return truth()


def test_the_command_has_the_pid_and_the_exit_code_that_we_see(hold: Hold) -> None:
    process = hold("import os, sys; print(os.getpid()); sys.exit(7)")
    assert heard(process) == str(process.pid)
    assert process.wait() == 7


def test_a_forked_job_in_a_group_of_its_own_ends_with_its_part(hold: Hold) -> None:
    process = hold(FORKS)
    heard(process)
    heard(process)
    assert len(leash.session_members(process.pid)) == 2
    let_go(process)
    assert eventually(lambda: leash.session_members(process.pid) == [])
    assert process.wait() == -signal.SIGTERM


def test_what_a_killed_part_left_ends_when_it_is_let_go(hold: Hold) -> None:
    process = hold(FORKS)
    heard(process)
    heard(process)
    process.kill()
    process.wait()
    assert len(leash.session_members(process.pid)) == 1
    let_go(process)
    assert eventually(lambda: leash.session_members(process.pid) == [])


def test_a_lock_is_held_until_nothing_is_left_but_the_command_itself_sees_no_trace_of_it(
    hold: Hold, tmp_path: Path
) -> None:
    lock = os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    process = hold(f"{SAYS_DESCRIPTORS}; import time; time.sleep(60)", held=(lock,))
    os.close(lock)
    assert heard(process) == "[]"
    assert not is_free(tmp_path / "lock")
    let_go(process)
    assert eventually(lambda: is_free(tmp_path / "lock"))


def test_both_ways_to_list_processes_agree() -> None:
    assert os.getpid() in leash._listed_by_proc()
    assert os.getpid() in leash._listed_by_ps()


def test_a_zombie_is_not_counted(hold: Hold) -> None:
    process = hold("pass")
    assert process.stdout
    process.stdout.read()
    assert eventually(lambda: leash.session_members(process.pid) == [])
    assert process.wait() == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_can_hand_a_command_to_another_user() -> None:
    process = leash.start(["/usr/bin/id", "-u"], {}, user=(65534, 65534))
    assert heard(process) == "65534"
    process.communicate()
