"""What the questions of our forms are called beside their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import N_
from core.i18n import spoken, translate

LABELS: Mapping[str, str] = {
    "fit": N_("As described"),
    "quality": N_("Quality"),
    "ease": N_("Ease of use"),
    "pros": N_("Pros"),
    "cons": N_("Cons"),
    "before": N_("Before"),
    "since": N_("Since then"),
    "changed": N_("What changed"),
    "again_choice": N_("Would buy it again"),
    "again": N_("Would buy it again"),
    "recommend": N_("Would recommend it"),
    "what_helped": N_("What helped"),
}
"""In the order in which they are shown."""
_AFTER_A_CHOICE: Mapping[str, str] = {"again": N_("Why, or why not")}
"""What a text is called where the choice it explains stands before it."""
_CHOSEN: Mapping[str, str] = {"yes": N_("Yes"), "no": N_("No"), "unsure": N_("Not sure")}
_CHOICES: Mapping[str, Mapping[str, str]] = {"again_choice": _CHOSEN, "recommend": _CHOSEN}


def label_of(key: str, language: str) -> str:
    """The question's short name in the language of the answer, or in English."""
    said = LABELS.get(key)
    if said is None:
        return key.replace("_", " ").strip().capitalize() or key
    return translate(spoken([language]), said)


def answers_of(answers: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """Each answer as the feed says it: a scale from 1 to 5, or a text."""
    known = {key: at for at, key in enumerate(LABELS)}
    ordered = sorted(answers, key=lambda key: (known.get(key, len(known)), key))
    made = (_answer(key, answers[key], language) for key in ordered if key)
    said = [answer for answer in made if answer is not None]
    if any(answer["key"] == "again_choice" for answer in said):
        for answer in said:
            if answer["key"] in _AFTER_A_CHOICE:
                answer["label"] = translate(spoken([language]), _AFTER_A_CHOICE[answer["key"]])
    return said


def _answer(key: str, value: Any, language: str) -> dict[str, Any] | None:
    answer = {"key": key, "label": label_of(key, language), "text": None, "scale": None}
    if isinstance(value, Mapping):  # a question of the store's own, kept with its words
        return answer | {name: value.get(name) for name in ("label", "scale", "text")}
    if key in _CHOICES:
        said = _CHOICES[key].get(str(value))
        return answer | {"text": translate(spoken([language]), said)} if said else None
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5:
        return answer | {"scale": value}
    if isinstance(value, str) and value.strip():
        return answer | {"text": value}
    return None
