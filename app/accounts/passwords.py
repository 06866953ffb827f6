"""Which passwords are taken, and how they are kept (requirement A1)."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher

from core.errors import N_

SHORTEST, LONGEST = 12, 256
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
"""OWASP's least for argon2id: 19 MiB, two passes, one lane."""

_HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456789123 123123123123 111111111111 000000000000
    112233445566 121212121212 987654321098 987654321012 102030405060 147258369147 147258369000
    password1234 password12345 password123456 passwordpassword password!234 password2024
    password2025 password2026 passw0rd1234 p@ssw0rd1234 p@ssword1234 motdepasse12 motdepasse123
    motdepasse1234 motdepassemotdepasse monmotdepasse azertyuiop12 azertyuiop123 azertyuiopqs
    azertyuiopqsdfghjklm azerty123456 azertyazerty qwertyuiop12 qwertyuiop123 qwertyuiopasd
    qwertyuiopasdfghjklzxcvbnm qwerty123456 qwertyqwerty qwertyuiop[] 1q2w3e4r5t6y 1qaz2wsx3edc
    1qazxsw23edc zaq12wsxcde3 asdfghjkl123 zxcvbnm12345 abcdefghijkl abcdefghijklm abcd12345678
    abc123abc123 abcabcabcabc aaaaaaaaaaaa a123456789012 iloveyou1234 iloveyou12345 iloveyouiloveyou
    jetaime12345 jetaime123456 administrator administrateur admin1234567 admin123456789
    adminadminadmin welcome12345 welcome123456 bienvenue123 bienvenue1234 bienvenue2026
    letmeinletmein letmein12345 changemechangeme changeme1234 changeme12345 sunshine1234
    football1234 princess1234 doudoudoudou loulouloulou chouchouchou soleil123456 marseille13000
    liverpoolfc1 charlie12345 superman1234 michael12345 pokemon12345 starwars1234 minecraft123
    trustno1trustno1 correcthorsebatterystaple vivavoce1234 vivavocevivavoce
    """.split()
)
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
