"""`make demo` with its real parts, on a folder whose store is filled already."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from app.embedded import leash
from app.embedded.demo import MEMBER_FILE
from tests.services.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A folder with a blank and an accent in its path, as people have them."""
    folder = tmp_path / "été 2026" / "var"
    folder.mkdir(parents=True)
    member = {"email": "lea@demo.example", "password": "three quiet words"}
    (folder / MEMBER_FILE).write_text(json.dumps(member))
    return folder


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def demo(var: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The demo, up."""
    with closing_at_the_end(start(var, port)) as process:
        yield process


@contextmanager
def closing_at_the_end(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """Whatever a test finds, nothing of it goes on."""
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def start(var: Path, port: int) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "app.embedded", "--var", str(var), "--port", str(port)]
    return subprocess.Popen(
        argv, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def read_banner(process: subprocess.Popen[str]) -> str:
    """What is said up to the line on how to reset, or up to the end."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "demo-reset" in line:
            break
    return said


def sessions(supervisor: int) -> list[int]:
    """The parts: the children of the supervisor, each the leader of a session of its own."""
    table = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True)
    rows = (line.split() for line in table.stdout.splitlines())
    return [int(pid) for pid, parent in rows if int(parent) == supervisor and leads(int(pid))]


def leads(pid: int) -> bool:
    try:
        return os.getsid(pid) == pid
    except ProcessLookupError:
        return False


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def eventually_gone(parts: list[int]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while any(map(leash.session_members, parts)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not any(map(leash.session_members, parts))


def test_the_demo_comes_up_and_goes_without_a_trace(demo: subprocess.Popen[str], port: int) -> None:
    said = read_banner(demo)
    assert f"http://127.0.0.1:{port}/demo/shop" in said
    assert "lea@demo.example   three quiet words" in said
    assert answers(port)
    parts = sessions(demo.pid)
    assert len(parts) == 5
    demo.send_signal(signal.SIGINT)
    said, _ = demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 0, said
    assert "Everything has stopped." in said
    assert "Traceback" not in said
    assert eventually_gone(parts)


def test_after_a_power_cut_the_demo_starts_again(
    demo: subprocess.Popen[str], var: Path, port: int
) -> None:
    read_banner(demo)
    parts = sessions(demo.pid)
    demo.kill()
    for part in parts:
        for pid in leash.session_members(part):
            os.kill(pid, signal.SIGKILL)
    with closing_at_the_end(start(var, port)) as again:
        assert f"http://127.0.0.1:{port}/demo/shop" in read_banner(again)
        assert answers(port)
        again.terminate()
        said, _ = again.communicate(timeout=PATIENCE)
        assert again.returncode == 0, said
