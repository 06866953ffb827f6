"""What a language must say for every request, and how French is set."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from core.states import Moment, SubmissionKind


@dataclass(frozen=True, slots=True)
class Frame:
    """What all requests of one language share."""

    hello: str
    hello_unnamed: str
    reminder: str
    reminder_subject: str
    earlier: str
    stars: str
    lowest: str
    highest: str
    star_hint: str
    button_hint: str
    rules: str
    privacy: str
    unsubscribe: str
    preferences: str


@dataclass(frozen=True, slots=True)
class Request:
    """What one moment says; `_many` stands in when several products are asked about."""

    subject: str
    subject_many: str
    question: str
    question_many: str
    intro: str
    button: str
    use: str
    why: str


Key = tuple[Moment, SubmissionKind]

Table = TypeVar("Table", Frame, Request)


def french(words: str) -> str:
    """French typography: a narrow no-break space before ; : ! ? » and after «, and ’ for '."""
    narrow = "\u202f"
    spaced = re.sub(r" ([;:!?»])", rf"{narrow}\1", words).replace("« ", f"«{narrow}")
    return spaced.replace("'", "’")


def set_in_french(table: Table) -> Table:
    """The same words, every one of them set by `french`."""
    return replace(table, **{one.name: french(getattr(table, one.name)) for one in fields(table)})
