"""An application served to a browser, from the first page until the test has looked enough."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.types import WSGIApplication

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator


class Quiet(WSGIRequestHandler):
    """A server that keeps its requests to itself."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 -- the name is theirs
        """Say nothing."""


def at_once(application: WSGIApplication) -> WSGIApplication:
    """The same answers, read and closed before they leave.

    A browser that goes away in the middle of an answer makes the server drop it unclosed,
    and a file that stays open is a warning in whichever test comes next.
    """

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        parts = application(environ, start_response)
        with_end = ClosingIterator(parts, getattr(parts, "close", lambda: None))
        try:
            return [b"".join(with_end)]
        finally:
            with_end.close()

    return answer


@contextmanager
def served(application: WSGIApplication, port: int = 0) -> Iterator[str]:
    """The address of an application, without a slash at its end."""
    server = make_server(
        "127.0.0.1", port, at_once(application), threaded=True, request_handler=Quiet
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
