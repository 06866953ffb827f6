"""What keeps the database quick, whoever uses it."""

from __future__ import annotations

import ctypes
import gc

from core.doors import Doors

ALLOCATED = 50_000
"""Objects made, less those given back, before Python looks for rings among the young ones."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Names of what `mallopt(3)` of the GNU C library sets."""
_KEPT_BYTES, _MAPPED_BYTES = 512 * 1024 * 1024, 32 * 1024 * 1024


def refresh_statistics(doors: Doors) -> int:
    """Tell the database how its tables are filled, so that it finds rows by the right index."""
    doors.database.refresh_statistics()
    return 0


def settle_for_batches() -> None:
    """Let this process make and drop a hundred thousand small objects at a time without ado.

    Looking for rings of garbage among them took a third of a send, and giving their memory back to
    the system only to ask for it again another quarter (`python -m bench.sending`). What is loaded
    before a fork then stays shared by parent and child, too (the docs of `gc.freeze`).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATED, 20, 100)
    _keep_memory()


def _keep_memory() -> None:
    """Memory once taken stays with the process; C libraries without `mallopt` are left alone."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_TRIM_THRESHOLD, _KEPT_BYTES)
        set_option(_MMAP_THRESHOLD, _MAPPED_BYTES)
