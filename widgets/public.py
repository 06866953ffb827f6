"""What shoppers and their browsers fetch: feeds, fragments, elements, transparency."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("showing", __name__, template_folder="templates")
