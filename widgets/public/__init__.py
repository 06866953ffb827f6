"""What shoppers and their browsers fetch: feeds, fragments, elements, and our own pages."""

from __future__ import annotations

from flask import Blueprint

from widgets.public import elements, feeds, hosted, transparency, wall

blueprint = Blueprint("showing", __name__)
for pages in (feeds, elements, transparency, hosted, wall):
    blueprint.register_blueprint(pages.blueprint)
