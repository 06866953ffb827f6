"""Any reference a store may use makes a valid key, and its address leads back to it."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.storage import valid_key
from widgets.feeds import Asked, feed_key, feed_path, folder_of, fragment_key, readings_of
from widgets.policy import Sort

REFS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
ODD = ["..", ".", "a/b", "/", " ", "a ", "a//b", "SKU 1/é", "é" * 200, "e\u0301", "\u200b", "=x"]


@pytest.mark.parametrize(
    ("ref", "expected", "_why"),
    [
        ("SKU-123", "feeds/v1/luce/SKU-123.json", "ordinary"),
        ("Bol en grès (30 cm)", "feeds/v1/luce/Bol en grès (30 cm).json", "a bucket decodes URLs"),
        ("8001", "feeds/v1/luce/8001.json", "digits are a name too"),
        ("_store", "feeds/v1/luce/_store.json", "the store itself"),
    ],
)
def test_an_ordinary_reference_is_its_own_file(ref: str, expected: str, _why: str) -> None:
    assert feed_key("luce", ref) == expected


@given(REFS)
@example("\u0130")
def test_every_reference_makes_valid_keys(ref: str) -> None:
    for key in (feed_key("luce", ref), feed_key("luce", ref, Sort.STARS_5, 99)):
        assert valid_key(key) == key
    assert valid_key(fragment_key("luce", ref, "fr"))
    assert feed_key("luce", ref, page=2).startswith(folder_of("luce", ref))


@pytest.mark.parametrize("ref", ODD)
def test_an_odd_reference_is_stored_under_its_hash(ref: str) -> None:
    name = feed_key("luce", ref).removeprefix("feeds/v1/luce/")
    assert name.startswith("=")
    assert len(name) == len("=.json") + 64
    assert valid_key(feed_key("luce", ref))


@given(st.sets(REFS, min_size=2, max_size=2))
def test_two_references_never_share_a_file(refs: set[str]) -> None:
    one, other = (feed_key("luce", ref) for ref in refs)
    assert one != other


@given(REFS, st.sampled_from(Sort), st.integers(1, 400))
def test_the_address_leads_back_to_the_reference(ref: str, sort: Sort, page: int) -> None:
    path = feed_path("luce", ref, sort, page)
    decoded = unquote(path).removeprefix("/feeds/v1/luce/").removesuffix(".json")
    # The first page of a chosen order has an address with its number; of the newest, without.
    assert Asked(ref, sort, page) in readings_of(decoded)


@given(REFS)
def test_an_address_is_plain_ascii(ref: str) -> None:
    assert feed_path("luce", ref).isascii()
    assert " " not in feed_path("luce", ref)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", [Asked("a")]),
        ("a/2", [Asked("a", Sort.NEWEST, 2), Asked("a/2")]),
        (
            "a/lowest/3",
            [Asked("a", Sort.LOWEST, 3), Asked("a/lowest", Sort.NEWEST, 3), Asked("a/lowest/3")],
        ),
        ("a/newest/1", [Asked("a/newest", Sort.NEWEST, 1), Asked("a/newest/1")]),
        ("a/02", [Asked("a/02")]),
        ("/2", [Asked("/2")]),
        ("lowest/3", [Asked("lowest", Sort.NEWEST, 3), Asked("lowest/3")]),
    ],
)
def test_the_readings_of_an_address(path: str, expected: list[Asked]) -> None:
    assert readings_of(path) == expected
