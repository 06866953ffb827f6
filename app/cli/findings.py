"""What an examination says of one part."""

from __future__ import annotations

from dataclasses import dataclass

OK, NOTE, BROKEN = "ok", "note", "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of one part, and what to do about it."""

    part: str
    state: str
    sentence: str
    mend: str = ""
