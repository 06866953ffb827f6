"""What members see of asking: the calendar, customers, imports, moments."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("asking_desk", __name__, url_prefix="/desk", template_folder="templates")
