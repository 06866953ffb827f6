"""Finds what an invitation may not say: bait for praise, and rewards that hang on it. Pure.

An invitation is neutral (ISO 20488, 5.4.2), asks the happy and the unhappy alike, ties no reward to
an opinion (16 CFR 465.4; Directive 2005/29/EC, annex I, 23b and 23c; Code de la consommation,
L121-4, 27° and 28°) and sells nothing (CPCE, L34-5). It reads French and English, whatever the
accents, the apostrophes or the case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.errors import N_


class Bait(StrEnum):
    """In what way a sentence is not neutral."""

    STARS = "stars"
    PRAISE = "praise"
    REWARD = "reward"
    GATE = "gate"
    SALE = "sale"


WHY: Mapping[Bait, str] = {
    Bait.STARS: N_("It suggests a rating. Ask for the customer's opinion, whatever it is."),
    Bait.PRAISE: N_("It asks for praise. Ask for the customer's opinion, good or bad."),
    Bait.REWARD: N_("It offers something for an opinion. Remove the offer."),
    Bait.GATE: N_("It sends happy and unhappy customers different ways. Ask everyone alike."),
    Bait.SALE: N_("It sells. A request for an opinion may not carry offers or prices."),
}


SOURCES: Mapping[Bait, str] = {
    Bait.STARS: "ISO 20488, 5.4.2",
    Bait.PRAISE: "ISO 20488, 5.4.2",
    Bait.REWARD: "16 CFR 465.4; L121-4, 27°",
    Bait.GATE: "16 CFR 465.7; L121-4, 28°",
    Bait.SALE: "CPCE, L34-5",
}
"""Where the rule is written."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was found, in the words as they stand, and where they begin."""

    bait: Bait
    found: str
    start: int


def complaints(text: str) -> list[Complaint]:
    """Everything in `text` that is not neutral, in order; empty when it may be sent."""
    words = unicodedata.normalize("NFC", text)
    plain = "".join(_plain(letter) for letter in words)
    found = [
        Complaint(bait, words[match.start() : match.end()], match.start())
        for bait, pattern in _PATTERNS
        for match in pattern.finditer(plain)
    ]
    return sorted(found, key=lambda complaint: (complaint.start, complaint.bait))


def _plain(letter: str) -> str:
    """One letter for one: without accent, in lower case, with plain spaces and apostrophes."""
    if letter in "’ʼ‘`´":
        return "'"
    if letter in "‐‑‒–—":
        return "-"
    if letter.isspace() and letter != "\n":
        return " "
    return unicodedata.normalize("NFKD", letter)[0].lower()[0]


_NEAR = r"[^.!?\n]{0,70}?"
"""Within the same sentence, not far away."""

_OPINION = r"(?:reviews?|ratings?|feedback|testimonials?|opinions?)"
_AVIS = r"(?:avis|notes?|commentaires?|temoignages?|evaluations?|opinions?|etoiles?)"

_GIFT = (
    r"(?:discounts?|coupons?|vouchers?|gift cards?|gifts?|rewards?|loyalty points|points|cashback|"
    r"refunds?|free \w+|prizes?|prize draw|\d+ ?% off)"
)
_CADEAU = (
    r"(?:remises?|bons? d'achat|cadeaux?|reductions?|codes? promo|points|cagnotte|recompenses?|"
    r"rembours\w+|tirage au sort|cheques? cadeaux?|offerte?s?)"
)

