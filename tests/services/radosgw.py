"""A throw-away S3 server, Ceph's radosgw on an in-memory disk, from Debian's packages.

It is the one server here that checks signatures, policies and ranges as S3 itself does.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.embedded import leash
from tests.services.ports import free_port

PROGRAMS = ("radosgw", "ceph-mon", "ceph-osd", "ceph", "radosgw-admin", "monmaptool")
PACKAGES = "radosgw ceph-mon ceph-osd ceph-common"
START_SECONDS = 60.0
POLL_SECONDS = 0.1

_CONFIG = """\
[global]
fsid={fsid}
mon_host=v1:127.0.0.1:{mon_port}
auth_cluster_required=none
auth_service_required=none
auth_client_required=none
ms_bind_ipv6=false
public_addr=127.0.0.1
cluster_addr=127.0.0.1
osd_pool_default_size=1
osd_pool_default_min_size=1
osd_crush_chooseleaf_type=0
osd_pool_default_pg_num=4
osd_pool_default_pgp_num=4
osd_pool_default_pg_autoscale_mode=off
mon_allow_pool_size_one=true
mon_max_pg_per_osd=1000
run_dir={folder}/run
admin_socket={folder}/run/$name.asok
log_file={folder}/$name.log
pid_file={folder}/run/$name.pid
[mon]
mon_data={folder}/mon
mon_cluster_log_file={folder}/cluster.log
[osd]
osd_data={folder}/osd
osd_objectstore=memstore
memstore_device_bytes=4294967296
osd_class_load_list=*
osd_class_default_list=*
[client]
rgw_thread_pool_size=32
rgw_enable_apis=s3,admin
rgw_enable_usage_log=false
"""


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running server, and one user of it who may do anything."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)

    def storage_url(self, bucket: str) -> str:
        """What VIVAVOCE_STORAGE_URL says for one of its buckets."""
        host = self.endpoint.removeprefix("http://")
        return f"s3://{self.access_key}:{self.secret_key}@{host}/{bucket}?region=us-east-1"


def skip_without_radosgw() -> None:
    """Skip the running test, saying what to install."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}: apt-get install {PACKAGES}")


@contextmanager
def running_radosgw() -> Iterator[S3Server]:
    """A server without buckets; about 13 s to start, a short path as sockets need one."""
    with tempfile.TemporaryDirectory(prefix="vv-rgw-", dir="/tmp") as name, ExitStack() as stack:
        cluster = _Cluster(Path(name), stack)
        cluster.start_monitor()
        cluster.start_disk()
        yield cluster.start_gateway()


class _Cluster:
    """One monitor, one disk in memory, one gateway; `stack` ends what was started."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._fsid = str(uuid.uuid4())
        self._daemons: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}
        self._mon_port, self._port = free_port(), free_port()
        for part in ("mon", "osd", "run"):
            (folder / part).mkdir()
        self._config = folder / "ceph.conf"
        told = _CONFIG.format(fsid=self._fsid, mon_port=self._mon_port, folder=folder)
        self._config.write_text(told)

    def start_monitor(self) -> None:
        """The monitor knows the others."""
        place, ceph_map = f"v1:127.0.0.1:{self._mon_port}", str(self._folder / "monmap")
        self._run("monmaptool", "--create", "--addv", "a", place, "--fsid", self._fsid, ceph_map)
        self._run(*self._configured("ceph-mon", "--mkfs", "-i", "a", "--monmap", ceph_map))
        self._start("ceph-mon", "-f", "-i", "a")
        self._await(lambda: "quorum" in self._say("ceph", "--connect-timeout", "2", "mon", "stat"))

    def start_disk(self) -> None:
        """The disk is memory, so nothing outlives it."""
        name = str(uuid.uuid4())
        self._await(lambda: self._say("ceph", "osd", "new", name).strip() == "0")
        self._run(*self._configured("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", name))
        self._start("ceph-osd", "-f", "-i", "0")
        self._await(lambda: "1 up" in self._say("ceph", "osd", "stat"))

    def start_gateway(self) -> S3Server:
        """The gateway speaks S3."""
        place = f"127.0.0.1:{self._port}"
        server = S3Server(f"http://{place}", f"AK{secrets.token_hex(8)}", secrets.token_hex(20))
        keys = (f"--access-key={server.access_key}", f"--secret-key={server.secret_key}")
        create = ("radosgw-admin", "user", "create", "--uid=tests", "--display-name=tests", *keys)
        self._await(lambda: server.access_key in self._say(*create))
        self._start(
            "radosgw", "-f", "-n", "client.admin", f"--rgw_frontends=beast endpoint={place}"
        )
        self._await(lambda: _answers(self._port))
        return server

    def _start(self, *command: str) -> None:
        with (self._folder / f"{command[0]}.out").open("ab") as output:
            argv = self._configured(*command)
            process = leash.start(argv, os.environ, cwd=self._folder, output=output)
        self._stack.callback(_end, process)
        self._daemons[command] = process

    def _configured(self, *command: str) -> list[str]:
        return [shutil.which(command[0]) or command[0], "-c", str(self._config), *command[1:]]

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command,
            cwd=self._folder,
            capture_output=True,
            check=False,
            text=True,
            timeout=START_SECONDS,
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")
        return done.stdout

    def _say(self, *command: str) -> str:
        """What a command says, or nothing: a young monitor refuses now and then."""
        with contextlib.suppress(RuntimeError, subprocess.TimeoutExpired):
            return self._run(*self._configured(*command))
        return ""

    def _await(self, is_so: Callable[[], bool]) -> None:
        """Wait, and start those again that were faster than their monitor ("wrong fsid")."""
        deadline = time.monotonic() + START_SECONDS
        while not is_so():
            if time.monotonic() > deadline:
                outputs = [path.read_text()[-2000:] for path in self._folder.glob("*.out")]
                raise TimeoutError("Ceph did not start:\n" + "\n".join(outputs))
            for command, process in list(self._daemons.items()):
                if process.poll() is not None:
                    self._start(*command)
            time.sleep(POLL_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL: all of it is in memory, and a monitor takes seconds to say goodbye."""
    process.kill()
    process.communicate()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
