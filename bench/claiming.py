"""What finding and claiming 1,000 due rows costs, among few and among many.

`python -m bench.claiming [--rows 10000000] [--database postgresql|sqlite]`
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.ledger import fill
from bench.places import NOW, create_tables, durable_postgres
from core.db import Database
from solicitation.operations.claiming import BATCH, claim_due
from solicitation.queries.facts import expected_rates

FEW = 100_000
WARMING, ROUNDS = 2, 9
"""Claims before measuring, as of a service that has claimed before; and those measured."""
KINDS = ("postgresql", "sqlite")


def costs(kind: str, sizes: tuple[int, ...]) -> dict[int, list[float]]:
    """Milliseconds of each claim of 1,000 (find, read, judge, claim, commit), by rows there are.

    Sizes take turns, so that what else the machine does falls on all of them alike.
    """
    spent: dict[int, list[float]] = {rows: [] for rows in sizes}
    with ExitStack() as stack:
        places = [(rows, stack.enter_context(empty(kind))) for rows in sizes]
        stores = [(*place, fill(place[1], place[0], _due())) for place in places]
        for _ in range(WARMING + ROUNDS):
            for rows, database, store_id in stores:
                spent[rows].append(_claim(database, store_id))
    return {rows: each[WARMING:] for rows, each in spent.items()}


def _due() -> int:
    return (WARMING + ROUNDS + 1) * BATCH


def _claim(database: Database, store_id: int) -> float:
    start = time.perf_counter()
    with database.transaction() as session:
        courses = claim_due(session, store_id, ["key"], NOW, expected_rates({}))
    spent = 1000 * (time.perf_counter() - start)
    if courses["go"] != BATCH:
        raise RuntimeError(f"not everybody was claimed: {courses}")
    return spent


@contextmanager
def empty(kind: str) -> Iterator[Database]:
    """An empty database of that kind, with our tables."""
    if kind == "postgresql":
        with durable_postgres() as database:
            yield database
        return
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        create_tables(database)
        yield database
        database.close()


def main() -> None:
    """Measure and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", choices=KINDS, action="append")
    told = parser.parse_args()
    for kind in told.database or KINDS:
        found = costs(kind, (FEW, told.rows))
        for rows, each in found.items():
            said = f"{median(each):10.1f} ms, {min(each):.1f} to {max(each):.1f}"
            sys.stdout.write(f"{kind:12}{rows:12,} rows{said}\n")
        ratio = median(found[told.rows]) / median(found[FEW])
        sys.stdout.write(f"{kind:12}{ratio:24.2f} x\n")


if __name__ == "__main__":
    main()
