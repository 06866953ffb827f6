"""A local SendGrid: as strict as the real one, and able to fail in every way it can.

In a test: `with FakeSendGrid() as sendgrid: … sendgrid.url … sendgrid.sent`.
As a process: `python -m tests.fakes.sendgrid --port 8025 --folder /tmp/mails`.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.fakes.sendgrid_groups import UnsubscribeGroups
from tests.fakes.sendgrid_rules import faults

KEY = "SG.fake.key"
MAX_BYTES = 30_000_000


@dataclass(frozen=True, slots=True)
class SentMail:
    """One accepted personalization, with its mail as the person would get it."""

    message_id: str
    to: str
    to_name: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    custom_args: Mapping[str, str]
    categories: tuple[str, ...]
    sender: str
    sandbox: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong with one coming call."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    drops_answer: bool = False
    hangs_up: bool = False
    is_slow: bool = False


class FakeSendGrid:
    """The server in a thread, what it took, and the troubles it was told to make."""

    def __init__(
        self, port: int = 0, folder: Path | None = None, max_bytes: int = MAX_BYTES
    ) -> None:
        self.sent: list[SentMail] = []
        self.calls: list[dict[str, Any]] = []
        self.groups = UnsubscribeGroups()
        self.connections = self.complained = 0
        self.hung_up, self.taken, self.over = (threading.Event() for _ in range(3))
        self.max_bytes = max_bytes
        self._troubles: deque[Trouble] = deque()
        self._refused_addresses: dict[str, bool] = {}
        self._folder = folder
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self)
        self.port: int = self._server.server_address[1]

    @property
    def url(self) -> str:
        """The VIVAVOCE_MAIL_URL that leads here."""
        return f"sendgrid://{KEY}@127.0.0.1:{self.port}?tls=0&timeout=20"

    def __enter__(self) -> FakeSendGrid:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def serve(self) -> None:
        """Serve in this thread until interrupted."""
        with self._server:
            self._server.serve_forever()

    def fail_next(self, status: int, retry_after: int | None = None, **headers: str) -> None:
        """Answer the next call with `status` and take nothing."""
        told = {"Retry-After": str(retry_after)} if retry_after is not None else {}
        self._troubles.append(Trouble(status, told | headers))

    def drop_answer_next(self) -> None:
        """Take the next call, then hang up without an answer."""
        self._troubles.append(Trouble(drops_answer=True))

    def hang_up_next(self) -> None:
        """Take the next call, answer, and hang up without having said so; `hung_up` is set then."""
        self._troubles.append(Trouble(hangs_up=True))

    def slow_next(self) -> None:
        """Take the next call and answer later than anybody waits."""
        self._troubles.append(Trouble(is_slow=True))

    def refuse_address(self, address: str, *, is_named: bool = True) -> None:
        """Find fault with this address in whatever call it appears, and say where, or not."""
        self._refused_addresses[address.lower()] = is_named

    def trouble(self) -> Trouble:
        """The trouble planned for the call that has just come."""
        with self._lock:
            return self._troubles.popleft() if self._troubles else Trouble()

    def complaints(self, call: Any) -> list[dict[str, Any]]:
        """SendGrid's error list for this call; empty when it is taken."""
        found = faults(call) or list(self._refusals(call))
        return [{"message": says, "field": where or None, "help": None} for says, where in found]

    def take(self, call: dict[str, Any]) -> str:
        """Accept the call and render every mail in it; returns the X-Message-Id."""
        message_id = secrets.token_urlsafe(12)
        mails = [_render(call, person, message_id) for person in call["personalizations"]]
        with self._lock:
            self.calls.append(call)
            self.sent += mails
            if self._folder:
                _store(self._folder, message_id, mails)
        return message_id

    def _refusals(self, call: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for place, person in enumerate(call["personalizations"]):
            is_named = self._refused_addresses.get(person["to"][0]["email"].lower())
            if is_named is not None:
                where = f"personalizations.{place}.to.0.email" if is_named else ""
                yield ("Does not contain a valid address.", where)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], fake: FakeSendGrid) -> None:
        super().__init__(address, _Handler)
        self.fake = fake

    def process_request(self, request: Any, client_address: Any) -> None:
        """Count whoever calls."""
        self.fake.connections += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Tell that a connection is gone."""
        super().shutdown_request(request)
        self.fake.hung_up.set()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left without waiting for its answer is no news here."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if self.path == "/sent":
            self._say(200, [asdict(mail) for mail in self.server.fake.sent])
        elif self._is_known():
            is_list = self.path.startswith("/v3/suppression/")
            known: dict[str, Any] = {"/v3/scopes": {"scopes": ["mail.send"]}}
            told = known.get(self.path, [] if is_list else None)
            self._say(404 if told is None else 200, told)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        trouble = self.server.fake.trouble()
        if self.path != "/v3/mail/send" and not self.path.startswith("/v3/asm/groups/"):
            self._say(404, _errors("not found"))
        elif trouble.status:
            self._say(trouble.status, _errors("told to fail"), **trouble.headers)
        elif self._is_known() and self._fits(raw):
            told = self.server.fake.groups.enter(self.path, raw)
            self._say(*told) if told else self._take(raw, trouble)

    def do_DELETE(self) -> None:
        trouble = self.server.fake.trouble()
        if trouble.status:
            self._say(trouble.status, _errors("told to fail"), **trouble.headers)
        elif self._is_known():
            self._say(*self.server.fake.groups.leave(self.path))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Say nothing: a request line could hold what no log may hold."""

    def _take(self, raw: bytes, trouble: Trouble) -> None:
        try:
            call = json.loads(raw)
        except ValueError:
            self._say(400, _errors("Bad Request"))
            return
        complaints = self.server.fake.complaints(call)
        if complaints:
            self.server.fake.complained += 1
            self._say(400, {"errors": complaints})
            return
        message_id = self.server.fake.take(call)
        self.server.fake.taken.set()
        if trouble.is_slow:
            self.server.fake.over.wait()
        if trouble.drops_answer or trouble.is_slow:
            self.close_connection = True
        else:
            self._say(200 if _is_sandbox(call) else 202, None, **{"X-Message-Id": message_id})
            self.close_connection = self.close_connection or trouble.hangs_up

    def _is_known(self) -> bool:
        known = self.headers.get("Authorization") == f"Bearer {KEY}"
        if not known:
            self._say(401, _errors("The provided authorization grant is invalid"))
        return known

    def _fits(self, raw: bytes) -> bool:
        if not self.headers.get("Content-Type", "").startswith("application/json"):
            self._say(415, _errors("Content-Type should be application/json."))
            return False
        if len(raw) > self.server.fake.max_bytes:
            self._say(413, _errors("Payload too large"))
            return False
        return True

    def _say(self, status: int, told: Any, **headers: str) -> None:
        body = b"" if told is None else json.dumps(told).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _errors(message: str) -> dict[str, Any]:
    return {"errors": [{"message": message, "field": None, "help": None}]}


