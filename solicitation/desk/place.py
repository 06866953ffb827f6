"""The blueprint on which the desk pages of asking stand."""

from __future__ import annotations

from flask import Blueprint, Response

blueprint = Blueprint(
    "asking_desk", "solicitation", url_prefix="/desk", template_folder="templates"
)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Pages about people: not stored."""
    response.headers["Cache-Control"] = "no-store"
    return response
