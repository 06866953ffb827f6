"""Periodic work of collecting."""

from __future__ import annotations

from core.doors import Doors


def sweep_media(doors: Doors) -> int:
    """To be filled."""
    return 0
