"""The queue and the decisions of members."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("moderating", __name__, url_prefix="/desk", template_folder="templates")
