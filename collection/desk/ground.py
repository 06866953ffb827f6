"""What the desk's pages of collecting share: their blueprint."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("giving_desk", __name__, url_prefix="/desk", template_folder="../templates")
