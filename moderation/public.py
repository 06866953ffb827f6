"""Where a refused author contests."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("contesting", __name__, template_folder="templates")
