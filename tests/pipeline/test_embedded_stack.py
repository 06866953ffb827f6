"""The supervisor with stand-in parts: what dies comes back, what stops leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.embedded.leash import session_members

ROOT = Path(__file__).parents[2]

DRIVER = """
import sys
from pathlib import Path
from app.embedded import supervisor
from app.embedded.instance import claim
from app.embedded.output import say_on
from app.embedded.parts import Part
from core.errors import VivavoceError

var, mode = Path(sys.argv[1]), sys.argv[2]
supervisor.STOP_SECONDS, supervisor.LAST_LINES_SECONDS = float(sys.argv[3]), 60.0

def part(name, ready=None):
    return Part(name, (sys.executable, "-u", str(var / "part.py"), str(var), name, mode), {}, ready)

stopping = supervisor.Stopping()
say = say_on(sys.stdout, coloured=False, closed=stopping.asked.set)
try:
    with supervisor.stop_on_signals(stopping):
        supervisor.run(
            ((part("ground", (var / "ground.pid").exists),), (part("left"), part("right"))),
            say=say, stopping=stopping, held=(claim(var),), patience=2 if mode == "mute" else 90,
            when_ready=lambda: print("ready", flush=True),
        )
except VivavoceError as error:
    sys.exit(error.sentence)
"""

PART = """
import os, signal, sys, time
from pathlib import Path

var, name, mode = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
if mode == "mute" and name == "ground":
    time.sleep(60)
if mode == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: (print("goodbye", flush=True), sys.exit(0)))
if os.fork() == 0:
    os.setpgid(0, 0)
    (var / (name + ".job")).write_text(str(os.getpid()))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)
(var / (name + ".new")).write_text(str(os.getpid()))
(var / (name + ".new")).rename(var / (name + ".pid"))
print("hello", flush=True)
time.sleep(60)
"""

Launch = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    """Start the driver; whatever it started is ended with the test."""
    (tmp_path / "driver.py").write_text(DRIVER)
    (tmp_path / "part.py").write_text(PART)
    running: list[subprocess.Popen[str]] = []

    def start(mode: str = "plain", stop_seconds: int = 60) -> subprocess.Popen[str]:
        argv = [sys.executable, str(tmp_path / "driver.py")]
        argv += [str(tmp_path), mode, str(stop_seconds)]
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            argv, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def read_until(process: subprocess.Popen[str], word: str) -> str:
    """Everything said up to the line with the word, or up to the end."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if word in line:
            break
    return said


def pid_of(var: Path, name: str) -> int:
    return int((var / f"{name}.pid").read_text())


def everybody(var: Path) -> list[int]:
    """The session of each part, with its forked job."""
    names = ("ground", "left", "right")
    files = [var / f"{name}.{kind}" for name in names for kind in ("job", "pid")]
    assert eventually(lambda: all(file.exists() for file in files))
    return [pid_of(var, name) for name in names]


def all_gone(sessions: list[int]) -> bool:
    return not any(session_members(session) for session in sessions)


def ended(process: subprocess.Popen[str]) -> bool:
    """Whether it has; if not, it is asked to."""
    if process.poll() is None:
        process.terminate()
    return process.poll() is not None


def eventually(truth: Callable[[], bool], patience: float = 90.0, pause: float = 0.05) -> bool:
    deadline = time.monotonic() + patience
    while not truth() and time.monotonic() < deadline:
        time.sleep(pause)
    return truth()


def test_a_part_that_was_killed_starts_again_without_its_remains(
    launch: Launch, tmp_path: Path
) -> None:
    process = launch()
    read_until(process, "ready")
    before = dict(zip(("ground", "left", "right"), everybody(tmp_path), strict=True))
    os.kill(before["left"], signal.SIGKILL)
    said = read_until(process, "starts again")
    assert "left was killed by SIGKILL; it starts again in 0.5 s." in said
    assert eventually(lambda: pid_of(tmp_path, "left") != before["left"])
    assert session_members(before["left"]) == []
    assert pid_of(tmp_path, "right") == before["right"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_every_part_the_ground_last(
    launch: Launch, tmp_path: Path, number: signal.Signals
) -> None:
    process = launch()
    read_until(process, "ready")
    sessions = everybody(tmp_path)
    process.send_signal(number)
    said, _ = process.communicate(timeout=90)
    assert process.returncode == 0
    assert all_gone(sessions)
    goodbyes = [line.split()[0] for line in said.splitlines() if line.endswith("goodbye")]
    assert sorted(goodbyes) == ["ground", "left", "right"]
    assert goodbyes[-1] == "ground"


def test_who_does_not_stop_in_time_is_killed(launch: Launch, tmp_path: Path) -> None:
    process = launch("stubborn", stop_seconds=1)
    read_until(process, "ready")
    sessions = everybody(tmp_path)
    process.terminate()
    said, _ = process.communicate(timeout=90)
    assert "left had not stopped yet and was killed." in said
    assert all_gone(sessions)


def test_a_later_signal_waits_for_nobody(launch: Launch, tmp_path: Path) -> None:
    process = launch("stubborn", stop_seconds=600)
    read_until(process, "ready")
    sessions = everybody(tmp_path)
    assert eventually(lambda: ended(process), pause=1.2), "signals within a second are one"
    assert all_gone(sessions)


def test_one_wish_that_arrives_twice_is_one(launch: Launch, tmp_path: Path) -> None:
    process = launch()
    read_until(process, "ready")
    everybody(tmp_path)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=90)
    assert process.returncode == 0
    assert "killed" not in said


def test_no_part_outlives_a_supervisor_that_was_killed(launch: Launch, tmp_path: Path) -> None:
    process = launch()
    read_until(process, "ready")
    sessions = everybody(tmp_path)
    process.kill()
    process.wait()
    assert eventually(lambda: all_gone(sessions))


def test_a_new_start_waits_for_what_a_killed_supervisor_left(
    launch: Launch, tmp_path: Path
) -> None:
    process = launch()
    read_until(process, "ready")
    sessions = everybody(tmp_path)
    process.kill()
    process.wait()
    assert "ready" in read_until(launch(), "ready")
    assert all_gone(sessions)


def test_a_second_stack_on_the_same_folder_is_refused(launch: Launch, tmp_path: Path) -> None:
    first = launch()
    read_until(first, "ready")
    second = launch()
    said, _ = second.communicate(timeout=90)
    assert second.returncode == 1
    assert said.startswith(f"Vivavoce already runs on {tmp_path} (process {first.pid}).")


def test_a_part_that_never_gets_ready_stops_the_start(launch: Launch) -> None:
    process = launch("mute")
    said, _ = process.communicate(timeout=90)
    assert process.returncode == 1
    assert "ground was not ready after 2 seconds." in said
    assert "ready\n" not in said.splitlines(keepends=True)


def test_a_reader_that_leaves_stops_the_stack(launch: Launch, tmp_path: Path) -> None:
    process = launch()
    read_until(process, "ready")
    sessions = everybody(tmp_path)
    assert process.stdout is not None
    process.stdout.close()
    os.kill(sessions[1], signal.SIGKILL)
    assert eventually(lambda: all_gone(sessions))
    process.wait(timeout=90)
