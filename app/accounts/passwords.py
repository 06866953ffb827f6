"""Which passwords are taken, and how they are kept (requirement A1)."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from core.errors import N_

SHORTEST, LONGEST = 12, 256
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
"""OWASP's least for argon2id: 19 MiB, two passes, one lane."""

_HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split())
"""Passwords of twelve characters and more that lists of breaches hold at their top."""


def normal(password: str) -> str:
    """The form that is kept and compared: the same letters typed on any keyboard are the same."""
    return unicodedata.normalize("NFKD", password)


def hash_password(password: str) -> str:
    """An argon2id hash, for `Member.password`."""
    return _HASHER.hash(normal(password))


def problem_of(password: str, email: str) -> str | None:
    """The sentence (a catalogue entry) saying why a password is not taken; None when it is."""
    lowered = normal(password).lower()
    if len(password) < SHORTEST:
        return N_("Choose at least 12 characters. A few words in a row are easy to remember.")
    if len(password) > LONGEST:
        return N_("Choose at most 256 characters.")
    if lowered in _COMMON or len(set(lowered)) < 4:
        return N_("Too many people use this password, so it is among the first to be tried.")
    if email and email.partition("@")[0].lower() in lowered and len(lowered) < 20:
        return N_("Choose a password that does not hold your address.")
    return None


def is_right(kept: str | None, password: str) -> bool:
    """Whether `password` is the one whose hash was kept."""
    try:
        return kept is not None and _HASHER.verify(kept, normal(password))
    except Argon2Error:
        return False
