"""A local shop or helpdesk: answers what a test told it to, and fails in the ways real ones do."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

Query = Mapping[str, str]
Route = Callable[[str, Query], Any]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with more than its JSON."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    drops: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked, with the headers' names in lower case."""

    path: str
    query: Query
    headers: Mapping[str, str]


class FakeShop:
    """The server in a thread; `route` says what it answers, `next` what goes wrong first."""

    def __init__(self, route: Route, context: ssl.SSLContext | None = None) -> None:
        self.route = route
        self.calls: list[Call] = []
        self.next: deque[Said] = deque()
        self._server = _Server(("127.0.0.1", 0), self)
        self.port: int = self._server.server_address[1]
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> FakeShop:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, call: Call) -> Said:
        """What this call gets."""
        self.calls.append(call)
        if self.next:
            return self.next.popleft()
        found = self.route(call.path, call.query)
        if found is None:
            return Said({"error": "not found"}, status=404)
        return found if isinstance(found, Said) else Said(found)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], fake: FakeShop) -> None:
        super().__init__(address, _Handler)
        self.fake = fake

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is part of what is tested."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        said = self.server.fake.answer(Call(parts.path, query, headers))
        self.close_connection = True
        if said.drops:
            _reset(self.connection)
            return
        body = said.raw if said.raw is not None else json.dumps(said.body).encode()
        self.send_response(said.status)
        for name, value in {"Content-Length": str(len(body)), **said.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Say nothing: a request line could hold what no log may hold."""


def _reset(connection: socket.socket) -> None:
    """Hang up without a goodbye."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
