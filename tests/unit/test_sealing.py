"""Secrets are sealed under a key that can be changed, each for its own place."""

from __future__ import annotations

import pytest

from core.models import Connection, HookSecret
from core.sealing import (
    SealedShut,
    Seals,
    forget_secret,
    keep_secret,
    keep_token,
    secret_of,
    token_of,
)
from tests.factories import NOW

OLD, NEW = "old-key-" + "o" * 32, "new-key-" + "n" * 32
SECRET = "whsec_é-0123456789abcdef"


def hook(store_id: int = 1, system: str = "zendesk", **values: str) -> HookSecret:
    return HookSecret(store_id=store_id, system=system, created_at=NOW, **values)


def test_what_is_sealed_shows_nothing_and_opens_again() -> None:
    row, seals = hook(), Seals((NEW,))
    keep_secret(seals, row, SECRET)
    assert row.sealed is not None
    assert (row.secret, SECRET in row.sealed) == ("", False)
    assert secret_of(seals, row) == SECRET


def test_the_same_secret_is_never_sealed_to_the_same_text() -> None:
    seals = Seals((NEW,))
    assert seals.seal("a", SECRET) != seals.seal("a", SECRET)


@pytest.mark.parametrize(
    ("keys", "opens", "why"),
    [
        ((OLD,), True, "the key it was sealed under"),
        ((NEW, OLD), True, "that key is a fallback now"),
        ((NEW,), False, "the former key is gone"),
    ],
)
def test_a_former_key_opens_as_long_as_it_is_a_fallback(
    keys: tuple[str, ...], opens: bool, why: str
) -> None:
    sealed = Seals((OLD,)).seal("place", SECRET)
    seals = Seals(keys)
    assert seals.is_current("place", sealed) is (keys[0] == OLD), why
    if opens:
        assert seals.open("place", sealed) == SECRET, why
        return
    with pytest.raises(SealedShut, match="VIVAVOCE_SECRET_KEY_FALLBACKS"):
        seals.open("place", sealed)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (hook(store_id=2), "another store"),
        (hook(system="gorgias"), "another system"),
    ],
)
def test_a_value_moved_to_another_row_opens_nothing(other: HookSecret, why: str) -> None:
    row, seals = hook(), Seals((NEW,))
    keep_secret(seals, row, SECRET)
    other.sealed = row.sealed
    with pytest.raises(SealedShut):
        secret_of(seals, other)
    assert why


@pytest.mark.parametrize("odd", ["", "x", "gAAAAA", "é", "A" * 100_000, "\x00"])
def test_a_damaged_value_is_shut_and_never_an_accident(odd: str) -> None:
    with pytest.raises(SealedShut):
        Seals((NEW, OLD)).open("place", odd)


def test_what_was_kept_in_plain_before_is_read_as_it_stands() -> None:
    seals = Seals((NEW,))
    assert secret_of(seals, hook(secret=SECRET)) == SECRET
    row = Connection(store_id=1, system="shopify", credentials={"token": SECRET})
    assert token_of(seals, row) == SECRET
    keep_token(seals, row, SECRET)
    assert SECRET not in str(row.credentials)
    assert token_of(seals, row) == SECRET


def test_a_retired_secret_is_gone() -> None:
    row = hook()
    keep_secret(Seals((NEW,)), row, SECRET)
    forget_secret(row)
    assert (row.secret, row.sealed) == ("", None)
