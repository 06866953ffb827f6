"""Ports for servers that a test starts, from below those that the system hands out by itself.

A port that the system chose is free again once it was asked for, and the next connection or the
next test's server may get it before the server that it was meant for is up.
"""

from __future__ import annotations

import secrets
import socket

FIRST, LAST = 10_000, 32_000
"""Linux hands out 32768 and up (`net.ipv4.ip_local_port_range`), other systems 49152 and up."""


def free_port() -> int:
    """A port that nobody listens on, and that nobody is given by chance."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
