"""What a language must say for every request, and how French is set."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from core.states import Moment, SubmissionKind

LAST_REMINDER = 3
"""The last reminder with words of its own; what is asked for later on says the same."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all requests of one language share."""

    hello: str
    hello_unnamed: str
    reminders: tuple[str, str, str]
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
    """What one moment says; `_many` stands in when several products are asked about.

    `again` are the subjects of the first, second and third reminder.
    """

    subject: str
    subject_many: str
    again: tuple[str, str, str]
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
    return replace(table, **{one.name: _set(getattr(table, one.name)) for one in fields(table)})


def _set(words: Any) -> Any:
    return french(words) if isinstance(words, str) else tuple(map(french, words))
