"""A small simulated year: many people, an hourly clock, and an auditor who finds nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench.year.__main__ import Simulated, simulate
from bench.year.auditing import Rule, audit
from bench.year.telling import table


@pytest.fixture(scope="module")
def year(sqlite_template_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """Sixty days of 110 people, over the change of clocks in Sao Paulo."""
    folder = tmp_path_factory.mktemp("year")
    path = folder / "year.db"
    path.write_bytes(sqlite_template_path.read_bytes())
    return simulate(f"sqlite:///{path}", folder, customers=110, days=60, seed=7, is_migrated=True)


def test_two_months_of_asking_break_no_rule(year: Simulated) -> None:
    assert year.violations == []


def test_two_months_bring_every_kind_of_ask_and_end(year: Simulated) -> None:
    states = Counter(ask.state for ask in year.evidence.asks)
    assert {"planned", "sent", "answered", "stopped", "dropped"} <= set(states)
    assert len({ask.moment for ask in year.evidence.asks}) == 5
    assert len(year.evidence.taken) > 50
    assert {ask.sequence for ask in year.evidence.asks} >= {0, 1}
    assert "held_out" in {ask.reason for ask in year.evidence.asks}


def test_the_table_names_every_moment(year: Simulated) -> None:
    told = table(year.evidence)
    assert all(ask.moment in told for ask in year.evidence.asks)


def test_a_mail_the_provider_got_twice_would_not_go_unseen(year: Simulated) -> None:
    taken = (*year.evidence.taken, year.evidence.taken[0])
    broken = {one.rule for one in audit(replace(year.evidence, taken=taken))}
    assert Rule.ONCE_AT_PROVIDER in broken
