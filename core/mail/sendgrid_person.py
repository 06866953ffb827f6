"""What is one person's own in a call to SendGrid, as the JSON that it reads. Pure.

A thousand people of two dozen values each are written as text at once: as dictionaries for a JSON
library they took as long as everything else about a letter together (`python -m bench.sending`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import NamedTuple

from core.mail.address import wire_address
from core.mail.message import own_headers
from core.mail.placeholders import NOTHING, html_own, is_same_in_both, key, names_in, text_own
from core.mail.values import MailBatch, Recipient, Refused

MAX_SUBSTITUTIONS = 10_000
"""Bytes of one person's substitutions; one fat person would have the whole call refused."""

Slot = tuple[str, str, str]
"""A value's name, and how its member begins in the JSON for the HTML part and for the others;
empty for a part that does not need it."""


class Personal(NamedTuple):
    """A person in a call."""

    address: str
    """As it goes over the wire."""
    told: str
    """Their personalization, as JSON."""


def personalization(
    batch: MailBatch, person: Recipient, same: Mapping[str, str] = NOTHING
) -> Personal | Refused:
    """What is this person's own, without what is in `same`; Refused when it weighs too much.

    Raises ValueMissing when the letter needs more than they have.
    """
    address = wire_address(person.email)
    mailbox = f'"email": {quoted(address)}'
    if person.name:
        mailbox += f', "name": {quoted(person.name)}'
    own = _substitutions(batch, person, same)
    if len(own) > MAX_SUBSTITUTIONS and _weight(own) > MAX_SUBSTITUTIONS:
        return Refused("the values weigh over 10,000 bytes")
    headers = ", ".join(_member(*header) for header in own_headers(batch, person).items())
    return Personal(
        address,
        f'{{"to": [{{{mailbox}}}], "headers": {{{headers}}}, "substitutions": {{{own}}}, '
        f'"custom_args": {{"send_ref": {quoted(person.send_ref)}}}}}',
    )


def _substitutions(batch: MailBatch, person: Recipient, same: Mapping[str, str]) -> str:
    """Keys and values; each value under two keys, since one key serves one escaping only."""
    values, told = person.values, []
    for name, in_html, in_text in _slots(batch.html, batch.subject, batch.text, frozenset(same)):
        value = values.get(name)
        if value and type(value) is str and is_same_in_both(value):
            html = text = quoted(value)
        else:
            html = quoted(html_own(values, name)) if in_html else ""
            text = quoted(text_own(values, name)) if in_text else ""
        if in_html:
            told.append(in_html + html)
        if in_text:
            told.append(in_text + text)
    return ", ".join(told)


@lru_cache(64)
def _slots(html: str, subject: str, text: str, same: frozenset[str]) -> tuple[Slot, ...]:
    """What people differ in."""
    in_html, in_text = names_in(html), names_in(subject, text)
    return tuple(
        (
            name,
            f"{quoted(key(name, 'h'))}: " if name in in_html else "",
            f"{quoted(key(name, 't'))}: " if name in in_text else "",
        )
        for name in dict.fromkeys((*in_html, *in_text))
        if name not in same
    )


def _member(name: str, value: str) -> str:
    return f"{quoted(name)}: {quoted(value)}"


def _weight(members: str) -> int:
    """Bytes of the keys and values themselves; as JSON they are never shorter."""
    told: dict[str, str] = json.loads(f"{{{members}}}")
    return sum(len(key) + len(value.encode()) for key, value in told.items())
