"""The door to DNS: what the name servers of this machine know of a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import dns.exception
import dns.rdatatype
import dns.resolver

WAITS_SECONDS = 3.0

Resolve = Callable[[str, str], Sequence[str]]
"""The records of a name and a type (`TXT`, `MX`…), none when there are none. Raises
NotReachable when nobody answers."""


class NotReachable(Exception):
    """No name server answered: nothing is known, so nothing may be called wrong."""


def resolve(name: str, kind: str, servers: dns.resolver.Resolver | None = None) -> Sequence[str]:
    """Ask `servers`, or else the name servers of this machine."""
    try:
        asked = servers or dns.resolver.Resolver()
        answer = asked.resolve(name, kind, lifetime=WAITS_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError) as error:
        raise NotReachable from error
    if answer.rdtype == dns.rdatatype.TXT:
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
    return [str(record).rstrip(".") for record in answer]
