"""A clamd on a real socket that knows one virus: the test file all scanners agree on."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

# Never whole in the repository: scanners would delete this file (eicar.org, "Download").
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EI" + b"CAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class FakeClamd:
    """Answers one connection after another; `say` replaces its answer, `limit` its patience."""

    def __init__(self, server: socket.socket, hook: str) -> None:
        self.hook = hook
        self.scanned: list[bytes] = []
        self.say: bytes | None = None
        self.limit = 1 << 30
        self._server = server
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the door: from now on nobody answers here."""
        with suppress(OSError):  # stopped already
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                talk, _ = self._server.accept()
            except OSError:
                return
            with talk, talk.makefile("rb") as heard:
                talk.sendall(self._answered(heard.read(6), heard))

    def _answered(self, command: bytes, heard: IO[bytes]) -> bytes:
        if command == b"zPING\0":
            return self.say or b"PONG\0"
        if command + heard.read(4) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        return self._looked_at(heard)

    def _looked_at(self, heard: IO[bytes]) -> bytes:
        body = b""
        while size := struct.unpack(">I", heard.read(4))[0]:
            body += heard.read(size)
            if len(body) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.scanned.append(body)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in body else b"stream: OK\0"
        return found if self.say is None else self.say


@contextmanager
def clamd(path: Path | None = None) -> Iterator[FakeClamd]:
    """One at a free port, or at the socket `path`."""
    if path is None:
        server = socket.create_server(("127.0.0.1", 0))
        hook = f"clamd://127.0.0.1:{server.getsockname()[1]}"
    else:
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.bind(str(path))
        server.listen()
        hook = f"clamd://{path}"
    fake = FakeClamd(server, hook)
    try:
        yield fake
    finally:
        fake.stop()
