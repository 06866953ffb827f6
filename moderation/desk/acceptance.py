"""How decisions fall by stars, so that a skew is seen (product.md, rule 10)."""

from __future__ import annotations

from flask import render_template

from core.auth import here, member
from core.web import doors
from moderation.desk.ground import blueprint
from moderation.queries.acceptance import acceptance_by_stars, skew


@blueprint.get("/acceptance")
@member()
def acceptance_page() -> str:
    """One bar for each rating: accepted and refused."""
    with doors().database.reading() as session:
        rows = acceptance_by_stars(session, here().store_id, doors().now())
    return render_template("moderation/acceptance.html", rows=rows, skew=skew(rows))
