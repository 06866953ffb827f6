"""`python -m bench.year --customers 20000 --seed 1`: a year of asking, then the auditor's word."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.year.auditing import Violation, audit
from bench.year.driving import Year, run
from bench.year.evidence import Evidence, gather
from bench.year.happenings import happenings
from bench.year.house import house
from bench.year.people import people

START = datetime(2018, 1, 1, tzinfo=UTC)
"""A year in which Sao Paulo, Santiago and Tehran changed their clocks, at midnight."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a run gave."""

    evidence: Evidence
    violations: list[Violation]
    hours: int
    seconds: float


def simulate(
    url: str, folder: Path, *, customers: int, days: int, seed: int, is_migrated: bool = False
) -> Simulated:
    """Let `days` pass for so many customers in an empty database, and audit what became of it."""
    began, chance = time.monotonic(), random.Random(seed)  # noqa: S311 -- no secret hangs on it
    persons = people(customers, chance)
    with house(url, folder, START, chance, is_migrated=is_migrated) as home:
        year = Year(home, chance)
        year.await_all(happenings(persons, START, days, chance))
        run(year, days * 24)
        evidence = gather(
            home.database.engine,
            home.sink.log,
            year.diary,
            {person.email: person.zone for person in persons},
            home.clock.now(),
        )
    return Simulated(evidence, audit(evidence), days * 24, time.monotonic() - began)


def table(evidence: Evidence) -> str:
    """One line per moment, and beneath it why its requests stand where they stand."""
    lines = [f"{'moment':18}" + "".join(f"{name:>10}" for name in ("rows", *COLUMNS, "moves"))]
    for moment in sorted({ask.moment for ask in evidence.asks}):
        asks = [ask for ask in evidence.asks if ask.moment == moment]
        states = Counter(ask.state for ask in asks)
        figures = (len(asks), *(states[name] for name in COLUMNS), sum(ask.moved for ask in asks))
        lines.append(f"{moment:18}" + "".join(f"{figure:>10,}" for figure in figures))
        reasons = Counter(ask.reason for ask in asks if ask.state in ("stopped", "dropped"))
        lines.append("    " + ", ".join(f"{why} {n:,}" for why, n in reasons.most_common()))
    return "\n".join(lines)


COLUMNS = ("planned", "sent", "answered", "stopped", "dropped", "failed", "unknown")


def main() -> int:
    """Run it as asked on the command line; 1 when any rule was broken."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="vv-year-") as name:
        url = asked.database or f"sqlite:///{name}/year.db"
        done = simulate(
            url, Path(name), customers=asked.customers, days=asked.days, seed=asked.seed
        )
    evidence = done.evidence
    sys.stdout.write(
        f"{asked.customers:,} customers, {done.hours:,} hours, seed {asked.seed}: "
        f"{len(evidence.asks):,} requests in the ledger, {len(evidence.taken):,} mails taken, "
        f"{len(evidence.diary):,} refunds, objections, pauses and answers, {done.seconds:.0f} s\n"
        f"{table(evidence)}\n"
    )
    for rule, times in Counter(violation.rule for violation in done.violations).items():
        first = next(one for one in done.violations if one.rule is rule)
        sys.stdout.write(f"BROKEN {times:,} times: {rule} (first: {first.where})\n")
    sys.stdout.write(f"violations: {len(done.violations)}\n")
    return 1 if done.violations else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.year", description=__doc__)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="an empty database; a SQLite file otherwise")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
