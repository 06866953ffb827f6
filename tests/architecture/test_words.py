"""French is whole: no sentence of ours is without it, and its places fit."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.catalogue import FRENCH, compiled, french, gather, missing

PLACE = re.compile(r"%\((\w+)\)[sd]|(?<!%\()\{(\w+)\}")
THIN = "\u202f"
"""The narrow space that does not break."""


def test_every_sentence_has_its_french() -> None:
    assert missing(french(), gather()) == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert FRENCH.with_suffix(".mo").read_bytes() == compiled(french())


def test_translations_keep_the_places_of_their_sentence() -> None:
    """A singular may say its number or leave it out, whatever the English one does."""
    broken = [
        said
        for ids, strings in _pairs()
        for sentence, said in zip(ids, strings, strict=True)
        if _places(said) not in (_places(sentence), _places(ids[-1]))
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("reason", "fault"),
    [
        ("a thin space before ; ! ?", rf"(?<![{THIN}\s;!?])\s?(?<!{THIN})[;!?](?=[\s»]|$)"),
        ("a space that does not break before :", rf"(?<![\u00a0{THIN}]):(?=\s|$)"),
        ("thin spaces inside « »", rf"«(?!{THIN})|(?<!{THIN})»"),
        ("« » and no other quotation marks", '[“”"]'),
        ("a curved apostrophe", "'"),
        ("one character for three dots", r"\.\.\."),
        ("no space twice, none at the edges", r"\s\s|^\s|\s$"),
    ],
)
def test_french_keeps_its_typography(reason: str, fault: str) -> None:
    loose = [said for _, strings in _pairs() for said in strings if re.search(fault, said)]
    assert loose == [], reason


def _pairs() -> Iterator[tuple[list[str], list[str]]]:
    """Each sentence with its French, as lists: one form, or the singular and the plural."""
    for message in french():
        strings = _forms(message.string)
        if message.id and all(strings):
            yield _forms(message.id), strings


def _forms(said: object) -> list[str]:
    return [str(form) for form in said] if isinstance(said, list | tuple) else [str(said)]


def _places(said: str) -> set[str]:
    return {formed or braced for formed, braced in PLACE.findall(said)}
