"""What programs tell us: orders, products, occasions."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("asking_api", __name__, url_prefix="/api/v1")
