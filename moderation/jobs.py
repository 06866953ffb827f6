"""Periodic work of deciding."""

from __future__ import annotations

from core.doors import Doors


def keep_deadlines(doors: Doors) -> int:
    """To be filled."""
    return 0
