"""How a reader talks with a system: it says what to fetch, is told, and hands over facts.

A reader is a generator and fetches nothing itself, so that it stays pure: `Get` asks for an
answer, `Page` hands over what is to be kept before the reader goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from urllib.parse import quote, urlencode

from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import AttendeeFact, OrderFact, StopFact, TicketFact
from solicitation.inbound.payloads import Payload, parts_at

Polled = OrderFact | StopFact | TicketFact | AttendeeFact


@dataclass(frozen=True, slots=True)
class Get:
    """Fetch this path below the system's address.

    `may_miss` turns "not there" (404) and "not for you" (403; PrestaShop says 405) into an empty
    answer.
    """

    path: str
    may_miss: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Facts to keep; `until` is how far `stream` is read once they are kept, if that is known.

    `resume` is the path to go on with, where only the other side knows how far we are.
    """

    stream: str
    facts: tuple[Polled, ...]
    until: datetime | None = None
    resume: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Decoded JSON and the headers, their names in lower case."""

    payload: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader starts from: since when for each stream, and the store's time zone.

    `resume` is where an earlier run of the same reading stopped, "" for none.
    """

    since: Mapping[str, datetime]
    zone: tzinfo
    resume: str = ""


_MOMENT = timedelta(seconds=1)
"""The systems tell changes to the second."""
Dialogue = Generator[Get | Page, Answer, None]
Lookup = Generator[Get | Page, Answer, tuple[Polled, ...]]


def decoded(raw: bytes) -> object:
    """The JSON in `raw`. Raises UnreadablePayload."""
    try:
        found: object = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadablePayload("field_unreadable", "body") from error
    return found


def rows(answer: Answer, key: str = "") -> tuple[Payload, ...]:
    """The objects of a list, or of the list at `key`; PrestaShop says `[]` for none."""
    if isinstance(answer.payload, dict):
        return parts_at(answer.payload, key)
    return parts_at({"": answer.payload}, "")


def one(answer: Answer) -> Payload:
    """The object that was answered, an empty one for anything else."""
    return answer.payload if isinstance(answer.payload, dict) else {}


def query(path: str, options: Mapping[str, object]) -> str:
    """`path` with its options; brackets stay readable, as PrestaShop and Magento want them."""
    return f"{path}?{urlencode(options, safe='[],:', quote_via=quote)}"


def facts_in(found: Iterable[Payload], read: Callable[[Payload], object]) -> Iterator[Polled]:
    """What can be read of each; one odd row must not keep all that come after it away."""
    for row in found:
        try:
            fact = read(row)
        except UnreadablePayload:
            continue
        if isinstance(fact, OrderFact | StopFact | TicketFact | AttendeeFact):
            yield fact


def walk(
    stream: str,
    since: datetime,
    ask: Callable[[datetime, int], str],
    rows_of: Callable[[Answer], tuple[Payload, ...]],
    changed_at: Callable[[Payload], datetime | None],
    facts_of: Callable[[tuple[Payload, ...]], Lookup],
    size: int,
) -> Dialogue:
    """Read what changed from `since` on, the oldest change first, page by page.

    After each page it asks again from the last change seen, not for page 2: a row that changes
    meanwhile moves to the end, and what follows it would slip through between two pages. Page 2
    is asked for only while a whole page changed within one moment. It asks from a moment earlier,
    since some systems mean "after" where others mean "from". Past the last page some answer 404.
    """
    number = 1
    before: tuple[Payload, ...] = ()
    while True:
        answer = yield Get(ask(since - _MOMENT, number), may_miss=number > 1)
        found = rows_of(answer)
        if not found or found == before:
            return
        newest = max((at for row in found if (at := changed_at(row))), default=since)
        facts = yield from facts_of(found)
        yield Page(stream, facts, newest)
        if len(found) < size:
            return
        has_moved = newest - since >= _MOMENT
        number, since = (1, newest) if has_moved else (number + 1, since)
        before = found


def plainly(read: Callable[[Payload], object]) -> Callable[[tuple[Payload, ...]], Lookup]:
    """Facts that need no further question."""

    def facts_of(found: tuple[Payload, ...]) -> Lookup:
        yield from ()
        return tuple(facts_in(found, read))

    return facts_of
