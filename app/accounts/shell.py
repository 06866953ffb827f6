"""What surrounds every page of the desk: its navigation, its stores, who is here."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Give the templates of `app` what `base_desk.html` asks for."""
