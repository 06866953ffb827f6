"""What screening may have seen in a submission. Pure."""

from __future__ import annotations

from enum import StrEnum


class Signal(StrEnum):
    """Why a moderator should look; in the order in which the desk shows them."""

    EMAIL = "email"
    PHONE = "phone"
    POSTAL_ADDRESS = "postal_address"
    BANK_ACCOUNT = "bank_account"
    PAYMENT_CARD = "payment_card"
    STAFF_NAME = "staff_name"
    LINK = "link"
    ADVERTISING = "advertising"
    PROFANITY = "profanity"
    OTHER_SHOP = "other_shop"
    OTHER_LANGUAGE = "other_language"
    LIKE_ANOTHER = "like_another"
    SAME_PICTURE = "same_picture"
    COPIED = "copied"
    BURST = "burst"
    INSIDER = "insider"
    STARS_AND_WORDS = "stars_and_words"


HOLDING = frozenset(Signal) - {Signal.STARS_AND_WORDS, Signal.OTHER_LANGUAGE}
"""Those that keep a rule from publishing by itself.

Stars beside words that sound otherwise are a question to the reader and hold nothing (rule 10);
another language is somebody's right.
"""
