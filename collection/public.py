"""The customer's pages: answering, uploading, thanks, status."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("collecting", __name__, template_folder="templates")
