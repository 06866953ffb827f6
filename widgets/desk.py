"""What members see of showing: the snippet of each product, and how it will look."""

from __future__ import annotations

from html import escape

from flask import Blueprint, Response, g, make_response, render_template, request

from core.auth import member
from core.web import doors
from widgets.feeds import STORE_REF, feed_path
from widgets.feeds.names import quoted
from widgets.queries.elements import integrity
from widgets.queries.subjects import place_of, product_of_ref, products_like
from widgets.queries.wall import wall_from
from widgets.stones import stones_of

blueprint = Blueprint("showing_desk", __name__, url_prefix="/desk", template_folder="templates")

_MOST = 20


@blueprint.get("/embedding")
@member()
def embedding() -> Response:
    """The lines to copy for one product, or for the store itself, with a live preview."""
    wanted, searched = request.args.get("product", ""), request.args.get("q", "").strip()
    with doors().database.reading() as session:
        product = product_of_ref(session, g.store.id, wanted.replace("\0", ""))
        products = products_like(session, g.store.id, searched.replace("\0", ""), _MOST)
    is_store = wanted == STORE_REF
    if product is None and products and not is_store:
        product = products[0]
    ref = product.ref if product else STORE_REF
    page = render_template(
        "widgets/embedding.html",
        title=None,
        host=doors().settings.public_url.rstrip("/"),
        integrity=integrity(),
        chosen=product,
        ref=ref,
        ref_attribute=escape(ref),
        store_ref=STORE_REF,
        products=products,
        searched=searched,
        most=_MOST,
        feed_path=feed_path(g.store.key, ref),
        fragment_path=feed_path(g.store.key, ref).removesuffix(".json") + ".html",
        hosted_path=_hosted(g.store.key, product.ref if product else None),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/wall")
@member()
def wall_preview() -> Response:
    """The store's wall as readers meet it, open or not."""
    with doors().database.reading() as session:
        wall = wall_from(session, g.store.id, request.args.get("start", "").replace("\0", ""))
    page = render_template(
        "widgets/wall.html",
        is_preview=True,
        stones=stones_of(g.store, wall, place_of(doors().settings)),
        is_first=wall.is_first,
        first_url=request.path,
        more_url=f"{request.path}?start={wall.next_ref}" if wall.next_ref else None,
        write_url=f"/c/{quoted(g.store.key)}" if g.store.is_open_for_store else None,
        reviews_url=_hosted(g.store.key, None),
        rules_url=f"/t/{quoted(g.store.key)}",
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _hosted(store_key: str, ref: str | None) -> str:
    base = f"/t/{quoted(store_key)}"
    return f"{base}/products/{quoted(ref)}" if ref else f"{base}/reviews"
