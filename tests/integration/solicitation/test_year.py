"""A small simulated year: many people, an hourly clock, and an auditor who finds nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.year.__main__ import START, Simulated, simulate
from bench.year.auditing import Rule, audit
from bench.year.telling import DAY, changes, digest, near_changes, table


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


def test_the_same_seed_gives_the_same_year_and_another_seed_another(
    sqlite_template_path: Path, tmp_path: Path
) -> None:
    def told(name: str, seed: int) -> str:
        path = tmp_path / f"{name}.db"
        path.write_bytes(sqlite_template_path.read_bytes())
        url = f"sqlite:///{path}"
        done = simulate(url, tmp_path, customers=30, days=16, seed=seed, is_migrated=True)
        assert done.evidence.taken
        return digest(done.evidence)

    first = told("first", 3)
    assert told("again", 3) == first
    assert told("other", 4) != first


def test_mails_around_a_change_of_clocks_are_counted_where_their_readers_live(
    year: Simulated,
) -> None:
    changed = datetime(2018, 2, 18, 2, tzinfo=UTC)
    assert list(changes("America/Sao_Paulo", START, changed + 9 * DAY)) == [changed]
    mail = year.evidence.taken[0]
    around = [replace(mail, at=changed + step * DAY) for step in (-2, -1, 0, 1, 2)]
    told = replace(
        year.evidence,
        taken=around,
        zones={mail.email: "America/Sao_Paulo", "other": "Asia/Kolkata"},
    )
    assert near_changes(told, START) == {"America/Sao_Paulo": 3}
