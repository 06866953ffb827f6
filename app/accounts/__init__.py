"""Sign-in, members, API keys and the desk's shell."""

from __future__ import annotations

from flask import Flask

from core.doors import Doors


def install(app: Flask, doors: Doors) -> None:
    """Give `app` sign-in and the desk's shell."""
