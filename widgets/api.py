"""What programs read of publications."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("showing_api", __name__, url_prefix="/api/v1")
