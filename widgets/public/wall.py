"""The wall of a store: words about itself, on a page for anybody, with the way to add one's own."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy.orm import Session

from core.auth import public
from core.errors import N_, NotFound
from core.models import Store
from core.qr import qr_svg
from core.web import doors, limiter
from widgets.feeds.facts import web_address
from widgets.feeds.names import quoted
from widgets.public.ground import CACHE_CONTROL, address, enter, language_links, onward
from widgets.queries.subjects import place_of
from widgets.queries.wall import wall_from
from widgets.stones import stones_of

blueprint = Blueprint("wall", __name__, template_folder="../templates")

_BUSY = "240/minute"
_CODE_AGE = 86_400
"""Seconds that a code may be kept: its address never changes."""


@blueprint.get("/w/<store_key>.svg")
@public
def wall_code(store_key: str) -> Response:
    """The QR code of the wall, alone; anybody may show it."""
    with doors().database.reading() as session:
        store = _open_wall(session, store_key)
    answer = Response(qr_svg(wall_address(store)), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = f"public, max-age={_CODE_AGE}"
    return answer


@blueprint.get("/w/<store_key>")
@limiter.limit(_BUSY)
@public
def wall_page(store_key: str) -> Response:
    """Words about the store, newest first, from `?start=` on."""
    with doors().database.reading() as session:
        store = _open_wall(session, store_key)
        wall = wall_from(session, store.id, request.args.get("start", "").replace("\0", ""))
    place = place_of(doors().settings)
    body = render_template(
        "widgets/wall.html",
        store_url=web_address(store.url),
        language_links=language_links(),
        stones=stones_of(store, wall, place),
        is_first=wall.is_first,
        canonical=wall_address(store),
        first_url=address(start=None),
        more_url=address(start=wall.next_ref) if wall.next_ref else None,
        write_url=_write_url(store),
        reviews_url=onward(f"/t/{quoted(store.key)}/reviews"),
        rules_url=onward(f"/t/{quoted(store.key)}"),
    )
    response = make_response(body)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.add_etag()
    response.make_conditional(request)
    return response


def wall_address(store: Store) -> str:
    """The whole address, for codes and search engines."""
    return f"{doors().settings.public_url.rstrip('/')}/w/{quoted(store.key)}"


def _open_wall(session: Session, store_key: str) -> Store:
    """The store of an open wall; NotFound for any other."""
    store = enter(session, store_key)
    if not store.is_wall_open:
        raise NotFound(N_("There is no wall of words under this address, or its shop closed it."))
    return store


def _write_url(store: Store) -> str | None:
    """The open form, while it takes words; it knows the way back."""
    path = f"/c/{quoted(store.key)}"
    kept = onward(path)
    return f"{kept}{'&' if '?' in kept else '?'}wall=1" if store.is_open_for_store else None
