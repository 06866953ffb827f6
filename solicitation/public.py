"""Pages a customer reaches from a mail: unsubscribe and preferences."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("asking", __name__, template_folder="templates")
