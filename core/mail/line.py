"""One HTTP exchange with a mail provider, over a connection kept open for the next one."""

from __future__ import annotations

import http.client
import os
import select
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from core.mail.sendgrid_body import Answer

KEPT_SECONDS = 2.0
"""Less than any server waits for the next request; longer, and it may hang up while we speak."""


class NotConnected(Exception):
    """No connection came about, so no byte of the message left."""


class Broken(Exception):
    """The connection failed once bytes had left: nobody knows whether the call was taken."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A connection at rest: whose it is (a forked child must not speak on it) and since when."""

    connection: http.client.HTTPConnection
    process: int
    since: float

    def is_usable(self) -> bool:
        """Whether it rested briefly, here, and the other side neither hung up nor spoke."""
        is_fresh = monotonic() - self.since < KEPT_SECONDS and self.process == os.getpid()
        return is_fresh and not select.select([self.connection.sock], [], [], 0)[0]


@dataclass(frozen=True, slots=True)
class Line:
    """The way to one server; safe to use from several threads, each on a connection of its own."""

    host: str
    port: int
    tls: bool
    timeout: float
    _kept: list[_Kept] = field(default_factory=list, repr=False, compare=False)

    def exchange(
        self, method: str, path: str, sent: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        """One request; raises NotConnected before its first byte, Broken from then on.

        A request is never repeated: if a kept connection breaks under it, the server may have
        read it all the same (RFC 9110, 9.2.2). So a connection is looked at before it is used.
        """
        connection = self._open()
        try:
            answer, may_stay = _ask(connection, method, path, sent, headers)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Broken(_name(error)) from error
        if may_stay:
            self._kept.append(_Kept(connection, os.getpid(), monotonic()))
        else:
            connection.close()
        return answer

    def __del__(self) -> None:
        """Hang up politely; nobody else knows these connections."""
        for kept in self._kept:
            kept.connection.close()

    def _open(self) -> http.client.HTTPConnection:
        while self._kept:
            kept = self._kept.pop()
            if kept.is_usable():
                return kept.connection
            kept.connection.close()
        connection = self._new()
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise NotConnected(_name(error)) from error
        return connection

    def _new(self) -> http.client.HTTPConnection:
        if self.tls:
            return http.client.HTTPSConnection(
                self.host, self.port, timeout=self.timeout, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)


def _ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    sent: bytes | None,
    headers: Mapping[str, str],
) -> tuple[Answer, bool]:
    """The answer, and whether the connection may carry another request."""
    is_whole = False
    # A server may answer (413, 401) and close before it has read the body; if it did, its
    # answer waits to be read, and if it did not, getresponse raises.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.request(method, path, sent, dict(headers))
        is_whole = True
    response = connection.getresponse()
    told = {name.lower(): value for name, value in response.getheaders()}
    answer = Answer(response.status, told, response.read())
    return answer, is_whole and answer.status in (200, 202) and connection.sock is not None


def _name(error: BaseException) -> str:
    """What happened without what was sent: an error's own text may quote a header."""
    return type(error).__name__
