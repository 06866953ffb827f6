"""The name records of a sender's domain: whether mailbox providers can tell its mails are its own.

SPF is RFC 7208, DKIM RFC 6376, DMARC RFC 7489. Gmail and Yahoo ask all three of whoever sends many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import dns.exception
import dns.rdatatype
import dns.resolver

from app.cli.findings import BROKEN, NOTE, OK, Finding

PART = "names"
SELECTORS = ("s1", "s2")
"""What SendGrid signs with once a domain is authenticated there."""
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


def examine_sender(domain: str, *, is_sendgrid: bool, resolve: Resolve) -> Iterator[Finding]:
    """What the records of `domain` say; ends at the first question nobody answers."""
    try:
        if not any(resolve(domain, kind) for kind in ("MX", "A", "AAAA")):
            yield _note(
                f"The records of {domain} are not checked: no name server knows this domain.",
                "Check how the store's address is spelled; without network this says nothing.",
            )
            return
        yield from _spf(domain, is_sendgrid, resolve)
        if is_sendgrid:
            yield from _dkim(domain, resolve)
        else:
            yield _note(
                f"DKIM of {domain}: not checked, since only your mail server knows its selector.",
                "Send yourself a mail and look for dkim=pass in Authentication-Results.",
            )
        yield from _dmarc(domain, resolve)
    except NotReachable:
        yield _note(
            f"The records of {domain} are not checked: no name server answers.",
            "Run this again where DNS can be asked.",
        )


def _spf(domain: str, is_sendgrid: bool, resolve: Resolve) -> Iterator[Finding]:
    found = [text for text in resolve(domain, "TXT") if _begins(text, "v=spf1")]
    advised = "v=spf1 include:sendgrid.net ~all" if is_sendgrid else "v=spf1 a mx ~all"
    if not found:
        yield _note(f"{domain} has no SPF record.", f"Add a TXT record to {domain}: {advised}")
    elif len(found) > 1:
        yield _broken(
            f"{domain} has {len(found)} SPF records, so none of them counts.",
            "Merge them into one TXT record (RFC 7208, section 4.5).",
        )
    elif {"+all", "all"} & set(found[0].lower().split()):
        yield _broken(
            f"The SPF record of {domain} lets everybody send as you.",
            "End it with ~all instead of +all.",
        )
    else:
        yield Finding(PART, OK, f"SPF of {domain}: there is one record.")


def _dkim(domain: str, resolve: Resolve) -> Iterator[Finding]:
    """SendGrid makes CNAME records; a resolver that follows them finds the key as TXT, too."""
    missing = [one for one in SELECTORS if not _has_key(f"{one}._domainkey.{domain}", resolve)]
    names = ", ".join(f"{one}._domainkey.{domain}" for one in missing)
    mend = (
        "In SendGrid, under Sender Authentication, authenticate the domain; add its CNAME records."
    )
    if len(missing) == len(SELECTORS):
        yield _broken(f"Mails are not signed as {domain}: {names} do not exist.", mend)
    elif missing:
        yield _note(f"One of two DKIM keys is missing: {names}.", mend)
    else:
        yield Finding(PART, OK, f"DKIM of {domain}: both of SendGrid's selectors have a key.")


def _has_key(name: str, resolve: Resolve) -> bool:
    texts = resolve(name, "TXT")
    if texts:
        return any(_has_tag(text, "p") for text in texts)
    return any(target.endswith("sendgrid.net") for target in resolve(name, "CNAME"))


def _dmarc(domain: str, resolve: Resolve) -> Iterator[Finding]:
    """A subdomain without a policy of its own has that of the domain above it."""
    for name in _above(domain):
        found = [text for text in resolve(f"_dmarc.{name}", "TXT") if _begins(text, "v=DMARC1")]
        if found:
            yield from _policy(name, found)
            return
    yield _note(
        f"{domain} has no DMARC record; Gmail and Yahoo refuse many mails without one.",
        f"Add a TXT record to _dmarc.{domain}: v=DMARC1; p=none; rua=mailto:dmarc@{domain}",
    )


def _policy(name: str, found: Sequence[str]) -> Iterator[Finding]:
    if len(found) > 1:
        yield _broken(
            f"{name} has {len(found)} DMARC records, so none of them counts.",
            f"Keep one TXT record at _dmarc.{name}.",
        )
    elif not _has_tag(found[0], "p"):
        yield _broken(
            f"The DMARC record of {name} names no policy.",
            "Add p=none, p=quarantine or p=reject after v=DMARC1;",
        )
    else:
        yield Finding(PART, OK, f"DMARC of {name}: there is a policy.")


def _above(domain: str) -> list[str]:
    """`domain` and those above it that are more than a top-level domain."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]


def _begins(text: str, version: str) -> bool:
    """Whether a record's first word is that version, in any case."""
    return text.lower().replace(";", " ").split()[:1] == [version.lower()]


def _has_tag(text: str, tag: str) -> bool:
    """Whether `tag=` has a value among the record's parts; an empty key is a revoked one."""
    pairs = (part.partition("=") for part in text.split(";"))
    return any(name.strip().lower() == tag and value.strip() for name, _, value in pairs)


def _note(sentence: str, mend: str) -> Finding:
    return Finding(PART, NOTE, sentence, mend)


def _broken(sentence: str, mend: str) -> Finding:
    return Finding(PART, BROKEN, sentence, mend)
