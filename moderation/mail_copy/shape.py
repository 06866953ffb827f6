"""What a letter tells, and what a language must say for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.models import Outcome
from core.states import Ground, LetterKind


@dataclass(frozen=True, slots=True)
class Copy:
    """Sentences with `{subject}` and `{store}` places; `note` is quoted, never formatted."""

    hello: str
    published_title: str
    published: str
    published_next: str
    refused_title: str
    refused: str
    taken_down_title: str
    taken_down: str
    masked_title: str
    masked: str
    masked_why: str
    contested_title: str
    contested: str
    contested_next: str
    upheld_title: str
    upheld: str
    reversed_title: str
    reversed: str
    reason: str
    somebody_else: str
    same_person: str
    courts: str
    ground: str
    note: str
    human: str
    object: str
    again: str
    replied_title: str
    replied: str
    you_wrote: str
    status: str
    rules: str
    why: str
    grounds: Mapping[Ground, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter tells: plain text throughout, in the author's language where it is ours."""

    kind: LetterKind
    language: str
    name: str
    store: str
    subject: str
    words: str
    status_url: str
    rules_url: str
    ground: Ground | None = None
    note: str = ""
    was_published: bool = False
    author: str = ""
    reply: str = ""
    contested: str = ""
    outcome: Outcome | None = None
    reason: str = ""
    is_same_person: bool = False


def french(words: str) -> str:
    """French typography: a narrow no-break space before ; : ! ? » and after «, and ’ for '."""
    narrow = "\u202f"
    spaced = re.sub(r" ([;:!?»])", rf"{narrow}\1", words).replace("« ", f"«{narrow}")
    return spaced.replace("'", "’")
