"""The door to a virus scanner: clamd, asked by `INSTREAM` (clamd(8), "COMMANDS").

A session is one connection: the command with its NUL, the file in chunks that each begin with their
length (four bytes, the highest first), a chunk of length 0, and one answer that ends with a NUL.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from core.errors import N_, PartUnavailable

CHUNK_BYTES: Final = 1 << 18
ANSWER_BYTES: Final = 1000
CONNECT_SECONDS: Final = 10.0
# clamd gives itself two minutes for a file (MaxScanTime) and reads as long (ReadTimeout).
TALK_SECONDS: Final = 150.0
FOUND: Final = re.compile(r"stream: (.{1,200}) FOUND")


def scan(hook: str, path: Path) -> str:
    """The name of what is harmful in a local file, empty for nothing.

    Raises `PartUnavailable` unless clamd says clearly one or the other: nothing passes unseen.
    """
    is_sent = False
    with _session(hook) as talk:
        # A clamd that has had enough (StreamMaxLength) says so and closes while we still send.
        with suppress(BrokenPipeError, ConnectionResetError):
            _send(talk, path)
            is_sent = True
        answer = _answer(talk)
    if answer == "stream: OK" and is_sent:
        return ""
    if found := FOUND.fullmatch(answer):
        return found[1]
    raise _silent()


def ping(hook: str) -> None:
    """Raise `PartUnavailable` unless a clamd answers there."""
    with _session(hook) as talk:
        talk.sendall(b"zPING\0")
        if _answer(talk) != "PONG":
            raise _silent()


@contextmanager
def _session(hook: str) -> Iterator[socket.socket]:
    try:
        with _connected(hook) as talk:
            talk.settimeout(TALK_SECONDS)
            yield talk
    except OSError as error:
        raise _silent() from error


def _connected(hook: str) -> socket.socket:
    parts = urlsplit(hook)
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), CONNECT_SECONDS)
    talk = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    talk.settimeout(CONNECT_SECONDS)
    try:
        talk.connect(unquote(parts.path))
    except OSError:
        talk.close()
        raise
    return talk


def _send(talk: socket.socket, path: Path) -> None:
    talk.sendall(b"zINSTREAM\0")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            talk.sendall(struct.pack(">I", len(chunk)) + chunk)
    talk.sendall(struct.pack(">I", 0))


def _answer(talk: socket.socket) -> str:
    """One whole answer, printable ASCII only (it goes into a log); empty when it was cut short."""
    said = b""
    while not said.endswith(b"\0") and len(said) < ANSWER_BYTES and (more := talk.recv(1000)):
        said += more
    if not said.endswith(b"\0"):
        return ""
    text = said.removesuffix(b"\0").decode("ascii", "replace")
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _silent() -> PartUnavailable:
    return PartUnavailable(N_("The virus scanner does not answer."))
