"""Vivavoce as real processes: the demo under its supervisor, or single parts on given settings."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import redis
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.embedded import leash
from app.embedded.demo import MEMBER_FILE, environment, is_ready, stages
from app.embedded.parts import Part
from core.db import Database
from core.models import Reaction
from tests.pipeline.journey.waiting import until

ROOT = Path(__file__).parents[3]
START_SECONDS = 120.0
STOP_SECONDS = 60.0
NO_REDIS = "redis://127.0.0.1:1/0"
"""For what needs none: nobody listens there."""


@dataclass(slots=True)
class Demo:
    """`make demo` on one folder: started, stopped, and cut off like a machine without power."""

    var: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def member(self) -> dict[str, str]:
        """The desk's sign-in, as the banner tells it."""
        told: dict[str, str] = json.loads((self.var / MEMBER_FILE).read_text())
        return told

    @property
    def log(self) -> Path:
        """Everything its parts said, of all its starts."""
        return self.var.parent / f"{self.var.name}.log"

    def start(self) -> None:
        """Start it and wait until it says that it is open."""
        already = self._said().count("Vivavoce is open.")
        argv = [sys.executable, "-m", "app.embedded"]
        argv += ["--var", str(self.var), "--port", str(self.port)]
        with self.log.open("ab") as output:
            self.process = leash.start(argv, os.environ, cwd=ROOT, output=output)
        until(lambda: self._opened(already), "the demo is open", START_SECONDS)

    def stop(self) -> None:
        """Ctrl-C; it ends by itself and without a fault."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=STOP_SECONDS)
        assert self.process.returncode == 0, self._said()[-4000:]
        self.process = None

    def cut(self) -> None:
        """SIGKILL of the supervisor and of everything below it, at once."""
        assert self.process is not None
        parts = self.parts()
        self.process.kill()
        for part in parts.values():
            for pid in leash.session_members(part):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate()
        self.process = None
        until(lambda: not any(map(leash.session_members, parts.values())), "all parts are dead")

    def parts(self) -> dict[str, int]:
        """The pid of each part by a word of its command; each leads a session of its own."""
        assert self.process is not None
        table = subprocess.run(
            ["ps", "-axo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
        )
        rows = (line.split(None, 2) for line in table.stdout.splitlines())
        ours = [(int(pid), args) for pid, parent, args in rows if int(parent) == self.process.pid]
        return {_name_of(args): pid for pid, args in ours}

    def hold(self, part: str) -> None:
        """Hold one part still, with everything it forked, until it is let go or killed."""
        for pid in leash.session_members(self.parts()[part]):
            os.kill(pid, signal.SIGSTOP)

    def let_go(self, part: str) -> None:
        """Let a part that was held go on."""
        for pid in leash.session_members(self.parts()[part]):
            os.kill(pid, signal.SIGCONT)

    def forget_jobs(self) -> None:
        """FLUSHALL: everything that Valkey knew is gone."""
        folder = self.var / "valkey"
        port, password = ((folder / name).read_text().strip() for name in ("port", "password"))
        with closing(redis.Redis(port=int(port), password=password)) as connection:
            connection.flushall()

    def run(self, *arguments: str) -> str:
        """What a `vivavoce` command says, run as its own process."""
        return vivavoce(environment(self.var, self.port, NO_REDIS), *arguments)

    def end_leases(self) -> None:
        """What a minute does: work that was handed out and not done is due again."""
        database = Database(f"sqlite:///{self.var}/vivavoce.db")
        with closing(database), database.transaction() as session:
            session.execute(
                update(Reaction)
                .where(Reaction.settled_at.is_(None))
                .values(due_at=datetime.now(UTC))
            )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look into its database."""
        database = Database(f"sqlite:///{self.var}/vivavoce.db")
        with closing(database), database.reading() as session:
            yield session

    def _said(self) -> str:
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def _opened(self, already: int) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self._said()[-4000:]
        return self._said().count("Vivavoce is open.") > already


def _name_of(args: str) -> str:
    """`web`, `worker`, `media`, `clock` or `valkey`."""
    found = re.search(r"valkey|granian|worker media|worker work|cli clock", args)
    assert found, args
    names = {"granian": "web", "worker media": "media", "worker work": "worker"}
    return names.get(found[0], found[0].removeprefix("cli "))


def seed(var: Path, port: int) -> None:
    """Fill an empty folder with the demo store, for a demo that will listen on `port`."""
    var.mkdir(parents=True)
    env = environment(var, port, NO_REDIS)
    vivavoce(env, "db", "upgrade")
    vivavoce(env, "demo-seed")


def copy(template: Path, var: Path, port: int) -> Demo:
    """A demo of its own on a copy of a filled folder."""
    shutil.copytree(template, var)
    return Demo(var, port)


def vivavoce(env: Mapping[str, str], *arguments: str) -> str:
    """What a command says; a failure says why."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
        check=False,
        timeout=START_SECONDS,
    )
    assert done.returncode == 0, f"vivavoce {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def running_parts(env: Mapping[str, str], port: int, log: Path) -> Iterator[None]:
    """Web server, both workers and the clock, as production starts them: one process each."""
    parts = [part for stage in stages(dict(env), port) for part in stage]
    with log.open("ab") as output:
        processes = [_start(part, output.fileno()) for part in parts]
    try:
        until(lambda: _all_run(processes, log) and is_ready(port), "/readyz is 200", START_SECONDS)
        yield
    finally:
        _end(processes)


def _start(part: Part, output: int) -> subprocess.Popen[bytes]:
    return leash.start(part.argv, part.env, cwd=part.cwd, output=output)


def _all_run(processes: Sequence[subprocess.Popen[bytes]], log: Path) -> bool:
    for process in processes:
        assert process.poll() is None, log.read_text("utf-8", "replace")[-4000:]
    return True


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """SIGTERM to each; what does not end is killed."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        leash.end_session(process.pid, grace=0.5)
