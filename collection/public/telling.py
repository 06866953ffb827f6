"""What was answered beside the words, as its author reads it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from collection.attributes import OURS
from collection.public.pages import LABELS
from core.errors import N_
from core.models import Submission

_NAMES: Mapping[str, str] = {one.key: one.name for one in OURS} | LABELS
"""In the order of the form; a store's own questions follow."""
_CHOSEN: Mapping[str, str] = {"yes": N_("Yes"), "no": N_("No"), "unsure": N_("Not sure")}


@dataclass(frozen=True, slots=True)
class Told:
    """One answer under the name of its question."""

    label: str
    said: str
    is_typed: bool
    """Whether it is the author's own text, in the language they wrote in."""


def told(submission: Submission) -> list[Told]:
    """Every answer of a version, in the order in which it was asked."""
    places = {key: place for place, key in enumerate(_NAMES)}
    answers = submission.answers or {}
    ordered = sorted(answers, key=lambda key: places.get(key, len(places)))
    return [_told(key, answers[key]) for key in ordered]


def _told(key: str, answer: Any) -> Told:
    label = _(_NAMES[key]) if key in _NAMES else key
    if isinstance(answer, Mapping):  # a question of the store's own, kept with its words
        return _own(str(answer.get("label") or label), answer)
    if isinstance(answer, int):
        return _rated(label, answer)
    if key in ("again_choice", "recommend"):
        return Told(label, _(_CHOSEN.get(str(answer), str(answer))), is_typed=False)
    return Told(label, str(answer or ""), is_typed=True)


def _own(label: str, answer: Mapping[str, Any]) -> Told:
    if answer.get("scale"):
        return _rated(label, answer["scale"])
    return Told(label, str(answer.get("text") or ""), is_typed="chosen" not in answer)


def _rated(label: str, scale: int) -> Told:
    return Told(label, _("%(value)s of 5", value=scale), is_typed=False)
