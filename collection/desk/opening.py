"""Where anybody may write without being asked: switches, addresses and codes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from collection.desk.ground import blueprint
from core.auth import here, member
from core.models import Product, Store
from core.states import Role
from core.web import doors

SHOWN = 50
"""Products listed at once; a search finds the others."""


@blueprint.get("/open")
@member()
def open_pages() -> str:
    """The switches, and the address of every page they open."""
    wanted = request.args.get("q", "").strip()
    with doors().database.reading() as rows:
        store = rows.get_one(Store, here().store_id)
        products = rows.scalars(
            select(Product)
            .where(
                Product.store_id == store.id,
                Product.name.icontains(wanted, autoescape=True),
            )
            .order_by(Product.name, Product.id)
            .limit(SHOWN + 1)
        ).all()
    return render_template(
        "collection/desk_open.html",
        store=store,
        products=products[:SHOWN],
        has_more=len(products) > SHOWN,
        wanted=wanted,
        base=f"{doors().settings.public_url}/c/{store.key}",
        wall=f"{doors().settings.public_url}/w/{store.key}",
        may_edit=here().role is Role.OWNER,
    )


@blueprint.post("/open")
@member(Role.OWNER)
def save_open_pages() -> AnyResponse:
    """Open or close them; what was left before stays as it is."""
    with doors().database.transaction() as session:
        store = session.get_one(Store, here().store_id)
        store.is_open_for_products = "is_open_for_products" in request.form
        store.is_open_for_store = "is_open_for_store" in request.form
        store.is_wall_open = "is_wall_open" in request.form
        store.is_proof_asked = "is_proof_asked" in request.form
    flash(_("Saved."), "good")
    return redirect(url_for(".open_pages"), 303)
