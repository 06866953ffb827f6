"""What the documentation shows works as shown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from solicitation.inbound.occasions import read_occasion

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
EXAMPLES = re.findall(
    r"\{\"kind.*?\]\}\}|\{\n  \"kind.*?\}\}",
    (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8"),
    re.DOTALL,
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_posted_occasions_of_the_documentation_are_taken(example: str) -> None:
    assert read_occasion(json.loads(example))


def test_the_documentation_has_examples() -> None:
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize("page", ["README.md", *sorted(map(str, (ROOT / "docs").rglob("*.md")))])
def test_no_page_of_the_documentation_points_nowhere(page: str) -> None:
    path = ROOT / page
    dangling = [
        target
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert dangling == []
