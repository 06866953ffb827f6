"""The JSON-LD that search engines read: a Product with what shoppers see, and nothing else.

Google's rules for review snippets: the aggregate and the reviews nested in their Product, only
reviews that are on the page, a decimal point, author names under 100 characters. Ratings of a
store or an organisation on its own site are self-serving, so a store's feed has none at all
(requirement L18; developers.google.com/search/docs/appearance/structured-data/review-snippet).
"""

from __future__ import annotations

import json
from typing import Any

from widgets.feeds.document import Document
from widgets.feeds.facts import ProductFact, Scope, web_address

_MAX_AUTHOR = 99
# Inside <script> an HTML parser looks for "</script" and "<!--"; JSON can spell both otherwise.
_SPELLED = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def linked_data(scope: Scope, first: Document) -> str | None:
    """The Product as text for a <script>; None where there is nothing that may be marked up."""
    if scope.product is None or not first["summary"]["count"]:
        return None
    counted = [review for review in first["reviews"] if review["counted"]]
    product = _product(scope.product, scope) | {
        "aggregateRating": _aggregate(first["summary"]),
        "review": [_review(review) for review in counted],
    }
    return _safe(json.dumps(product, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def _product(product: ProductFact, scope: Scope) -> dict[str, Any]:
    known = {
        "url": scope.url,
        "image": web_address(product.image_url),
        "brand": {"@type": "Brand", "name": product.brand} if product.brand else None,
        "sku": product.sku or product.ref,
        "gtin": product.gtin or None,
        "description": product.description or None,
    }
    base = {"@context": "https://schema.org", "@type": "Product", "name": scope.name}
    return base | {name: value for name, value in known.items() if value}


def _aggregate(summary: Document) -> dict[str, Any]:
    return {
        "@type": "AggregateRating",
        "ratingValue": f"{summary['average']:.2f}",
        "reviewCount": summary["count"],
        "bestRating": "5",
        "worstRating": "1",
    }


def _review(review: Document) -> dict[str, Any]:
    known = {
        "name": review["title"],
        "reviewBody": review["words"] or None,
        "inLanguage": review["language"],
    }
    base = {
        "@type": "Review",
        "author": {"@type": "Person", "name": review["author"][:_MAX_AUTHOR]},
        "datePublished": review["submitted_on"],
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": str(review["rating"]),
            "bestRating": "5",
            "worstRating": "1",
        },
    }
    return base | {name: value for name, value in known.items() if value}


def _safe(text: str) -> str:
    for char, spelled in _SPELLED.items():
        text = text.replace(char, spelled)
    return text
