"""The public feed's schema admits what we publish and nothing more (requirement W8)."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.embed import feeds

SCHEMA = json.loads((Path(__file__).parents[2] / "widgets" / "schema" / "feed.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of the schema that describes an object."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)
    if isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def changed(where: str, value: Any) -> Any:
    """A valid feed with one place changed: "reviews.0.rating"."""
    made: Any = copy.deepcopy(feeds.feed(feeds.shelf()))
    *way, last = [int(step) if step.isdigit() else step for step in where.split(".")]
    inner = made
    for step in way:
        inner = inner[step]
    inner[last] = value
    return made


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_object_is_closed() -> None:
    assert all(each["additionalProperties"] is False for each in objects(SCHEMA))


def test_every_field_is_required_but_captions() -> None:
    optional = {
        name
        for each in objects(SCHEMA)
        for name in each["properties"]
        if name not in each["required"]
    }
    assert optional == {"captions"}


@pytest.mark.parametrize("path", sorted(feeds.pages(feeds.shelf())))
def test_every_page_of_a_lifelike_feed_is_admitted(path: str) -> None:
    VALIDATOR.validate(feeds.pages(feeds.shelf())[path])


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("reviews.0.moment", None),
        ("reviews.0.words", ""),
        ("reviews.0.day", 0),
        ("reviews.0.language", "pt-BR"),
        ("reviews.0.media.0.sources.0.url", "https://cdn.example/é,a b.webp".replace(" ", "%20")),
        ("product.url", None),
        ("store.write_url", None),
        ("product.key", "a/b c?d"),
        ("product.key", "..."),
        ("checked", False),
        ("sort", "stars-1"),
        ("reviews", []),
    ],
)
def test_these_are_admitted(where: str, value: Any) -> None:
    VALIDATOR.validate(changed(where, value))


@pytest.mark.parametrize(
    ("where", "value", "why"),
    [
        ("reviews.0.email", "ada@example.org", "a field that is not listed is not public"),
        ("store.id", 7, "not listed"),
        ("reviews.0.reply.member", "x", "not listed"),
        ("version", 2, "another version has another schema"),
        ("reviews.0.rating", 0, "below the scale"),
        ("reviews.0.rating", 4.5, "half a star cannot be given"),
        ("summary.average", 0, "no average is null"),
        ("summary.histogram", {"5": 1}, "a row is missing"),
        ("reviews.0.submitted_on", "2026-13-01", "no such month"),
        ("reviews.0.submitted_on", "2026-11-18T10:00:00Z", "a day, not a moment"),
        ("reviews.0.experience_on", None, "the law wants it"),
        ("reviews.0.labels", ["verified"], "not a label"),
        ("reviews.0.labels", ["insider", "insider"], "twice"),
        ("reviews.0.moment", "later", "not a moment"),
        ("reviews.0.media.0.colour", "red", "six hexadecimal digits"),
        ("reviews.0.media.0.sources", [], "a photo without a file"),
        ("reviews.0.media.0.sources.0.type", "image/svg+xml", "may hold script"),
        ("reviews.0.media.0.sources.0.url", "javascript:alert(1)", "not an address"),
        ("reviews.0.media.0.sources.0.url", "//evil.example/a.webp", "another host by stealth"),
        (
            "reviews.0.media.0.sources.0.url",
            "/\\evil.example",
            "browsers read a backslash as a slash",
        ),
        ("store.transparency_url", "data:text/html,x", "not an address"),
        ("store.transparency_url", None, "the law wants it"),
        ("product.key", "..", "would climb out of its folder"),
        ("product.key", "", "nothing"),
        ("reviews.0.author", "", "nobody"),
        ("reviews.0.day", -1, "before delivery"),
        ("pages", 0, "an empty list has one page"),
        ("sort", "best", "not an order"),
        ("checked", "yes", "not a truth"),
    ],
)
def test_these_are_refused(where: str, value: Any, why: str) -> None:
    assert not VALIDATOR.is_valid(changed(where, value)), why


def test_the_summary_of_the_test_feeds_adds_up() -> None:
    summary = feeds.summary(feeds.shelf())
    assert sum(summary["histogram"].values()) == summary["count"]
    assert summary["count"] + summary["outside"] == len(feeds.shelf())
