"""Periodic work of asking."""

from __future__ import annotations

from core.doors import Doors


def claim_due(doors: Doors) -> int:
    """To be filled."""
    return 0


def release_claims(doors: Doors) -> int:
    """To be filled."""
    return 0
