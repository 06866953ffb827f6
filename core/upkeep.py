"""What keeps the database quick, whoever uses it."""

from __future__ import annotations

import gc

from core.doors import Doors

ALLOCATED = 50_000
"""Objects made, less those given back, before Python looks for rings among the young ones."""


def refresh_statistics(doors: Doors) -> int:
    """Tell the database how its tables are filled, so that it finds rows by the right index."""
    doors.database.refresh_statistics()
    return 0


def look_seldom_for_rings() -> None:
    """Let Python look for rings of garbage seldom, and never among what is loaded by now.

    A batch makes a hundred thousand small objects that go as they came, without rings; looking
    for rings among them took a third of its time (`python -m bench.sending`). What is loaded
    before a fork then stays shared by parent and child, too (the docs of `gc.freeze`).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATED, 20, 100)
