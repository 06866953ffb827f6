"""Readers ask for pages so that nothing slips through between two of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from solicitation.inbound.dialogue import Answer, Dialogue, Get, Page, decoded, plainly, rows, walk
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import StopFact
from solicitation.inbound.payloads import Payload, id_at, moment_at

START = datetime(2026, 6, 1, tzinfo=UTC)
Shop = Callable[[datetime, int], list[dict[str, Any]]]


def talk(dialogue: Dialogue, answer: Callable[[str], Answer]) -> list[Page]:
    """Let a reader have its say; `answer` stands for the other side."""
    pages: list[Page] = []
    told: Answer | None = None
    while True:
        try:
            step = dialogue.send(told) if told else next(dialogue)
        except StopIteration:
            return pages
        told = answer(step.path) if isinstance(step, Get) else Answer()
        if isinstance(step, Page):
            pages.append(step)


def reader(size: int) -> Dialogue:
    return walk("orders", START, _path, rows, _changed_at, plainly(_stop), size)


def _path(since: datetime, number: int) -> str:
    return f"/orders?since={since.timestamp():.0f}&page={number}"


def _changed_at(row: Payload) -> datetime | None:
    return moment_at(row, "at")


def _stop(row: Payload) -> StopFact:
    return StopFact(id_at(row, "id"), "own", "cancelled")  # type: ignore[arg-type] # any fact will do


def row(number: int, second: int) -> dict[str, Any]:
    return {"id": number, "at": (START + timedelta(seconds=second)).isoformat()}


def ids(pages: list[Page]) -> set[str]:
    return {fact.order_id for page in pages for fact in page.facts if isinstance(fact, StopFact)}


def serving(table: list[dict[str, Any]], size: int, *, inclusive: bool = True) -> Any:
    def answer(path: str) -> Answer:
        query = parse_qs(urlsplit(path).query)
        since = datetime.fromtimestamp(int(query["since"][0]), UTC)
        moments = [(datetime.fromisoformat(one["at"]), one) for one in table]
        late = [(at, one) for at, one in moments if at > since or (inclusive and at == since)]
        ordered = [one for _at, one in sorted(late, key=lambda pair: (pair[0], pair[1]["id"]))]
        start = (int(query["page"][0]) - 1) * size
        return Answer(ordered[start : start + size])

    return answer


@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize(
    ("seconds", "why"),
    [
        (range(0, 50, 5), "one after the other"),
        ([0] * 10, "all within one second, over several pages"),
        ([0, 0, 0, 0, 9, 9, 9, 9, 9, 20], "two crowds"),
        ([], "nothing"),
        ([3], "one"),
        ([1, 2, 3], "exactly one page"),
    ],
)
def test_every_row_is_seen_whatever_the_system_means_by_since(
    seconds: list[int], why: str, inclusive: bool
) -> None:
    table = [row(number, second) for number, second in enumerate(seconds, 1)]
    pages = talk(reader(3), serving(table, 3, inclusive=inclusive))
    assert ids(pages) == {str(one["id"]) for one in table}, why
    if table:
        assert pages[-1].until == START + timedelta(seconds=max(seconds))


def test_a_row_that_changes_between_two_pages_hides_no_other() -> None:
    table = [row(number, number * 10) for number in range(1, 8)]
    calls = 0

    def answer(path: str) -> Answer:
        nonlocal calls
        calls += 1
        if calls == 2:  # the first row changed: by page numbers, row 4 would now be on page 1
            table[0] = row(1, 500)
        return serving(table, 3)(path)  # type: ignore[no-any-return] # an Answer

    assert ids(talk(reader(3), answer)) == {str(number) for number in range(1, 8)}


def test_a_system_that_repeats_its_last_page_ends_the_reading() -> None:
    same = Answer([row(1, 0), row(2, 0)])
    calls: list[str] = []

    def answer(path: str) -> Answer:
        calls.append(path)
        return same

    talk(reader(2), answer)
    assert len(calls) == 2


@pytest.mark.parametrize("raw", [b"", b"<html>", b"{", b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_unreadable(raw: bytes) -> None:
    with pytest.raises(UnreadablePayload):
        decoded(raw)


@pytest.mark.parametrize("odd", [None, 1, "a", [], {}, [1, None], {"orders": 3}, {"orders": [3]}])
def test_an_answer_of_another_shape_holds_no_rows(odd: object) -> None:
    assert rows(Answer(odd), "orders") == ()
