"""A shop one would buy from, so that the elements are judged where they will live."""

from __future__ import annotations

from flask import g, request
from flask_babel import format_currency
from markupsafe import Markup

from app.demo import content
from app.demo.pages import words
from app.demo.pages.ground import STORE_KEY, blueprint, page, to
from core.auth import public
from core.errors import N_, NotFound
from core.storage import ObjectMissing
from core.web import doors, language
from widgets.feeds.names import fragment_key

BESIDE_THE_STORY = "lampe-noyer"
"""The product whose second picture stands beside the house's story."""


@blueprint.get("/shop")
@public
def front() -> str:
    """The front page: the hero, the eight products, the story."""
    products = content.products()
    beside = next(one for one in products if one.handle == BESIDE_THE_STORY).pictures[1]
    return page("shop", shop=content.store(), products=products, beside=beside, **_shared())


@blueprint.get("/shop/<handle>")
@public
def product(handle: str) -> str:
    """One product, with its reviews."""
    found = next((one for one in content.products() if one.handle == handle), None)
    if found is None:
        raise NotFound(N_("The shop has no such product. The others are on its front page."))
    others = [one for one in content.products() if one.handle != handle][:4]
    fragment = _fragment(found.ref)
    return page(
        "product",
        product=found,
        others=others,
        fragment=fragment,
        chosen=_chosen(found),
        is_bought="buy" in request.args,
        **_shared(),
    )


def _chosen(found: content.DemoProduct) -> dict[str, str]:
    """The value of each option: what the shopper asked for, else the first."""
    asked = {option.key: request.args.get(option.key, "") for option in found.options}
    return {
        option.key: asked[option.key]
        if asked[option.key] in {value.key for value in option.values}
        else option.values[0].key
        for option in found.options
    }


def _shared() -> dict[str, object]:
    lang = language()
    return {
        "store_key": STORE_KEY,
        "say": lambda both: both.say(lang),
        "price": lambda amount: format_currency(amount, content.store().currency),
        "to": to,
        "words": words,
        "shop_nav": [
            {"label": words.NAV_SHELF.say(lang), "url": to("/demo/shop") + "#shelf"},
            {"label": words.NAV_HOUSE.say(lang), "url": to("/demo/shop") + "#house"},
        ],
    }


def _fragment(ref: str) -> Markup:
    """The server fragment, put into the page as a shop's own server would."""
    key = g.store.key if g.store else STORE_KEY
    try:
        return Markup(doors().storage.get(fragment_key(key, ref, language())).decode())  # noqa: S704 -- our own rendered fragment, escaped where it was made
    except ObjectMissing:
        return Markup("")
