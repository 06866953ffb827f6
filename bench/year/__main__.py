"""`python -m bench.year --customers 20000 --seed 1`: a year of asking, then the auditor's word."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.year.auditing import Violation, audit
from bench.year.driving import Year, run
from bench.year.evidence import Evidence, gather
from bench.year.happenings import happenings
from bench.year.house import house
from bench.year.people import people
from bench.year.telling import digest, near_changes, table

START = datetime(2018, 1, 1, tzinfo=UTC)
"""A year in which Sao Paulo, Santiago and Tehran changed their clocks, at midnight."""


REPORTED_EVERY = 5
"""Simulated days between two lines about how far it is."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a run gave."""

    evidence: Evidence
    violations: list[Violation]
    hours: int
    seconds: float
    spent: Mapping[str, float]
    """Seconds of CPU, by what they went into; `in all` among them."""


def simulate(
    url: str,
    folder: Path,
    *,
    customers: int,
    days: int,
    seed: int,
    is_migrated: bool = False,
    is_sunday_quiet: bool = True,
    report: Callable[[str], None] = lambda _line: None,
) -> Simulated:
    """Let `days` pass for so many customers in an empty database, and audit what became of it."""
    began, chance = time.monotonic(), random.Random(seed)  # noqa: S311 -- no secret hangs on it
    persons = people(customers, chance)
    place = house(
        url, folder, START, chance, is_migrated=is_migrated, is_sunday_quiet=is_sunday_quiet
    )
    with place as home:
        year = Year(home, chance)
        year.await_all(happenings(persons, START, days, chance))

        def progress(day: int) -> None:
            if day % REPORTED_EVERY == 0:
                spent = f"{time.monotonic() - began:.0f} s, {time.process_time():.0f} s of CPU"
                report(f"day {day}: {len(home.sink.log):,} mails, {spent}")

        run(year, days * 24, progress)
        zones = {person.email: person.zone for person in persons}
        evidence = gather(home.database.engine, home.sink.log, year.diary, zones, home.clock.now())
    violations = audit(evidence)
    year.spent["in all"] = time.process_time()
    return Simulated(evidence, violations, days * 24, time.monotonic() - began, year.spent)


def main() -> int:
    """Run it as asked on the command line; 1 when any rule was broken."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="vv-year-") as name:
        done = simulate(
            asked.database or f"sqlite:///{name}/year.db",
            Path(name),
            customers=asked.customers,
            days=asked.days,
            seed=asked.seed,
            is_sunday_quiet=not asked.sundays,
            report=lambda line: print(line, file=sys.stderr, flush=True),
        )
    sys.stdout.write(f"{asked.customers:,} customers, seed {asked.seed}: {_told(done)}\n")
    for rule, times in Counter(violation.rule for violation in done.violations).items():
        first = next(one for one in done.violations if one.rule is rule)
        sys.stdout.write(f"BROKEN {times:,} times: {rule} (first: {first.where})\n")
    sys.stdout.write(f"violations: {len(done.violations)}\n")
    return 1 if done.violations else 0


def _told(done: Simulated) -> str:
    evidence = done.evidence
    near = near_changes(evidence, START)
    zones = ", ".join(f"{zone} {mails:,}" for zone, mails in near.items())
    spent = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in done.spent.items())
    return (
        f"{done.hours:,} hours, {len(evidence.asks):,} requests in the ledger, "
        f"{len(evidence.taken):,} mails taken, "
        f"{len(evidence.diary):,} refunds, objections, pauses and answers, {done.seconds:.0f} s\n"
        f"CPU: {spent}\n"
        f"{table(evidence)}\n"
        f"within 24 hours of a change of clocks: {sum(near.values()):,} mails ({zones})\n"
        f"digest: {digest(evidence)}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.year", description=__doc__)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sundays", action="store_true", help="a store that mails on Sundays, too")
    parser.add_argument("--database", default="", help="an empty database; a SQLite file otherwise")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
