"""What a form asks about a product beside stars and words, in one language, and what is kept of it.

An answer to a store's own question is kept with the words it was asked in: the store may change
them later, what a customer answered to does not (product.md, rule 9). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import N_
from core.i18n import translate
from core.models import AttributeKind

MOST = 6
"""Shown on one form: more would be a questionnaire."""
TEXT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a form shows it; `ends` of a scale, `options` (id, text) of a choice."""

    key: str
    kind: AttributeKind
    name: str
    ends: tuple[str, str] = ("", "")
    options: tuple[tuple[str, str], ...] = ()
    is_several: bool = False
    is_own: bool = True
    """Whether the store wrote it; ours are known to every reader by their keys."""


@dataclass(frozen=True, slots=True)
class Ours:
    """A question that every store begins with."""

    key: str
    name: str
    low: str
    high: str


OURS = (
    Ours("fit", N_("Fit and size"), N_("Not as expected"), N_("Just as expected")),
    Ours("quality", N_("Quality"), N_("Poor"), N_("Excellent")),
    Ours("ease", N_("Ease of use"), N_("Difficult"), N_("Easy")),
)


def ours(language: str) -> tuple[Asked, ...]:
    """What is asked while a store has not chosen its own."""
    return tuple(
        Asked(
            one.key,
            AttributeKind.SCALE,
            translate(language, one.name),
            (translate(language, one.low), translate(language, one.high)),
            is_own=False,
        )
        for one in OURS
    )


def is_about(products: Sequence[str], ref: str) -> bool:
    """Whether a question is asked about this product."""
    return not products or ref in products


def kept(asked: Asked, given: Any) -> Any:
    """What an answer is kept as; None for none.

    Ours are plain numbers; a store's own name their question: `label` with `scale` (1 to 5) or
    `text`, a choice also `chosen`, the ids of its options.
    """
    if not given:
        return None
    if asked.kind is AttributeKind.SCALE:
        return {"label": asked.name, "scale": int(given)} if asked.is_own else int(given)
    if asked.kind is AttributeKind.TEXT:
        return {"label": asked.name, "text": str(given)}
    texts = dict(asked.options)
    chosen = [one for one in (given if isinstance(given, list) else [given]) if one in texts]
    said = ", ".join(texts[one] for one in chosen)
    return {"label": asked.name, "text": said, "chosen": chosen} if chosen else None


def typed(answer: Any) -> Any:
    """An answer as its form field holds it, for whoever amends it."""
    if not isinstance(answer, Mapping):
        return str(answer) if isinstance(answer, int) else answer
    if "chosen" in answer:
        return list(answer["chosen"])
    return str(answer.get("scale") or answer.get("text") or "")


def fitting(asked: Asked, data: Any) -> Any:
    """What was typed once, as the question takes it now: one value, or a list of them."""
    values = data if isinstance(data, list) else [data] if data else []
    if asked.is_several:
        return values
    return values[0] if values else None
