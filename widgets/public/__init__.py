"""What shoppers and their browsers fetch: feeds, fragments, elements, and our own pages."""

from __future__ import annotations

from flask import Blueprint

from widgets.public import elements, feeds

blueprint = Blueprint("showing", __name__)
for pages in (feeds, elements):
    blueprint.register_blueprint(pages.blueprint)
