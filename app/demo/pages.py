"""The demo shop, its outbox and its clock."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("demo", __name__, url_prefix="/demo", template_folder="templates")
