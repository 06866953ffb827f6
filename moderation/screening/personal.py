"""Personal data in words: addresses of mail and post, telephones, accounts, cards, staff names.

GDPR art. 5(1)(c): what readers do not need is not shown; a moderator masks it or asks again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phonenumbers import Leniency, PhoneNumberMatcher

from core.signals import Signal
from moderation.screening.folding import phrase, plain
from moderation.screening.shape import Facts, Passage, Sighting

_AT = r"\s?(?:@|\(at\)|\[at\]|\sarobase\s)\s?"
_DOT = r"\s?(?:\.|\(dot\)|\[dot\]|\spoint\s)\s?"
_EMAIL = re.compile(rf"[\w.+\-]+{_AT}[\w\-]+(?:{_DOT}[\w\-]+)*{_DOT}[a-z]{{2,24}}\b", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d.,])\d(?:[ \-]?\d){12,18}(?![\d,])")
_STREETS_FR = (
    r"rue|avenue|av\.|boulevard|bd|bld|allée|allee|impasse|chemin|quai|faubourg|ruelle|venelle"
    r"|esplanade|résidence|residence|lotissement|hameau"
)
_PLACES_FR = r"place|cours|route|square|passage"
_STREETS_EN = (
    r"street|st|avenue|ave|road|rd|lane|ln|drive|dr|court|ct|close|crescent|terrace|boulevard|blvd"
    r"|square|mews|gardens|grove"
)
_NUMBER_FR = r"\b\d{1,4}\s?(?i:bis|ter|quater|[a-d]\b)?,?\s+"
_OF = r"(?i:d[eu]s?\s+la\s+|d[eu]s?\s+l['’]|d[eu]s?\s+|d['’])?"
_CAPITAL = r"[A-ZÀ-Þ][\w'’\-]*"
_ADDRESSES = (
    re.compile(rf"{_NUMBER_FR}(?i:{_STREETS_FR})\s+{_OF}[^\W\d][\w'’\-]*(?:\s+{_CAPITAL}){{0,3}}"),
    re.compile(rf"{_NUMBER_FR}(?i:{_PLACES_FR})\s+{_OF}{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}"),
    re.compile(rf"\b\d{{1,5}}[a-dA-D]?\s+(?:{_CAPITAL}\s+){{1,3}}(?i:{_STREETS_EN})\b\.?"),
    re.compile(r"\b(?:F-)?\d{5}\s+[A-ZÉÈÀÂÎÔ][\w\-'’]{2,}(?:[\s\-][A-ZÉÈ][\w\-'’]+)*(?:\s+cedex)?"),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"),
    re.compile(r"\b(?:BP|B\.P\.|P\.?O\.? ?Box)\s?\d{2,6}\b", re.IGNORECASE),
)
_NOT_A_TOWN = re.compile(
    r"\d{5}\s+(?:Euros?|Points?|Km|Kilom|Watts?|Mah|Lumens?|Personnes|Avis|Fois)\b", re.IGNORECASE
)
_REGIONS = ("FR", "GB", "US", "BE", "CH", "DE", "ES", "IT")


def personal_data(facts: Facts) -> Iterator[Sighting]:
    """Every place that names or reaches a person."""
    for passage in facts.passages:
        found = [*_mails(passage), *_accounts(passage), *_cards(passage)]
        found += _telephones(passage, facts.country, found)
        found += _addresses(passage, found)
        yield from found
        yield from _staff(passage, facts)


def _mails(passage: Passage) -> Iterator[Sighting]:
    for found in _EMAIL.finditer(passage.text):
        yield _at(Signal.EMAIL, passage, *found.span())


def _accounts(passage: Passage) -> Iterator[Sighting]:
    for found in _IBAN.finditer(passage.text):
        bare = re.sub(r"[ \-]", "", found[0]).upper()
        for length in range(len(bare), 14, -1):
            if is_iban(bare[:length]):
                end = _end_of(found[0], length) + found.start()
                yield _at(Signal.BANK_ACCOUNT, passage, found.start(), end)
                break


def _end_of(text: str, count: int) -> int:
    """Where the first `count` letters and digits of `text` end."""
    for place, letter in enumerate(text, start=1):
        count -= letter not in " -"
        if not count:
            return place
    return len(text)


def is_iban(bare: str) -> bool:
    """ISO 13616: the first four to the end, letters as 10 to 35, rest 1 of division by 97."""
    turned = bare[4:] + bare[:4]
    return bare.isascii() and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _cards(passage: Passage) -> Iterator[Sighting]:
    for found in _CARD.finditer(passage.text):
        if is_card(re.sub(r"[ \-]", "", found[0])):
            yield _at(Signal.PAYMENT_CARD, passage, *found.span())


def is_card(digits: str) -> bool:
    """ISO/IEC 7812: the check digit of Luhn, behind a first digit that payment cards have."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return digits[0] in "3456" and len(set(digits)) > 1 and total % 10 == 0


def _telephones(passage: Passage, country: str, taken: Sequence[Sighting]) -> Iterator[Sighting]:
    places: set[tuple[int, int]] = set()
    for region in dict.fromkeys((country, *_REGIONS)):
        for found in PhoneNumberMatcher(passage.text, region, leniency=Leniency.VALID):
            place = (found.start, found.end)
            if _looks_dialled(found.raw_string) and _is_free(taken, *place):
                if not any(start < found.end and found.start < end for start, end in places):
                    yield _at(Signal.PHONE, passage, *place)
                places.add(place)


def _looks_dialled(text: str) -> bool:
    """A bare number without grouping, a plus or a zero in front is a size, a price or a year."""
    digits = sum(sign.isdigit() for sign in text)
    is_grouped = any(sign in text for sign in " .-/(")
    return 9 <= digits <= (14 if is_grouped else 12) and (is_grouped or text[0] in "+0")


def _addresses(passage: Passage, taken: Sequence[Sighting]) -> Iterator[Sighting]:
    end = 0
    hits = (found for pattern in _ADDRESSES for found in pattern.finditer(passage.text))
    for found in sorted(hits, key=lambda hit: hit.start()):
        is_free = found.start() >= end and _is_free(taken, *found.span())
        if is_free and not _NOT_A_TOWN.match(found[0]):
            end = found.end()
            yield _at(Signal.POSTAL_ADDRESS, passage, found.start(), end)


def _is_free(taken: Sequence[Sighting], start: int, end: int) -> bool:
    return not any(one.start < end and start < one.end for one in taken)


def _staff(passage: Passage, facts: Facts) -> Iterator[Sighting]:
    text = plain(passage.text)
    for name in facts.lists.staff:
        for found in phrase(name).finditer(text):
            if passage.text[found.start()].isupper() or " " in name.strip():  # Rose, not a rose
                yield _at(Signal.STAFF_NAME, passage, *found.span())


def _at(signal: Signal, passage: Passage, start: int, end: int) -> Sighting:
    return Sighting(signal, passage.field, start, end)
