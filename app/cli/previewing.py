"""What `vivavoce import --dry-run` says of a file: how it is read, and what would be taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from solicitation.inbound.detect import Look
from solicitation.inbound.facts import AttendeeFact, OrderFact, Read, TicketFact

SHOWN = 5
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_Told = OrderFact | TicketFact | AttendeeFact


def preview(seen: Look, read: Read, zone: tzinfo) -> Iterator[str]:
    """Lines for a terminal: the file, its columns, the first facts, and how many people.

    Days are those of `zone`, the store's, as the file means them.
    """
    delimiter = _DELIMITERS.get(seen.delimiter, seen.delimiter)
    yield f"layout {seen.layout}, {seen.encoding}, separated by {delimiter}, {seen.rows} rows"
    yield from _columns(seen)
    told: list[_Told] = [*read.orders, *read.tickets, *read.attendees]
    yield "the first as understood:" if told else "nothing of it can be taken"
    yield from (f"  {_fact(fact, zone)}" for fact in told[:SHOWN])
    yield f"{_people(told)} people, by their addresses"


def _columns(seen: Look) -> Iterator[str]:
    yield "columns, what they are read as, and their first cell:"
    first = seen.sample[0] if seen.sample else ()
    for place, (name, field) in enumerate(seen.columns):
        cell = first[place] if place < len(first) else ""
        yield f"  {_plain(name):<28.28} {field or '(not used)':<16} {_plain(cell):.40}"


def _people(told: Sequence[_Told]) -> int:
    return len({fact.person.email.strip().lower() for fact in told})


def _fact(fact: _Told, zone: tzinfo) -> str:
    who = _plain(fact.person.email)
    if isinstance(fact, OrderFact):
        days = f"ordered {_day(fact.ordered_at, zone)}"
        if fact.delivered_at:
            days += f", delivered {_day(fact.delivered_at, zone)}"
        goods = ", ".join(_plain(line.product.name) for line in fact.lines)
        return f"{_plain(fact.external_id)}: {who}, {fact.status}, {days}, {goods or 'no lines'}"
    if isinstance(fact, TicketFact):
        solved = f"resolved {_day(fact.resolved_at, zone)}" if fact.resolved_at else "not resolved"
        return f"{_plain(fact.external_id)}: {who}, {solved}"
    seen = f"came {_day(fact.checked_in_at, zone)}" if fact.checked_in_at else "was not seen"
    return f"{_plain(fact.event)}: {who}, {seen}"


def _day(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"


def _plain(text: str) -> str:
    """A file's text without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
