"""The manual's table of settings is what the code reads."""

from __future__ import annotations

from pathlib import Path

from app.cli.settings import settings_table
from core.config import SETTINGS

MANUAL = Path(__file__).parents[2] / "docs" / "operations.md"


def test_the_manual_holds_the_table_of_settings() -> None:
    table = MANUAL.read_text("utf-8").split("-->\n", 1)[1].split("<!-- /settings", 1)[0]
    assert table == settings_table(), "paste the output of: vivavoce settings --markdown"


def test_every_setting_says_what_it_means_and_shows_one() -> None:
    assert [s.name for s in SETTINGS if not s.meaning.endswith(".") or not s.example] == []
