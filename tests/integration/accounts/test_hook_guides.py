"""Webhooks on the command line: what is listed, and what to paste where."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.accounts.guides import GUIDES
from app.cli.keys import hook

DOCS = Path(__file__).parents[3] / "docs/integrations.md"


@pytest.mark.parametrize("system", sorted(GUIDES))
def test_the_guide_of_a_system_says_where_to_paste_what(system: str) -> None:
    guide = GUIDES[system]
    told = CliRunner().invoke(hook, ["guide", system])
    assert told.exit_code == 0
    for part in (guide.where, guide.secret, guide.header, guide.body):
        assert part in told.output


@pytest.mark.parametrize("system", [name for name, guide in GUIDES.items() if guide.body])
def test_the_documentation_shows_the_very_body_to_paste(system: str) -> None:
    assert GUIDES[system].body in DOCS.read_text("utf-8")
