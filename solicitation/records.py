"""The name records of a sender's domain: whether mailbox providers can tell its mails are its own.

SPF is RFC 7208, DKIM RFC 6376, DMARC RFC 7489. Gmail and Yahoo ask all three of whoever sends many.
Pure but for the name servers, which are passed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.errors import N_
from core.mail.resolving import Resolve

SELECTORS = ("s1", "s2")
"""What SendGrid signs with once a domain is authenticated there."""


class Record(StrEnum):
    """What is looked for."""

    DOMAIN = "domain"
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"


class Found(StrEnum):
    """What came of it."""

    WELL = "well"
    MISSING = "missing"
    HALF = "half"
    SEVERAL = "several"
    OPEN = "open"
    EMPTY = "empty"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one record. `name` and `value` are the TXT record to have, where one mends
    it; `holds` says whether a store's first mails wait for it."""

    record: Record
    found: Found
    domain: str
    name: str = ""
    value: str = ""
    holds: bool = False


_R, _F = Record, Found
SENTENCES: Mapping[tuple[Record, Found], str] = {
    (_R.DOMAIN, _F.MISSING): N_("No name server knows the domain %(domain)s."),
    (_R.SPF, _F.WELL): N_("%(domain)s says which servers may send as it."),
    (_R.SPF, _F.MISSING): N_("%(domain)s has no SPF record."),
    (_R.SPF, _F.SEVERAL): N_("%(domain)s has several SPF records, so none of them counts."),
    (_R.SPF, _F.OPEN): N_("The SPF record of %(domain)s lets everybody send as you."),
    (_R.DKIM, _F.WELL): N_("Mails are signed as %(domain)s: both of SendGrid’s keys are there."),
    (_R.DKIM, _F.HALF): N_("One of SendGrid’s two keys is missing: %(name)s."),
    (_R.DKIM, _F.MISSING): N_("Mails are not signed as %(domain)s: no key of SendGrid’s is there."),
    (_R.DKIM, _F.UNKNOWN): N_("Not checked: only your mail server knows where its key is."),
    (_R.DMARC, _F.WELL): N_("%(domain)s says what becomes of mails that forge it."),
    (_R.DMARC, _F.MISSING): N_(
        "%(domain)s has no DMARC record; Gmail and Yahoo refuse many mails without one."
    ),
    (_R.DMARC, _F.SEVERAL): N_("%(domain)s has several DMARC records, so none of them counts."),
    (_R.DMARC, _F.EMPTY): N_("The DMARC record of %(domain)s names no policy."),
}
MENDS: Mapping[tuple[Record, Found], str] = {
    (_R.DOMAIN, _F.MISSING): N_(
        "Check how the store’s address is spelled; without network this says nothing."
    ),
    (_R.SPF, _F.MISSING): N_("Add this TXT record where the domain is managed."),
    (_R.SPF, _F.SEVERAL): N_("Keep one TXT record that holds them all (RFC 7208, section 4.5)."),
    (_R.SPF, _F.OPEN): N_("Let it end with ~all instead of +all."),
    (_R.DKIM, _F.HALF): N_(
        "In SendGrid, under Sender Authentication, open the domain and add its CNAME records."
    ),
    (_R.DKIM, _F.MISSING): N_(
        "In SendGrid, under Sender Authentication, authenticate the domain and add the CNAME"
        " records it shows; their names are %(name)s."
    ),
    (_R.DKIM, _F.UNKNOWN): N_(
        "Send yourself a mail and look for dkim=pass in its header Authentication-Results."
    ),
    (_R.DMARC, _F.MISSING): N_("Add this TXT record where the domain is managed."),
    (_R.DMARC, _F.SEVERAL): N_("Keep one TXT record of them."),
    (_R.DMARC, _F.EMPTY): N_("Write the record like this."),
}


