"""A local SendGrid that shows whom it holds mails back from, as strictly as the real one."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "SG.lists.key"
_OPTIONS = {"limit", "offset", "start_time", "end_time"}


@dataclass
class FakeLists:
    """The account's lists by name, its groups by number, every path asked for, and its troubles."""

    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """What a path answers instead: its status and its body."""
    hangs_up: bool = False
    """Whether the connection is closed instead of answered."""

    def __post_init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self

    @property
    def url(self) -> str:
        """The VIVAVOCE_MAIL_URL that leads here."""
        port = self._server.server_address[1]
        return f"sendgrid://{KEY}@127.0.0.1:{port}?tls=0&timeout=20"

    def enter(self, name: str, email: str, at: datetime, **more: str) -> None:
        """One entry of a list; the newest comes first, as there."""
        entry = {"created": int(at.timestamp()), "email": email} | more
        self.lists.setdefault(name, []).insert(0, entry)

    def __enter__(self) -> FakeLists:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, options: Mapping[str, str]) -> tuple[int, bytes]:
        """What a GET gets."""
        name = path.rpartition("/")[2]
        if path in self.answers:
            return self.answers[path]
        if path.startswith("/v3/suppression/") and name in (
            "bounces",
            "spam_reports",
            "unsubscribes",
        ):
            return _page(self.lists.get(name, []), options)
        number = path.removeprefix("/v3/asm/groups/").removesuffix("/suppressions")
        if number in self.groups:
            return 200, json.dumps(self.groups[number]).encode()
        return 404, b'{"errors": [{"message": "not found"}]}'


def _page(entries: list[dict[str, Any]], options: Mapping[str, str]) -> tuple[int, bytes]:
    limit, offset = int(options.get("limit", "500")), int(options.get("offset", "0"))
    if not 1 <= limit <= 500 or set(options) - _OPTIONS:
        return 400, b'{"errors": [{"message": "limit must be 1 to 500"}]}'
    since = int(options.get("start_time", "0"))
    found = [one for one in entries if one["created"] >= since]
    return 200, json.dumps(found[offset : offset + limit]).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    fake: FakeLists


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.fake.asked.append(self.path)
        if self.server.fake.hangs_up:
            self.close_connection = True
            return
        status, body = 401, b"{}"
        if self.headers.get("Authorization") == f"Bearer {KEY}":
            options = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, body = self.server.fake.answer(parts.path, options)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Say nothing."""