def _is_sandbox(call: Mapping[str, Any]) -> bool:
    return bool(call.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"))


def _render(call: Mapping[str, Any], person: Mapping[str, Any], message_id: str) -> SentMail:
    parts = {part["type"]: part["value"] for part in call["content"]}
    keys = person.get("substitutions", {})
    return SentMail(
        message_id=message_id,
        to=person["to"][0]["email"],
        to_name=person["to"][0].get("name", ""),
        subject=_replaced(person.get("subject", call["subject"]), keys),
        text=_replaced(parts.get("text/plain", ""), keys),
        html=_replaced(parts.get("text/html", ""), keys),
        headers=dict(call.get("headers", {})) | dict(person.get("headers", {})),
        custom_args=dict(call.get("custom_args", {})) | dict(person.get("custom_args", {})),
        categories=tuple(call.get("categories", [])),
        sender=call["from"]["email"],
        sandbox=_is_sandbox(call),
    )


def _replaced(letter: str, keys: Mapping[str, str]) -> str:
    """Key after key over the whole, as SendGrid does: values are searched again."""
    for key, value in keys.items():
        letter = letter.replace(key, value)
    return letter


def _store(folder: Path, message_id: str, mails: list[SentMail]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for place, mail in enumerate(mails):
        path = folder / f"{message_id}-{place:04}.json"
        path.with_suffix(".part").write_text(json.dumps(asdict(mail)))
        path.with_suffix(".part").replace(path)


def main() -> None:
    """Serve until interrupted."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--folder", type=Path, required=True)
    told = options.parse_args()
    FakeSendGrid(told.port, told.folder).serve()


if __name__ == "__main__":
    main()
