"""What the doctor says of the name records of a sender's domain."""

from __future__ import annotations

from collections.abc import Iterator

from app.cli.findings import BROKEN, NOTE, OK, Finding
from core.mail.resolving import NotReachable, Resolve
from solicitation.records import MENDS, SENTENCES, Found, Record
from solicitation.records import Finding as RecordFinding
from solicitation.records import examine_sender as examine

PART = "names"


def examine_sender(domain: str, *, is_sendgrid: bool, resolve: Resolve) -> Iterator[Finding]:
    """What the records of `domain` say, and how to mend them; a note when nobody answers."""
    try:
        for one in examine(domain, is_sendgrid=is_sendgrid, resolve=resolve):
            yield _said(one)
    except NotReachable:
        yield Finding(
            PART, NOTE, f"The records of {domain} are not checked: no name server answers.",
            "Run this again where DNS can be asked.",
        )  # fmt: skip


def _said(one: RecordFinding) -> Finding:
    known = {"domain": one.domain, "name": one.name}
    key = (one.record, one.found)
    sentence = f"{one.record.upper()}: {SENTENCES[key] % known}"
    if one.found is Found.WELL:
        return Finding(PART, OK, sentence)
    # Without network every domain is unknown, and the doctor may be run there.
    is_broken = one.holds and one.record is not Record.DOMAIN
    record = f" {one.name} TXT {one.value}" if one.value else ""
    return Finding(PART, BROKEN if is_broken else NOTE, sentence, f"{MENDS[key] % known}{record}")
