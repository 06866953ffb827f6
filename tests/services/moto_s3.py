"""A quick S3 server in this process: moto. It believes any signature, so it proves none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import ThreadedMotoServer

from tests.services.radosgw import S3Server


@contextmanager
def running_moto() -> Iterator[S3Server]:
    """A server without buckets, ready in a moment."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield S3Server(f"http://{host}:{port}", "any", "any")
    finally:
        server.stop()
