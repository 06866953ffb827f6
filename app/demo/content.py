"""The demo shop's content: what its files hold, read once into frozen values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.states import Ground, Label, Moment, SubjectKind, SubmissionKind

CONTENT = Path(__file__).parent / "content"
PICTURES = Path(__file__).parents[2] / "static" / "demo"
GIVEN = PICTURES / "customers"
ORDERS_FILE = CONTENT / "orders_shopify.csv"

Answers = Mapping[str, str | int]


class Standing(StrEnum):
    """Where the demo's submission stands when the shop is first opened."""

    PUBLISHED = "published"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Both:
    """One text in the shop's two languages."""

    fr: str
    en: str

    def say(self, language: str) -> str:
        """The French text for French, the English one for everything else."""
        return self.fr if language.startswith("fr") else self.en


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the shop's own pictures: two sizes under `static/demo/`, pixels of the large one."""

    large: str
    small: str
    width: int
    height: int
    alt: Both


@dataclass(frozen=True, slots=True)
class OptionValue:
    """One choice a shopper can make."""

    key: str
    name: Both


@dataclass(frozen=True, slots=True)
class Option:
    """A colour, a size: what the shopper chooses before buying."""

    key: str
    name: Both
    values: tuple[OptionValue, ...]


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """One product of the shop; the price is in euros, the weight in grams."""

    handle: str
    ref: str
    gtin: str
    brand: str
    name: Both
    price: float
    currency: str
    description: tuple[Both, ...]
    details: tuple[Both, ...]
    options: tuple[Option, ...]
    made_in: str
    weight_grams: int
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class DemoStore:
    """The shop itself, with the picture of its front page."""

    key: str
    name: str
    line: Both
    story: tuple[Both, ...]
    currency: str
    language: str
    timezone: str
    country: str
    city: str
    email: str
    hero: Picture


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """One person who bought, asked or came."""

    name: str
    email: str
    city: str
    country: str
    language: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the same person wrote about the same product before (rule 8).

    Often a submission of its own in the same file: same customer, same product, same words.
    """

    moment: Moment
    days_after: int
    rating: int
    title: str | None
    words: str
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoSubmission:
    """One review or testimonial, word for word.

    `product` is a handle, or None when the subject is the store or the event; `customer` is an
    address of `customers.json`; `days_after` counts from delivery, resolution or the event's end;
    `media` are file names under `GIVEN`; `expected` is, for what waits, the ground a moderator
    should find, or None when it deserves to be published.
    """

    product: str | None
    subject: SubjectKind
    kind: SubmissionKind
    moment: Moment
    language: str
    rating: int | None
    title: str | None
    words: str
    answers: Answers
    display_name: str
    customer: str
    days_after: int
    media: tuple[str, ...]
    state: Standing
    ground: Ground | None
    expected: Ground | None
    reply: str | None
    earlier: Earlier | None
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was checked in at the event; the hour is the place's own."""

    email: str
    checked_in_at: time


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """The workshop's open day; hours are those of its time zone."""

    key: str
    name: Both
    description: Both
    place: str
    timezone: str
    ended_days_ago: int
    starts_at: time
    ends_at: time
    attendees: tuple[Attendee, ...]


@dataclass(frozen=True, slots=True)
class DemoTicket:
    """One exchange with the shop's support; days are counted back from the seeding."""

    ticket_id: str
    email: str
    subject: str
    product: str | None
    opened_days_ago: int
    resolved_days_ago: int | None
    reopened_days_ago: int | None
    score: int | None
    score_max: int
    comment: str | None


def store() -> DemoStore:
    """The shop."""
    row = _read("products.json")["store"]
    texts = {"line": _both(row["line"]), "story": _paired(row["story"])}
    hero = row["hero"]
    picture = _picture({"large": hero["file"], **{k: v for k, v in hero.items() if k != "file"}})
    return DemoStore(**(row | texts | {"hero": picture}))


def products() -> tuple[DemoProduct, ...]:
    """The eight products, in the order of the shop's front page."""
    return tuple(_product(row) for row in _read("products.json")["products"])


def customers() -> tuple[DemoCustomer, ...]:
    """Everybody the shop knows."""
    return tuple(DemoCustomer(**row) for row in _read("customers.json"))


def submissions() -> tuple[DemoSubmission, ...]:
    """Every review and testimonial: published, waiting and refused."""
    return tuple(_submission(row) for row in _read("reviews.json"))


def event() -> DemoEvent:
    """The open day."""
    row = _read("event.json")
    texts = {key: _both(row[key]) for key in ("name", "description")}
    hours = {key: time.fromisoformat(row[key]) for key in ("starts_at", "ends_at")}
    people = tuple(
        Attendee(one["email"], time.fromisoformat(one["checked_in_at"])) for one in row["attendees"]
    )
    return DemoEvent(**(row | texts | hours | {"attendees": people}))


def tickets() -> tuple[DemoTicket, ...]:
    """The support's recent exchanges."""
    return tuple(DemoTicket(**row) for row in _read("tickets.json"))


def _read(name: str) -> Any:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def _both(row: dict[str, str]) -> Both:
    return Both(row["fr"], row["en"])


def _paired(row: dict[str, list[str]]) -> tuple[Both, ...]:
    return tuple(Both(fr, en) for fr, en in zip(row["fr"], row["en"], strict=True))


def _picture(row: dict[str, Any]) -> Picture:
    return Picture(**(row | {"alt": _both(row["alt"])}))


def _option(row: dict[str, Any]) -> Option:
    values = tuple(OptionValue(one["key"], _both(one["name"])) for one in row["values"])
    return Option(row["key"], _both(row["name"]), values)


def _product(row: dict[str, Any]) -> DemoProduct:
    parts = {
        "name": _both(row["name"]),
        "description": _paired(row["description"]),
        "details": _paired(row["details"]),
        "options": tuple(_option(one) for one in row["options"]),
        "pictures": tuple(_picture(one) for one in row["pictures"]),
    }
    return DemoProduct(**(row | parts))


def _submission(row: dict[str, Any]) -> DemoSubmission:
    parts = {
        "subject": SubjectKind(row["subject"]),
        "kind": SubmissionKind(row["kind"]),
        "moment": Moment(row["moment"]),
        "media": tuple(row["media"]),
        "state": Standing(row["state"]),
        "ground": _ground(row["ground"]),
        "expected": _ground(row["expected"]),
        "earlier": _earlier(row["earlier"]),
        "labels": tuple(Label(one) for one in row["labels"]),
    }
    return DemoSubmission(**(row | parts))


def _ground(key: str | None) -> Ground | None:
    return Ground(key) if key else None


def _earlier(row: dict[str, Any] | None) -> Earlier | None:
    return Earlier(**(row | {"moment": Moment(row["moment"])})) if row else None
