"""`{{name}}` in letters: what each person's values become in each part. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, zip_longest
from types import MappingProxyType

from core.mail.values import SafeHtml

PLACEHOLDER = re.compile(r"\{\{([a-z][a-z0-9_]*)\}\}")

_BRACES = "braces"
_CONSTANT: Mapping[str, str] = {_BRACES: "{{"}

NOTHING: Mapping[str, str] = MappingProxyType({})

KEY_START = "-vv."


class ValueMissing(ValueError):
    """A letter names a value that the person does not have, or has in the wrong kind."""


def literal(words: str) -> str:
    """`words` for use inside a letter, such that no `{{…}}` in them is taken for a placeholder."""
    return words.replace("{{", f"{{{{{_BRACES}}}}}")


@lru_cache(maxsize=64)
def names_in(*letters: str) -> tuple[str, ...]:
    """The values these letters ask for, each once, in order of appearance."""
    found = (match[1] for letter in letters for match in PLACEHOLDER.finditer(letter))
    return tuple(dict.fromkeys(found))


def need_value(values: Mapping[str, str], name: str) -> str:
    """One value as it was given; raises ValueMissing without it."""
    found = values.get(name)
    if found is None:
        if name not in _CONSTANT:
            raise ValueMissing(f"no value for '{name}'")
        return _CONSTANT[name]
    return found


def html_value(values: Mapping[str, str], name: str) -> str:
    """One value as it enters the HTML part: escaped, unless it is SafeHtml."""
    value = values.get(name) or need_value(values, name)
    if isinstance(value, SafeHtml):
        return str(value)
    return html.escape(value, quote=True) if _needs_escape(value) else value


def _needs_escape(value: str) -> bool:
    """Whether HTML writes it otherwise; five looks are quicker than a regular expression's one."""
    return "&" in value or "<" in value or ">" in value or '"' in value or "'" in value


def text_value(values: Mapping[str, str], name: str) -> str:
    """One value as it enters the text part or the subject: as it is."""
    value = values.get(name) or need_value(values, name)
    if isinstance(value, SafeHtml):
        raise ValueMissing(f"'{name}' is markup and cannot stand in text")
    return value


def fill_html(letter: str, values: Mapping[str, str]) -> str:
    """The HTML part for one person. One pass: a value that looks like a placeholder stays."""
    return PLACEHOLDER.sub(lambda match: html_value(values, match[1]), letter)


def fill_text(letter: str, values: Mapping[str, str]) -> str:
    """The text part, or the subject, for one person."""
    words, names = _apart(letter)
    told = [text_value(values, name) for name in names]
    return "".join(chain.from_iterable(zip_longest(words, told, fillvalue="")))


@lru_cache(maxsize=64)
def _apart(letter: str) -> tuple[list[str], list[str]]:
    """The words around the placeholders, one piece more than names."""
    pieces = PLACEHOLDER.split(letter)
    return pieces[::2], pieces[1::2]


def alike(names: Iterable[str], people: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The values in which nobody differs: they can be written into the letter once for all."""
    first = people[0]
    return {
        name: first[name]
        for name in names
        if name in first and all(_is_same(first[name], one.get(name)) for one in people)
    }


def html_keys(letter: str, same: Mapping[str, str] = NOTHING) -> str:
    """The HTML part with a provider's substitution keys in place of our placeholders.

    What stands in `same` is filled in; one pass, so that no value is taken for a placeholder.
    """
    return PLACEHOLDER.sub(
        lambda match: html_own(same, match[1]) if match[1] in same else key(match[1], "h"), letter
    )


def text_keys(letter: str, same: Mapping[str, str] = NOTHING) -> str:
    """The text part, or the subject, in the same way."""
    return PLACEHOLDER.sub(
        lambda match: text_own(same, match[1]) if match[1] in same else key(match[1], "t"), letter
    )


def html_own(values: Mapping[str, str], name: str) -> str:
    """What takes a key's place in the HTML part.

    A provider replaces key after key over the whole letter, so a value holding something like a
    key is broken up, lest one value of a person be pasted into another.
    """
    value = html_value(values, name)
    return value.replace(KEY_START, "&#45;vv.") if KEY_START in value else value


def is_same_in_both(value: str) -> bool:
    """Whether it takes a key's place in every part as it is."""
    return not _needs_escape(value) and KEY_START not in value


def text_own(values: Mapping[str, str], name: str) -> str:
    """The same in the text part and the subject."""
    value = text_value(values, name)
    return value.replace(KEY_START, "‑vv.") if KEY_START in value else value


def _is_same(one: str, other: str | None) -> bool:
    """Equal, and both markup or both text."""
    return one == other and type(one) is type(other)


@lru_cache(maxsize=1024)
def key(name: str, part: str) -> str:
    """What stands for a value in a letter, in one part: "h" or "t"."""
    return f"{KEY_START}{name}.{part}-"
