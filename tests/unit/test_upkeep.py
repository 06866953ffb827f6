"""What a worker tells its process before it begins; told to a process of its own."""

from __future__ import annotations

import subprocess
import sys

SETTLED = """
import ctypes, gc, types
from core import upkeep
{before}
upkeep.settle_for_batches()
print(gc.isenabled(), gc.get_threshold()[0] == upkeep.ALLOCATED, gc.get_freeze_count() > 10_000)
"""
WITHOUT_MALLOPT = "ctypes.CDLL = lambda name: types.SimpleNamespace()"


def told(before: str) -> str:
    """What the process says of itself."""
    argv = [sys.executable, "-c", SETTLED.format(before=before)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_rings_are_looked_for_seldom_but_looked_for() -> None:
    assert told("") == "True True True"


def test_a_c_library_without_mallopt_is_left_alone() -> None:
    assert told(WITHOUT_MALLOPT) == "True True True"
