"""The house holds itself to its own rules."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from app.wiring import HANDLERS, REACTIONS
from core.events import EVENTS
from core.states import (
    MEDIA_MOVES,
    SOLICITATION_MOVES,
    SUBMISSION_MOVES,
    MediaState,
    SolicitationState,
    SubmissionState,
)

ROOT = Path(__file__).parents[2]
CODE = ("app", "core", "solicitation", "collection", "moderation", "widgets")
GENERATED = ("static/vendor/", "static/embed/", "widgets/schema/", "core/translations/")
COMPILED_MAIL = "solicitation/templates/solicitation/mail/"
WRITTEN = {".py", ".ts", ".js", ".css", ".html", ".mjml", ".md", ".mjs"}


def tracked() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return (Path(line) for line in listed.stdout.splitlines() if (ROOT / line).exists())


def sources() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.parts[0] in CODE]


def test_no_file_passes_300_lines() -> None:
    long = {
        str(path): lines
        for path in tracked()
        if path.suffix in WRITTEN
        and not str(path).startswith(GENERATED)
        and not str(path).startswith(COMPILED_MAIL)
        and (lines := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_only_the_database_door_commits() -> None:
    committing = {
        str(path)
        for path in sources()
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    }
    assert committing == {"core/db.py"}


def test_nothing_is_left_to_be_filled() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error", "To be " + "filled")
    hollow = [
        f"{path}: {mark}"
        for path in sources()
        for mark in marks
        if mark in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert hollow == []


def test_every_event_has_a_reaction() -> None:
    assert {event.__name__ for event in REACTIONS} == set(EVENTS)


def test_every_event_is_recorded_somewhere() -> None:
    text = "".join((ROOT / path).read_text(encoding="utf-8") for path in sources())
    unrecorded = {name for name in EVENTS if f"{name}(" not in text.replace(f"class {name}(", "")}
    assert unrecorded == set()


def test_handlers_are_named_once() -> None:
    assert len(HANDLERS) == len({handler for hs in REACTIONS.values() for handler in hs})


@pytest.mark.parametrize(
    ("states", "moves"),
    [
        (SolicitationState, SOLICITATION_MOVES),
        (SubmissionState, SUBMISSION_MOVES),
        (MediaState, MEDIA_MOVES),
    ],
)
def test_every_state_is_reachable_and_has_its_moves(
    states: type[StrEnum], moves: Mapping[StrEnum, frozenset[StrEnum]]
) -> None:
    first = next(iter(moves))
    reached, front = {first}, [first]
    while front:
        for state in moves[front.pop()] - reached:
            reached.add(state)
            front.append(state)
    assert set(moves) == set(states) == reached
