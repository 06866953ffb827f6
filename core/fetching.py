"""The one door through which we fetch from addresses that people entered (requirement A12).

Such an address may point into our own network. So a name is resolved once, every address it has
must be public, and the connection goes to an address that was checked, not to the name again.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.config import Settings
from core.errors import N_, VivavoceError

Resolver = Callable[[str, int], Sequence[str]]

LOOPBACK = frozenset({"127.0.0.1", "::1"})
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""RFC 4291 2.4: all other IPv6 is ours, local, or IPv4 in disguise (64:ff9b::/96)."""
_OTHERS = tuple(
    ipaddress.ip_network(net)
    for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "2002::/16")
)
"""Local by their nature though some Pythons call them global: protocol assignments (Oracle's
metadata), 6to4's relays and addresses, Azure's platform, Teredo."""


class AddressRefused(VivavoceError):
    """An address we do not fetch from, whoever asks."""

    code = "address_refused"
    status = 422


class NoAnswer(VivavoceError):
    """The other side could not be reached, or fell silent, or answered something unreadable."""

    code = "no_answer"
    status = 502


class AnswerTooLong(VivavoceError):
    """The other side sent more than we take."""

    code = "answer_too_long"
    status = 502


class Redirected(VivavoceError):
    """The other side sent us elsewhere; we do not follow."""

    code = "redirected"
    status = 502


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer; the headers' names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def resolved(host: str, port: int) -> Sequence[str]:
    """Every address of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far we reach. `allowed` addresses need be neither public nor https, at any port.

    `seconds` is for the whole exchange, `largest` the most bytes of a body.
    """

    allowed: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset({443})
    seconds: float = 15.0
    largest: int = 4 * 1024 * 1024
    resolve: Resolver = resolved
    trusted: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    is_tls: bool
    target: str


def reach_of(settings: Settings) -> Reach:
    """The whole internet over https; in the demo also this machine."""
    return Reach(allowed=LOOPBACK if settings.demo else frozenset())


def fetch(url: str, headers: Mapping[str, str], reach: Reach) -> Fetched:
    """GET `url`. Raises AddressRefused, NoAnswer, AnswerTooLong or Redirected."""
    place = _place(url)
    addresses = _checked(place, reach)
    with _connected(place, addresses, reach) as connection:
        found = _exchange(connection, place, headers, reach)
    if 300 <= found.status < 400 and found.status != 304:
        raise Redirected(
            N_("%(host)s sends us to another address. Enter the address it leads to."),
            host=place.host,
        )
    return found


def check_address(url: str, reach: Reach) -> None:
    """Raise AddressRefused for what can be refused without asking the network."""
    place = _place(url)
    try:
        told = [str(ipaddress.ip_address(place.host))]
    except ValueError:
        told = list(LOOPBACK) if place.host == "localhost" else []
    _refuse(place, told, reach)


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet could reach."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if found.version == 6 and found not in _GLOBAL_UNICAST:
        return False
    is_other = any(found in net for net in _OTHERS)
    return found.is_global and not found.is_multicast and not is_other


def _place(url: str) -> _Place:
    """What the address names. Nobody's password belongs in it: it would be shown and logged."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise AddressRefused(N_("This is not an address of the web.")) from error
    is_web = parts.scheme in ("https", "http") and host and not parts.username
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not is_web or parts.password or not target.isascii() or not target.isprintable():
        raise AddressRefused(N_("This is not an address of the web."))
    return _Place(host, port, parts.scheme == "https", target.replace(" ", "%20"))


def _checked(place: _Place, reach: Reach) -> Sequence[str]:
    """The addresses of the name, resolved this once; one that is not public refuses them all."""
    try:
        found = reach.resolve(place.host, place.port)
    except (OSError, UnicodeError) as error:
        raise NoAnswer(N_("Nothing is known under the name %(host)s."), host=place.host) from error
    if not found:
        raise NoAnswer(N_("Nothing is known under the name %(host)s."), host=place.host)
    _refuse(place, found, reach)
    return found


def _refuse(place: _Place, addresses: Sequence[str], reach: Reach) -> None:
    if addresses and all(address in reach.allowed for address in addresses):
        return
    if not place.is_tls:
        raise AddressRefused(N_("The address must begin with https://."))
    if place.port not in reach.ports:
        raise AddressRefused(N_("The port %(port)s is not one we fetch from."), port=place.port)
    if not all(is_public(address) for address in addresses):
        raise AddressRefused(
            N_("%(host)s is inside a private network; we fetch from the internet alone."),
            host=place.host,
        )


@contextmanager
def _connected(
    place: _Place, addresses: Sequence[str], reach: Reach
) -> Iterator[http.client.HTTPConnection]:
    """A connection to a checked address, with the name in the Host header and in TLS."""
    line = _line(place, addresses, reach)
    kind = http.client.HTTPSConnection if place.is_tls else http.client.HTTPConnection
    connection = kind(place.host, place.port, timeout=reach.seconds)
    try:
        connection.sock = _wrapped(line, place, reach) if place.is_tls else line
        yield connection
    finally:
        connection.close()
        line.close()


def _line(place: _Place, addresses: Sequence[str], reach: Reach) -> socket.socket:
    """The first address that takes the call; three are tried."""
    for address in addresses[:3]:
        with suppress(OSError):
            return socket.create_connection((address, place.port), timeout=reach.seconds / 3)
    raise _silent(place)


def _wrapped(line: socket.socket, place: _Place, reach: Reach) -> socket.socket:
    context = reach.trusted or ssl.create_default_context()
    try:
        return context.wrap_socket(line, server_hostname=place.host)
    except ssl.SSLCertVerificationError as error:
        raise NoAnswer(N_("The certificate of %(host)s does not hold."), host=place.host) from error
    except OSError as error:
        raise _silent(place) from error


def _exchange(
    connection: http.client.HTTPConnection,
    place: _Place,
    headers: Mapping[str, str],
    reach: Reach,
) -> Fetched:
    """One request and its whole answer; a trickle is cut off when the time is over."""
    over = threading.Event()
    watch = threading.Timer(reach.seconds, _cut, (connection.sock, over))
    watch.daemon = True
    watch.start()
    try:
        connection.request("GET", place.target, headers=_headers(headers))
        response = connection.getresponse()
        body = response.read(reach.largest + 1)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise _silent(place) from error
    finally:
        watch.cancel()
    if len(body) > reach.largest:
        raise AnswerTooLong(N_("%(host)s sent more than we take at once."), host=place.host)
    if response.length or over.is_set():  # bytes that were promised did not come
        raise _silent(place)
    told = {name.lower(): value for name, value in response.getheaders()}
    return Fetched(response.status, told, body)


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {"User-Agent": "Vivavoce", "Accept": "application/json"} | dict(headers)


def _cut(line: socket.socket, over: threading.Event) -> None:
    """TLS is left out of it: a thread may be reading through it at this moment."""
    over.set()
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _silent(place: _Place) -> NoAnswer:
    """An error's own text may quote a header, so it is never repeated."""
    return NoAnswer(N_("%(host)s does not answer."), host=place.host)