def examine_sender(domain: str, *, is_sendgrid: bool, resolve: Resolve) -> tuple[Finding, ...]:
    """What the records of `domain` say; raises NotReachable when nobody answers."""
    if not any(resolve(domain, kind) for kind in ("MX", "A", "AAAA", "TXT")):
        return (Finding(_R.DOMAIN, _F.MISSING, domain, holds=True),)
    dkim = _dkim(domain, resolve) if is_sendgrid else Finding(_R.DKIM, _F.UNKNOWN, domain)
    return (_spf(domain, is_sendgrid, resolve), dkim, _dmarc(domain, resolve))


def _spf(domain: str, is_sendgrid: bool, resolve: Resolve) -> Finding:
    """SendGrid's mails bounce to a name of its own below the domain, with an SPF record there: one
    on the domain itself helps, and is no reason to wait."""
    found = [text for text in resolve(domain, "TXT") if _begins(text, "v=spf1")]
    if not found:
        value = "v=spf1 include:sendgrid.net ~all" if is_sendgrid else "v=spf1 a mx ~all"
        return Finding(_R.SPF, _F.MISSING, domain, domain, value, holds=not is_sendgrid)
    if len(found) > 1:
        return Finding(_R.SPF, _F.SEVERAL, domain, domain, _merged(found), holds=True)
    if {"+all", "all"} & set(found[0].lower().split()):
        return Finding(_R.SPF, _F.OPEN, domain, domain, _merged(found), holds=True)
    return Finding(_R.SPF, _F.WELL, domain)


def _merged(records: Sequence[str]) -> str:
    """Everything the records allow, in one; whom none of them names may not send."""
    words = (word for record in records for word in record.split()[1:])
    kept = dict.fromkeys(word for word in words if not word.lower().endswith("all"))
    return " ".join(("v=spf1", *kept, "~all"))


def _dkim(domain: str, resolve: Resolve) -> Finding:
    """SendGrid makes CNAME records; a resolver that follows them finds the key as TXT, too."""
    names = [f"{one}._domainkey.{domain}" for one in SELECTORS]
    missing = [name for name in names if not _has_key(name, resolve)]
    if len(missing) == len(names):
        return Finding(_R.DKIM, _F.MISSING, domain, ", ".join(missing), holds=True)
    return Finding(_R.DKIM, _F.HALF if missing else _F.WELL, domain, ", ".join(missing))


def _has_key(name: str, resolve: Resolve) -> bool:
    texts = resolve(name, "TXT")
    if texts:
        return any(_tags(text).get("p") for text in texts)
    return any(target.endswith("sendgrid.net") for target in resolve(name, "CNAME"))


def _dmarc(domain: str, resolve: Resolve) -> Finding:
    """A subdomain without a policy of its own has that of the domain above it."""
    for above in _above(domain):
        name = f"_dmarc.{above}"
        found = [text for text in resolve(name, "TXT") if _begins(text, "v=DMARC1")]
        if found:
            return _policy(above, name, found)
    name = f"_dmarc.{domain}"
    return Finding(_R.DMARC, _F.MISSING, domain, name, "v=DMARC1; p=none", holds=True)


def _policy(domain: str, name: str, found: Sequence[str]) -> Finding:
    sound = [text for text in found if _tags(text).get("p")]
    if len(found) == 1 and sound:
        return Finding(_R.DMARC, _F.WELL, domain)
    value = sound[0] if sound else "v=DMARC1; p=none"
    fault = _F.SEVERAL if len(found) > 1 else _F.EMPTY
    return Finding(_R.DMARC, fault, domain, name, value, holds=True)


def _above(domain: str) -> Iterator[str]:
    """`domain` and those above it that are more than a top-level domain."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        yield ".".join(labels[start:])


def _begins(text: str, version: str) -> bool:
    """Whether a record's first word is that version, in any case."""
    return text.lower().replace(";", " ").split()[:1] == [version.lower()]


def _tags(text: str) -> dict[str, str]:
    """A record's `tag=value` parts; an empty key is a revoked one."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
