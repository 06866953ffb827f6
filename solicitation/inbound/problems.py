"""Says in a person's words what pydantic found wrong with a posted occasion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from solicitation.inbound.errors import FieldProblem
from solicitation.inbound.sentences import SENTENCES, say

MAX_PROBLEMS = 20
# Pydantic's error types that need no number or list in the sentence, by how they begin.
_BY_START: Mapping[str, str] = {
    "missing": "field_required",
    "extra_forbidden": "field_unknown",
    "datetime": "field_moment",
    "timezone": "field_moment",
    "bool": "field_truth",
    "model": "field_object",
    "dict": "field_object",
}
_NUMBERS = ("int", "float", "decimal", "greater", "less", "finite", "is_instance", "multiple")
_CHOICES = ("enum", "literal")


def problems_of(error: ValidationError) -> tuple[FieldProblem, ...]:
    """Return one problem per field at fault, at most `MAX_PROBLEMS`."""
    found = error.errors(include_url=False, include_input=False)
    return tuple(_problem(detail) for detail in found[:MAX_PROBLEMS])


def _problem(detail: ErrorDetails) -> FieldProblem:
    context: dict[str, Any] = dict(detail.get("ctx", {}))
    field = str(context.pop("field", "")) or _path(detail["loc"])
    if not field:
        return FieldProblem("", "not_json_object", say("not_json_object"))
    code, values = _said(detail["type"], context)
    return FieldProblem(field, code, say(code, field=field, **values))


def _path(parts: tuple[int | str, ...]) -> str:
    """`("order", "lines", 0, "price")` as `order.lines[0].price`."""
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return path.removeprefix(".")[:200]


def _said(kind: str, context: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Return the sentence for pydantic's `kind` of error and what it must name."""
    if kind in SENTENCES:
        return kind, {key: value for key, value in context.items() if key == "kind"}
    if kind.startswith("string"):
        return "field_text", {"limit": context.get("max_length", 200)}
    if kind.startswith(_CHOICES):
        return "field_choice", {"allowed": str(context.get("expected", "")).replace("'", "")}
    if kind.startswith(("too_long", "list", "too_short")):
        return "field_list", {"limit": context.get("max_length", 500)}
    if kind.startswith(_NUMBERS):
        return _number(context)
    start = next((start for start in _BY_START if kind.startswith(start)), None)
    return _BY_START[start] if start else "field_invalid", {}


def _number(context: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    for bound, code in (("ge", "field_number_from"), ("gt", "field_number_above")):
        if bound in context:
            return code, {"limit": context[bound]}
    for bound, code in (("le", "field_number_to"), ("lt", "field_number_below")):
        if bound in context:
            return code, {"limit": context[bound]}
    return "field_number", {}
