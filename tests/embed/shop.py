"""A tiny web server that plays the shop or the Vivavoce host, and remembers what was asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

EMBED = Path(__file__).parents[2] / "static" / "embed"
TYPES = {".js": "text/javascript", ".mp4": "video/mp4", ".jpg": "image/jpeg", ".webp": "image/webp"}
SLOWLY = "/slow"


@dataclass(slots=True)
class Shop:
    """Pages and feeds are put into it by path; `/slow/…` answers the same after `delay` seconds."""

    origin: str
    media: Path
    pages: dict[str, tuple[bytes, str | None]] = field(default_factory=dict)
    feeds: dict[str, Any] = field(default_factory=dict)
    delay: float = 0.7
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def page(self, html: str, *, csp: str | None = None, path: str = "/") -> str:
        self.pages[path] = (html.encode(), csp)
        return self.origin + path

    def answer(self, path: str) -> tuple[int, str, bytes, str | None]:
        if path in self.pages:
            body, csp = self.pages[path]
            return 200, "text/html; charset=utf-8", body, csp
        if path in self.feeds:
            made = self.feeds[path]
            body = made if isinstance(made, bytes) else json.dumps(made).encode()
            return 200, "application/json", body, None
        for prefix, folder in (("/embed/", EMBED), ("/media/", self.media)):
            file = folder / path.removeprefix(prefix)
            if path.startswith(prefix) and file.is_file():
                return 200, TYPES[file.suffix], file.read_bytes(), None
        return 404, "text/plain", b"", None


def handler(shop: Shop) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            shop.asked.append((self.path, dict(self.headers)))
            if path.startswith(SLOWLY):
                time.sleep(shop.delay)
                path = path.removeprefix(SLOWLY)
            status, kind, body, csp = shop.answer(path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Cache-Control", "no-store")
            if csp:
                self.send_header("Content-Security-Policy", csp)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests print nothing."""

    return Handler


class QuietServer(ThreadingHTTPServer):
    """A browser may hang up in the middle of an answer; that is no fault of ours."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def opened(media: Path) -> Iterator[Shop]:
    """A shop on a free port of this machine, closed at the end."""
    shop = Shop(origin="", media=media)
    server = QuietServer(("127.0.0.1", 0), handler(shop))
    shop.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
