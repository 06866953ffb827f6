"""Feeds of a made-up shop, cut into pages and orders exactly as the public contract says."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from tests.embed.words import EARLIER, LONG, POOL, REPLY

Feed = dict[str, Any]
Review = dict[str, Any]

PER_PAGE = 10
LATEST = date(2026, 11, 18)
DAY = timedelta(days=1)


def review(number: int, **changes: Any) -> Review:
    """One complete review; `number` keeps refs apart and makes later ones older."""
    made: Review = {
        "ref": f"r{number:04d}",
        "rating": 5,
        "title": None,
        "words": "It does what it should, and quietly.",
        "language": "en",
        "author": "Ada M.",
        "submitted_on": str(LATEST - 6 * number * DAY),
        "experience_on": str(LATEST - (6 * number + 34) * DAY),
        "updated_on": None,
        "verified": True,
        "counted": True,
        "labels": [],
        "moment": "one_month",
        "answers": [],
        "media": [],
        "reply": None,
        "earlier": [],
        "day": 34,
    }
    return {**made, **changes}


def photo(
    name: str = "wide", width: int = 1600, height: int = 1067, **changes: Any
) -> dict[str, Any]:
    """A photo in two formats and two widths."""
    sources = [
        {"url": f"/media/{name}-{size}.{ending}", "type": f"image/{kind}", "width": size}
        for kind, ending in (("webp", "webp"), ("jpeg", "jpg"))
        for size in (480, 1600)
    ]
    made = {"kind": "photo", "width": width, "height": height, "colour": "#8a7a66", "alt": ""}
    return {**made, "sources": sources, **changes}


def video(**changes: Any) -> dict[str, Any]:
    """A portrait video, as a phone makes them."""
    return {
        "kind": "video",
        "width": 360,
        "height": 640,
        "duration_s": 2.0,
        "poster": "/media/tall-480.jpg",
        "url": "/media/clip.mp4",
        "type": "video/mp4",
        "alt": "",
        **changes,
    }


def summary(reviews: list[Review]) -> dict[str, Any]:
    """What the server computes: counted reviews only, whoever is shown."""
    ratings = [each["rating"] for each in reviews if each["counted"]]
    return {
        "count": len(ratings),
        "average": round(sum(ratings) / len(ratings), 2) if ratings else None,
        "histogram": {str(rating): ratings.count(rating) for rating in range(1, 6)},
        "outside": len(reviews) - len(ratings),
        "media": sum(bool(each["media"]) for each in reviews),
    }


ORDERS: dict[str, Callable[[list[Review]], Iterable[Review]]] = {
    "newest": lambda reviews: reviews,
    "highest": lambda reviews: sorted(reviews, key=lambda each: -each["rating"]),
    "lowest": lambda reviews: sorted(reviews, key=lambda each: each["rating"]),
    "media": lambda reviews: sorted(reviews, key=lambda each: not each["media"]),
} | {
    f"stars-{rating}": lambda reviews, rating=rating: [
        each for each in reviews if each["rating"] == rating
    ]
    for rating in range(1, 6)
}


def feed(reviews: list[Review], **changes: Any) -> Feed:
    """The first page, newest first."""
    return next(iter(pages(reviews, **changes).values()))


def pages(
    reviews: list[Review], *, product: str = "SKU-123", store: str = "luce", **changes: Any
) -> dict[str, Feed]:
    """Every page of every order, by the path it is served at."""
    found = {}
    for order, arrange in ORDERS.items():
        listed = list(arrange(reviews))
        cuts = [listed[at : at + PER_PAGE] for at in range(0, len(listed), PER_PAGE)] or [[]]
        for page, cut in enumerate(cuts, 1):
            found[path(store, product, order, page)] = {
                "version": 1,
                "built_at": "2026-11-20T08:30:00Z",
                "store": {
                    "key": store,
                    "name": "Maison Luce",
                    "transparency_url": f"/t/{store}",
                    "write_url": f"/c/{store}/moka",
                },
                "product": {"key": product, "name": "Moka pot for six", "url": "/shop/moka"},
                "summary": summary(reviews),
                "sort": order,
                "page": page,
                "pages": len(cuts),
                "per_page": PER_PAGE,
                "reviews": cut,
                "checked": True,
                **changes,
            }
    return found


def path(store: str, product: str, order: str, page: int) -> str:
    """The address of a page; keys are percent-encoded whole."""
    folder = f"/feeds/v1/{quote(store, safe='')}/{quote(product, safe='')}"
    if order != "newest":
        return f"{folder}/{order}/{page}.json"
    return f"{folder}.json" if page == 1 else f"{folder}/{page}.json"


def shelf() -> list[Review]:
    """A lifelike product page: 34 reviews, all kinds."""
    plain = [
        review(
            number,
            **dict(zip(("rating", "title", "words", "language", "author"), said, strict=True)),
        )
        for number, said in enumerate((POOL * 5)[:34])
    ]
    plain[0] |= {
        "media": [photo("wide"), photo("tall", 1067, 1600), video()],
        "answers": [
            {"key": "ease", "label": "Ease of use", "text": None, "scale": 4},
            {"key": "finish", "label": "Finish", "text": None, "scale": 5},
            {
                "key": "pros",
                "label": "Pros",
                "text": "Pours without a drop on the table.",
                "scale": None,
            },
            {"key": "cons", "label": "Cons", "text": "The handle gets warm on gas.", "scale": None},
        ],
        "reply": REPLY,
    }
    plain[1] |= {
        "earlier": [EARLIER],
        "day": 186,
        "moment": "six_months",
        "updated_on": "2026-11-16",
        "experience_on": "2026-05-02",
    }
    plain[2] |= {"words": LONG, "title": "A long story, told slowly"}
    plain[3] |= {"labels": ["rewarded"], "counted": False, "moment": None}
    plain[4] |= {"verified": False, "moment": "event", "day": None}
    plain[5] |= {"media": [video()], "moment": "support_resolved"}
    return plain
