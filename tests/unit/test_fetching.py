"""We fetch from the internet alone, from the address that was checked, and not for ever."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.fetching import (
    AddressRefused,
    AnswerTooLong,
    NoAnswer,
    Reach,
    Redirected,
    check_address,
    fetch,
    is_public,
    reach_of,
)
from tests.fakes.shop import FakeShop, Query, Said
from tests.fakes.tls import self_signed
from tests.houses import settings_for

HERE = frozenset({"127.0.0.1"})


def pointing_to(*addresses: str) -> Reach:
    def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return Reach(allowed=HERE, resolve=resolve)


@pytest.fixture
def shop() -> Iterator[FakeShop]:
    with FakeShop(_echo) as shop:
        yield shop


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "loopback"),
        ("127.8.8.8", "all of 127/8 is loopback"),
        ("0.0.0.0", "this host (RFC 1122)"),  # noqa: S104 -- an address to refuse, not to bind
        ("10.0.0.5", "RFC 1918"),
        ("172.16.0.1", "RFC 1918"),
        ("192.168.1.1", "RFC 1918"),
        ("100.64.0.1", "carrier-grade NAT (RFC 6598)"),
        ("100.100.100.200", "Alibaba's metadata, within carrier-grade NAT"),
        ("169.254.169.254", "metadata of AWS, GCP and Azure, link-local"),
        ("169.254.1.1", "link-local"),
        ("168.63.129.16", "Azure's platform"),
        ("192.0.0.192", "Oracle's metadata"),
        ("192.0.2.1", "documentation"),
        ("198.18.0.1", "benchmarks"),
        ("224.0.0.1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "broadcast"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::127.0.0.1", "IPv4-compatible"),
        ("::ffff:127.0.0.1", "IPv4-mapped loopback"),
        ("::ffff:93.184.216.34", "IPv4-mapped at all"),
        ("64:ff9b::a00:1", "NAT64 of 10.0.0.1"),
        ("2002:7f00:1::", "6to4 of 127.0.0.1"),
        ("2001::1", "Teredo"),
        ("2001:db8::1", "documentation"),
        ("fc00::1", "unique local"),
        ("fd00:ec2::254", "AWS's metadata, unique local"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local with its zone"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
        ("shop.example", "not an address"),
    ],
)
def test_an_address_of_a_private_network_is_refused(address: str, why: str) -> None:
    assert not is_public(address), why
    with pytest.raises(AddressRefused):
        fetch("https://shop.example/orders", {}, replace(pointing_to(address), allowed=frozenset()))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450::8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(AddressRefused):
        fetch("https://shop.example/", {}, pointing_to("93.184.216.34", "10.0.0.1"))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://shop.example/", "not encrypted"),
        ("ftp://shop.example/", "not the web"),
        ("file:///etc/passwd", "a file"),
        ("gopher://shop.example/", "not the web"),
        ("//shop.example/", "no scheme"),
        ("https:///orders", "no host"),
        ("https://ada:secret@shop.example/", "a password in the address"),
        ("https://ada@shop.example/", "a name in the address"),
        ("https://shop.example:22/", "a port of something else"),
        ("https://shop.example:99999/", "not a port"),
        ("https://[::1/", "a torn bracket"),
        ("https://shop.example/a\r\nHost: b", "a header within the path"),
        ("https://shop.example/é", "not ASCII"),
        (f"https://{'a' * 70}.example/", "a label longer than 63"),
    ],
)
def test_an_address_that_is_not_of_the_web_is_refused(url: str, why: str) -> None:
    with pytest.raises((AddressRefused, NoAnswer)):
        fetch(url, {}, Reach(resolve=_nobody))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://10.1.2.3/x",
        "http://a.example",
    ],
)
def test_what_is_plainly_private_is_refused_where_it_is_typed(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_address(url, Reach())


def test_a_name_is_not_asked_for_where_it_is_typed() -> None:
    check_address("https://shop.example/api", Reach(resolve=_nobody))


def test_a_number_that_means_this_machine_is_refused() -> None:
    with pytest.raises(AddressRefused):
        fetch("https://2130706433/", {}, Reach())


def test_a_name_is_resolved_once_and_the_checked_address_is_called(shop: FakeShop) -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append((host, port))
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    url = f"http://shop.example:{shop.port}/orders?page=2"
    found = fetch(url, {"Authorization": "Bearer t"}, Reach(allowed=HERE, resolve=resolve))
    assert (found.status, found.body) == (200, b'{"path": "/orders", "page": "2"}')
    assert asked == [("shop.example", shop.port)]
    assert shop.calls[0].headers["host"] == f"shop.example:{shop.port}"
    assert shop.calls[0].headers["authorization"] == "Bearer t"


def test_an_allowed_address_beside_another_private_one_is_refused() -> None:
    with pytest.raises(AddressRefused):
        fetch("https://shop.example/", {}, pointing_to("127.0.0.1", "10.0.0.1"))


def test_the_name_is_shown_in_tls_and_its_certificate_must_hold(tmp_path: Path) -> None:
    pem = self_signed(tmp_path)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    names: list[str | None] = []

    def note(line: object, name: str | None, context: object) -> None:
        names.append(name)

    serving.sni_callback = note
    trusted = ssl.create_default_context(cafile=str(pem))
    reach = replace(pointing_to("127.0.0.1"), trusted=trusted)
    with FakeShop(_echo, serving) as shop:
        assert fetch(shop.url, {}, reach).status == 200
        with pytest.raises(NoAnswer, match=r"certificate of shop\.example"):
            fetch(f"https://shop.example:{shop.port}/", {}, reach)
        with pytest.raises(NoAnswer, match="certificate"):
            fetch(shop.url, {}, Reach(allowed=HERE))
    assert "shop.example" in names


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(shop: FakeShop, status: int) -> None:
    shop.next.append(Said({}, status, {"Location": "http://169.254.169.254/latest"}))
    with pytest.raises(Redirected):
        fetch(shop.url, {}, Reach(allowed=HERE))
    assert len(shop.calls) == 1


@pytest.mark.parametrize("status", [200, 401, 404, 429, 500, 503])
def test_any_other_answer_is_given_back(shop: FakeShop, status: int) -> None:
    shop.next.append(Said({"a": 1}, status, {"Retry-After": "7"}))
    found = fetch(shop.url, {}, Reach(allowed=HERE))
    assert (found.status, found.headers["retry-after"], found.body) == (status, "7", b'{"a": 1}')


def test_more_than_we_take_is_refused(shop: FakeShop) -> None:
    shop.next.append(Said(raw=b"x" * 1001))
    with pytest.raises(AnswerTooLong):
        fetch(shop.url, {}, Reach(allowed=HERE, largest=1000))


def test_as_much_as_we_take_is_taken(shop: FakeShop) -> None:
    shop.next.append(Said(raw=b"x" * 1000))
    assert len(fetch(shop.url, {}, Reach(allowed=HERE, largest=1000)).body) == 1000


@pytest.mark.parametrize(
    "said",
    [
        Said(drops=True),
        Said(raw=b"half", headers={"Content-Length": "400"}),
    ],
)
def test_a_broken_answer_is_no_answer(shop: FakeShop, said: Said) -> None:
    shop.next.append(said)
    with pytest.raises(NoAnswer):
        fetch(shop.url, {}, Reach(allowed=HERE))


def test_a_silent_server_is_left_when_the_time_is_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(NoAnswer):
            fetch(url, {}, Reach(allowed=HERE, seconds=0.2))


def test_nobody_listening_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswer):
        fetch(f"http://127.0.0.1:{port}/", {}, Reach(allowed=HERE))


def test_an_unknown_name_is_no_answer() -> None:
    with pytest.raises(NoAnswer, match=r"shop\.example"):
        fetch("https://shop.example/", {}, Reach(resolve=_nobody))


def test_a_header_cannot_carry_another(shop: FakeShop) -> None:
    with pytest.raises(NoAnswer):
        fetch(shop.url, {"Authorization": "a\r\nX-Other: b"}, Reach(allowed=HERE))
    assert shop.calls == []


def test_only_the_demo_reaches_this_machine(tmp_path: Path) -> None:
    usual = reach_of(settings_for("sqlite://", tmp_path))
    demo = reach_of(settings_for("sqlite://", tmp_path, DEMO="1"))
    assert (usual.allowed, demo.allowed) == (frozenset(), frozenset({"127.0.0.1", "::1"}))
    assert usual.ports == demo.ports == frozenset({443})


def _echo(path: str, query: Query) -> Any:
    return {"path": path, **query}


def _nobody(host: str, port: int) -> Any:
    raise OSError("unknown")