_BAITS: Mapping[Bait, tuple[str, ...]] = {
    Bait.STARS: (
        r"(?<!1 to )(?<!one to )(?<!1 a )(?<!une a )(?<!1-)"  # a scale from 1 to 5 is no bait
        r"\b(?:5|five|cinq)[ -]*(?:stars?|etoiles?)\b",
        r"(?:[★⭐]\ufe0f? ?){5}",
        r"\b(?:5 ?/ ?5|10 ?/ ?10|20 ?/ ?20)\b",
        r"\b(?:highest|top|best|maximum|perfect) (?:possible )?(?:rating|score|marks?)\b",
        r"\bfull marks\b",
        r"\b(?:meilleure|plus haute|excellente) note\b|\bnote (?:maximale|maximum|parfaite)\b",
    ),
    Bait.PRAISE: (
        r"\b(?:positive|good|great|nice|glowing|favou?rable|excellent|kind|stellar|rave|wonderful)"
        rf" (?:{_OPINION}|comments?|words?)\b",
        r"\brate us (?:highly|well)\b|\brecommend us\b|\bspread the (?:love|word)\b",
        r"\b(?:why|how much|what) you(?:'ve)? (?:love|loved|adore)\b",
        r"\bsomething nice\b|\bshow (?:us )?some love\b",
        rf"\b{_AVIS} (?:tres )?"
        r"(?:positi(?:f|ve)|favorable|elogieu(?:x|se)|excellent|flatteu(?:r|se))e?s?\b"
        r"(?! (?:ou|comme|et) (?:non|pas|negati|defavorable))",
        r"\b(?:bon|bonne|bel|belle|gentil|gentille|super|excellent|excellente)s?"
        r" (?:avis|note|commentaire|evaluation|temoignage|appreciation)s?\b",
        r"\bdu bien de nous\b|\btout le bien que\b|\brecommandez[- ]nous\b|\bnotez[- ]nous bien\b",
        r"\b(?:pourquoi|combien|ce que) vous (?:l'|nous |les? )?(?:aimez|adorez|avez adore)\b",
    ),
    Bait.REWARD: (
        rf"\bin (?:exchange|return) for {_NEAR}{_OPINION}\b",
        rf"\b{_GIFT} {_NEAR}\b(?:if|when|once|after|for|in exchange) {_NEAR}(?:{_OPINION}|rate)\b",
        rf"\b(?:{_OPINION}|rate us) {_NEAR}"
        r"\b(?:and|to) (?:get|win|receive|earn|enjoy|unlock|enter)\b",
        rf"\bif you {_NEAR}\b(?:{_OPINION}|rate)\b{_NEAR}\b{_GIFT}\b",
        rf"\ben (?:echange|contrepartie|retour) (?:d'|de |pour ){_NEAR}\b{_AVIS}\b",
        rf"\b{_CADEAU} {_NEAR}\b(?:si vous|contre|pour|apres|en echange) {_NEAR}\b{_AVIS}\b",
        rf"\b{_AVIS} {_NEAR}\b(?:et|pour) "
        r"(?:recevez|recevoir|gagnez|gagner|obtenez|obtenir|profitez|beneficier|tenter)\b",
        rf"\bsi vous {_NEAR}\b{_AVIS}\b{_NEAR}\b{_CADEAU}",
        rf"\b(?:gagnez|recevez|obtenez) {_NEAR}"
        rf"\b(?:pour|contre|avec) (?:chaque|un|votre) {_AVIS}\b",
    ),
    Bait.GATE: (
        r"\bif you (?:are|were|'re|have been|love|loved|liked|like|enjoyed|enjoy)\b ?"
        rf"(?:happy|satisfied|pleased|delighted)?{_NEAR}\b(?:{_OPINION}|rate us|stars?)\b",
        r"\bif you(?: are|'re) (?:\w+ )?(?:happy|satisfied|pleased|delighted)\b"
        rf"{_NEAR}\b{_OPINION}\b",
        rf"\b(?:happy|satisfied|loved it|enjoyed it)(?: with \w+)?\? {_NEAR}"
        rf"\b(?:{_OPINION}|rate us)\b",
        r"\b(?:less|fewer) than (?:\d|two|three|four|five) stars?\b",
        r"\bmoins de (?:\d|deux|trois|quatre|cinq) etoiles?\b",
        r"\b(?:not|un|dis|less than )[ -]?(?:happy|satisfied)\b"
        r"[^.!\n]{0,40}?\b(?:contact|call|tell|write to|reply to) us\b",
        r"\bbefore (?:leaving|posting|writing) (?:a )?(?:bad|negative)\b",
        r"\bsi vous (?:etes|avez ete) (?:tres )?(?:content|satisfait|ravi|heureu|conquis)\w*"
        rf"(?:\(e\))?{_NEAR}\b(?:{_AVIS}|partagez|notez)\b",
        rf"\bsi (?:cela|ca|le produit|il|elle) vous a (?:bien )?plu{_NEAR}\b{_AVIS}\b",
        rf"\bsi vous (?:l'|nous )?(?:aimez|adorez|avez aime|avez adore){_NEAR}\b{_AVIS}\b",
        rf"\b(?:satisfaite?|contente?|ravie?|conquise?)(?:\(e\))? ?\? {_NEAR}\b{_AVIS}\b",
        r"\b(?:pas |in|mal|me|moins )-?(?:satisfaite?|contente?)\b"
        r"[^.!\n]{0,40}?\b(?:contactez|ecrivez|appelez|dites)\b",
        r"\bavant de (?:laisser|poster|publier|deposer) "
        r"(?:un avis negatif|un mauvais|une mauvaise)",
    ),
    Bait.SALE: (
        r"\b(?:promo(?:tional)? codes?|discount codes?|codes? promo)\b",
        r"\b\d+ ?% (?:off|de (?:remise|reduction))|-\d+ ?%",
        r"\b(?:free shipping|shop now|buy now|new collection|achetez|"
        r"livraison (?:offerte|gratuite)|nouvelle collection|profitez de nos|decouvrez nos|"
        r"(?:you may|you might) also like|vous aimerez aussi)\b",
        r"https?://\S+|\bwww\.\S+",  # a mail of asking leads to its form and nowhere else
        r"(?:[€$£] ?\d|\b\d+(?:[.,]\d+)? ?(?:€|eur\b|euros?\b|\$|£|dollars?\b|pounds?\b))",
    ),
}

_PATTERNS = [(bait, re.compile(pattern)) for bait, found in _BAITS.items() for pattern in found]
