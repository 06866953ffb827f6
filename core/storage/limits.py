"""What a signed upload or address may ask for at all (pure); a caller beyond it has a bug."""

from __future__ import annotations

from datetime import timedelta

# AWS, "Authenticating Requests: Using Query Parameters": X-Amz-Expires is at most 604800.
MAX_SPAN = timedelta(days=7)


def valid_span(span: timedelta) -> timedelta:
    """A lifetime that every store grants; raises ValueError."""
    if not timedelta() < span <= MAX_SPAN:
        raise ValueError(f"A signed address lives for up to {MAX_SPAN.days} days, not {span}.")
    return span


def valid_sizes(min_bytes: int, max_bytes: int) -> None:
    """Raises ValueError unless an upload has at least one byte and a sensible range."""
    if not 0 < min_bytes <= max_bytes:
        raise ValueError("An upload has at least one byte and at most max_bytes.")
