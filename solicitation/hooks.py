"""Signed messages of outside systems, kept raw and answered at once."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")
