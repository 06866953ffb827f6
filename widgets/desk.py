"""What members see of showing: looks and embedding."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("showing_desk", __name__, url_prefix="/desk", template_folder="templates")
