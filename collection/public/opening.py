"""Open pages: of an event, scanned from a poster or on a tablet; of a product; of the store."""

from __future__ import annotations

from flask import Response, request

from collection.public.ground import blueprint
from collection.public.receiving import CROWD, address_of, show_fresh, speak_for, take, thanks
from collection.queries.open import Place, open_place, store_place
from core.auth import public
from core.qr import qr_svg
from core.web import doors, limiter

CODE_AGE = 86_400
"""Seconds that a code may be kept: its address never changes."""


@blueprint.get("/c/<store_key>/<slug>.svg")
@public
def open_code(store_key: str, slug: str) -> Response:
    """The QR code of an event's page, alone; anybody may show it."""
    with doors().database.reading() as rows:
        place = open_place(rows, store_key, slug)
    return _code(place)


@blueprint.get("/c/<store_key>.svg")
@public
def store_code(store_key: str) -> Response:
    """The QR code of the store's page, or of one of its products'."""
    with doors().database.reading() as rows:
        place = store_place(rows, store_key, request.args.get("product", ""))
    return _code(place)


@blueprint.get("/c/<store_key>/<slug>")
@public
def open_page(store_key: str, slug: str) -> str | tuple[str, int]:
    """The form on a phone."""
    return show_fresh(_event(store_key, slug))


@blueprint.get("/c/<store_key>/<slug>/kiosk")
@public
def kiosk_page(store_key: str, slug: str) -> str | tuple[str, int]:
    """The same, full screen, for a tablet that passes from hand to hand."""
    return show_fresh(_event(store_key, slug), is_kiosk=True)


@blueprint.post("/c/<store_key>/<slug>")
@limiter.limit(CROWD)
@public
def send_open(store_key: str, slug: str) -> Response | str | tuple[str, int]:
    """Keep what was left, until its author confirms it."""
    return take(_event(store_key, slug))


@blueprint.post("/c/<store_key>/<slug>/kiosk")
@limiter.limit(CROWD)
@public
def send_kiosk(store_key: str, slug: str) -> Response | str | tuple[str, int]:
    """The same, from the tablet."""
    return take(_event(store_key, slug), is_kiosk=True)


@blueprint.get("/c/<store_key>/<slug>/thanks")
@public
def open_thanks(store_key: str, slug: str) -> str:
    """What happens now; the same for everybody, whatever is known of their address."""
    return thanks(_event(store_key, slug))


@blueprint.get("/c/<store_key>/<slug>/kiosk/thanks")
@public
def kiosk_thanks(store_key: str, slug: str) -> str:
    """Thank you, and soon back to the beginning for whoever comes next."""
    return thanks(_event(store_key, slug), is_kiosk=True)


@blueprint.get("/c/<store_key>")
@public
def store_page(store_key: str) -> str | tuple[str, int]:
    """The form about the store, or about `?product=` by the store's own reference."""
    place = _store(store_key)
    return thanks(place) if request.args.get("done") else show_fresh(place)


@blueprint.post("/c/<store_key>")
@limiter.limit(CROWD)
@public
def send_to_store(store_key: str) -> Response | str | tuple[str, int]:
    """Keep what was left, until its author confirms it."""
    return take(_store(store_key))


def _event(store_key: str, slug: str) -> Place:
    with doors().database.reading() as rows:
        return speak_for(open_place(rows, store_key, slug))


def _store(store_key: str) -> Place:
    with doors().database.reading() as rows:
        return speak_for(store_place(rows, store_key, request.args.get("product", "")))


def _code(place: Place) -> Response:
    answer = Response(qr_svg(address_of(place)), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = f"public, max-age={CODE_AGE}"
    return answer
