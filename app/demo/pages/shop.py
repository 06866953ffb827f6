"""A shop one would buy from, so that the elements are judged where they will live."""

from __future__ import annotations

from flask import g
from flask_babel import format_currency
from markupsafe import Markup

from app.demo import content
from app.demo.pages.ground import STORE_KEY, blueprint, page, to
from core.auth import public
from core.errors import N_, NotFound
from core.storage import ObjectMissing
from core.web import doors, language
from widgets.feeds.names import fragment_key

NAV = ("bols-gres", "couverture-merinos", "sac-week-end")


@blueprint.get("/shop")
@public
def front() -> str:
    """The front page: the hero, the eight products, the story."""
    return page("shop", shop=content.store(), products=content.products(), **_shared())


@blueprint.get("/shop/<handle>")
@public
def product(handle: str) -> str:
    """One product, with its reviews."""
    found = next((one for one in content.products() if one.handle == handle), None)
    if found is None:
        raise NotFound(N_("The shop has no such product. The others are on its front page."))
    others = [one for one in content.products() if one.handle != handle][:4]
    fragment = _fragment(found.ref)
    return page("product", product=found, others=others, fragment=fragment, **_shared())


def _shared() -> dict[str, object]:
    lang = language()
    return {
        "store_key": STORE_KEY,
        "say": lambda both: both.say(lang),
        "price": lambda amount: format_currency(amount, content.store().currency),
        "to": to,
        "shop_nav": [
            {"label": one.name.say(lang).split(",")[0], "url": to(f"/demo/shop/{one.handle}")}
            for one in content.products()
            if one.handle in NAV
        ],
    }


def _fragment(ref: str) -> Markup:
    """The server fragment, put into the page as a shop's own server would."""
    key = g.store.key if g.store else STORE_KEY
    try:
        return Markup(doors().storage.get(fragment_key(key, ref, language())).decode())  # noqa: S704 -- our own rendered fragment, escaped where it was made
    except ObjectMissing:
        return Markup("")
