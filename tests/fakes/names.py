"""A name server that knows some records, or that nobody reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.mail.resolving import NotReachable

SPF = "v=spf1 include:sendgrid.net ~all"
KEY = "k=rsa; t=s; p=MIGfMA0"
Records = Mapping[tuple[str, str], Sequence[str]]


def well(domain: str) -> dict[tuple[str, str], list[str]]:
    """Everything that a sender through SendGrid should have."""
    return {
        (domain, "MX"): [f"10 mx.{domain}"],
        (domain, "TXT"): ["site-verification=1", SPF],
        (f"s1._domainkey.{domain}", "TXT"): [KEY],
        (f"s2._domainkey.{domain}", "TXT"): [KEY],
        (f"_dmarc.{domain}", "TXT"): ["v=DMARC1; p=reject"],
    }


@dataclass
class NameServer:
    """What it answers can be changed while it runs."""

    records: Records
    is_down: bool = False
    asked: list[str] = field(default_factory=list)

    def resolve(self, name: str, kind: str) -> Sequence[str]:
        """The records of a name and a type."""
        self.asked.append(f"{kind} {name}")
        if self.is_down:
            raise NotReachable
        return self.records.get((name, kind), ())
