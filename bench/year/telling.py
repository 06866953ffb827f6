"""What a simulated year tells at its end: a table, the changes of clocks, a digest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bench.year.evidence import Ask, Evidence

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COLUMNS = ("planned", "sent", "answered", "stopped", "dropped", "failed", "unknown")


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


def near_changes(evidence: Evidence, start: datetime) -> dict[str, int]:
    """How many mails left within 24 hours of a change of clocks where their reader lives."""
    zones = set(evidence.zones.values())
    moments = {zone: list(changes(zone, start, evidence.ended_at)) for zone in zones}
    found: Counter[str] = Counter({zone: 0 for zone, at in sorted(moments.items()) if at})
    for one in evidence.taken:
        zone = evidence.zones[one.email]
        found[zone] += any(abs(one.at - change) <= DAY for change in moments[zone])
    return {zone: found[zone] for zone in sorted(found) if moments[zone]}


def changes(zone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants at which a zone's clocks change, to the hour."""
    place, at = ZoneInfo(zone), start.astimezone(UTC)
    offset = at.astimezone(place).utcoffset()
    while at < end:
        at += HOUR
        before, offset = offset, at.astimezone(place).utcoffset()
        if offset != before:
            yield at


def digest(evidence: Evidence) -> str:
    """One name for all that happened: equal for equal ledgers and mails, whatever the row ids."""
    by_ref = {ask.send_ref: ask for ask in evidence.asks}
    told = hashlib.sha256()
    for ask in sorted(evidence.asks, key=_turn):
        told.update(repr((_turn(ask), ask.state, ask.reason, ask.due_at, ask.moved)).encode())
    for one in sorted((one.at, _turn(by_ref[one.send_ref])) for one in evidence.taken):
        told.update(repr(one).encode())
    return told.hexdigest()[:16]


def _turn(ask: Ask) -> tuple[str, str, str, str, int]:
    return (ask.email, ask.occasion_key, ask.moment, ask.kind, ask.sequence)
