"""What the doctor says of a sender's domain, by the records that a name server would give."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from app.cli.findings import BROKEN, NOTE, OK, Finding
from app.cli.sender_names import examine_sender
from core.mail.resolving import NotReachable, resolve
from tests.fakes.names import SPF, NameServer, Records, well

WELL = well("maison.example")


def found(records: Records, *, is_sendgrid: bool = True) -> list[Finding]:
    server = NameServer(records)
    return list(examine_sender("maison.example", is_sendgrid=is_sendgrid, resolve=server.resolve))


def without(*left: str) -> dict[tuple[str, str], list[str]]:
    return {
        key: texts for key, texts in WELL.items() if key[1] != "TXT" or not key[0].startswith(left)
    }


@pytest.mark.parametrize(
    ("records", "states", "reason"),
    [
        (WELL, [OK, OK, OK], "all is well"),
        (without("maison"), [NOTE, OK, OK], "no SPF"),
        (WELL | {("maison.example", "TXT"): [SPF, SPF]}, [BROKEN, OK, OK], "two count as none"),
        (WELL | {("maison.example", "TXT"): ["v=spf1 +all"]}, [BROKEN, OK, OK], "everybody may"),
        (WELL | {("maison.example", "TXT"): ["v=spf10 x"]}, [NOTE, OK, OK], "another version"),
        (without("s1", "s2"), [OK, BROKEN, OK], "unsigned"),
        (without("s2"), [OK, NOTE, OK], "no key to rotate to"),
        (WELL | {("s1._domainkey.maison.example", "TXT"): ["p="]}, [OK, NOTE, OK], "revoked"),
        (without("_dmarc"), [OK, OK, BROKEN], "no DMARC"),
        (WELL | {("_dmarc.maison.example", "TXT"): ["v=DMARC1"]}, [OK, OK, BROKEN], "no policy"),
        (WELL | {("_dmarc.maison.example", "TXT"): ["v=DMARC1; p=none"] * 2}, [OK, OK, BROKEN],
         "two count as none"),
    ],
)  # fmt: skip
def test_the_records_of_a_sender_are_judged(
    records: Records, states: list[str], reason: str
) -> None:
    findings = found(records)
    assert [finding.state for finding in findings] == states, reason
    assert all(finding.mend for finding in findings if finding.state != OK)


def test_a_key_behind_a_cname_of_sendgrid_counts() -> None:
    cname = {
        (f"s{n}._domainkey.maison.example", "CNAME"): [f"s{n}.domainkey.u1.wl.sendgrid.net"]
        for n in (1, 2)
    }
    assert [finding.state for finding in found(without("s1", "s2") | cname)] == [OK, OK, OK]


def test_a_subdomain_has_the_policy_of_the_domain_above_but_not_of_the_whole_tld() -> None:
    server = NameServer({
        ("mail.maison.example", "A"): ["192.0.2.1"],
        ("_dmarc.maison.example", "TXT"): ["v=DMARC1; p=none"],
    })  # fmt: skip
    findings = examine_sender("mail.maison.example", is_sendgrid=False, resolve=server.resolve)
    assert [finding.state for finding in findings] == [BROKEN, NOTE, OK]
    assert "TXT _dmarc.example" not in server.asked


def test_a_mail_server_of_ones_own_has_selectors_nobody_knows() -> None:
    assert [finding.state for finding in found(WELL, is_sendgrid=False)] == [OK, NOTE, OK]


def test_a_domain_that_nobody_knows_is_not_checked() -> None:
    (finding,) = found({})
    assert finding.state == NOTE
    assert "No name server knows" in finding.sentence


def test_without_a_name_server_nothing_is_called_wrong() -> None:
    server = NameServer(WELL, is_down=True)
    (finding,) = examine_sender("maison.example", is_sendgrid=True, resolve=server.resolve)
    assert (finding.state, len(server.asked)) == (NOTE, 1)
    assert "not checked" in finding.sentence


ZONE = (
    dns.rrset.from_text(
        "maison.example.", 60, "IN", "TXT", '"v=spf1 include:" "sendgrid.net ~all"'
    ),
    dns.rrset.from_text("s1.maison.example.", 60, "IN", "CNAME", "s1.wl.sendgrid.net."),
)


@pytest.fixture
def servers() -> Iterator[dns.resolver.Resolver]:
    """A real name server on this machine, which knows `ZONE` and fails for `broken`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind(("127.0.0.1", 0))
        serving = threading.Thread(target=_serve, args=(wire,), daemon=True)
        serving.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], wire.getsockname()[1]
        yield resolver
        wire.sendto(b"", wire.getsockname())
        serving.join()


def _serve(wire: socket.socket) -> None:
    while True:
        sent, sender = wire.recvfrom(4096)
        if not sent:
            return
        wire.sendto(_answer(dns.message.from_wire(sent)), sender)


def _answer(query: dns.message.Message) -> bytes:
    answer, asked = dns.message.make_response(query), query.question[0]
    answer.answer = [one for one in ZONE if (one.name, one.rdtype) == (asked.name, asked.rdtype)]
    if asked.name.to_text().startswith("broken"):
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif asked.name not in {one.name for one in ZONE}:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer.to_wire()


def test_a_real_name_server_is_understood(servers: dns.resolver.Resolver) -> None:
    assert resolve("maison.example", "TXT", servers) == [SPF]
    assert resolve("s1.maison.example", "CNAME", servers) == ["s1.wl.sendgrid.net"]
    assert resolve("maison.example", "MX", servers) == ()
    assert resolve("nobody.example", "TXT", servers) == ()
    with pytest.raises(NotReachable):
        resolve("broken.example", "TXT", servers)


def test_a_machine_without_name_servers_says_that_nobody_answers() -> None:
    with pytest.raises(NotReachable):
        resolve("maison.example", "TXT", dns.resolver.Resolver(configure=False))
