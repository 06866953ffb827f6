"""A mail provider that takes everything at once: `python -m bench.sink` prints its port."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Taker(BaseHTTPRequestHandler):
    """Answers 202 to each call, keeps the connection open, and counts whom it was for."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        """`POST /v3/mail/send`."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        people = body.count(b'"custom_args"')
        self.send_response_only(202)
        self.send_header("X-Message-Id", secrets.token_urlsafe(16))
        self.send_header("X-Taken", str(people))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- http.server's name
        """Quiet."""


@contextmanager
def running_sink() -> Iterator[int]:
    """The port of a sink in a process of its own."""
    argv = [sys.executable, "-m", "bench.sink"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.readline() if process.stdout else ""
        try:
            yield int(said)
        finally:
            process.terminate()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
