"""The mail that asks: one letter for everyone asked alike, and each person's own values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from jinja2 import Environment

from core.mail.letters import Letter, letter_environment
from core.mail.values import SafeHtml
from core.states import Moment, SubmissionKind
from solicitation.mail_copy import frame, request, spoken
from solicitation.mail_copy.asked import Asked, AskedProduct, Earlier
from solicitation.mail_copy.brand import OURS, Brand
from solicitation.mail_copy.connectives import MORE, QUOTES, REST
from solicitation.mail_copy.own import OwnCopy, as_letter, paragraphs, places_in
from solicitation.mail_copy.pictures import PICTURES
from solicitation.mail_copy.shape import LAST_REMINDER, Request
from solicitation.mail_copy.telling import REPEATED, day, first_name, short
from solicitation.mail_copy.tried import PLACEHOLDER

__all__ = [
    "Ask",
    "Asked",
    "AskedProduct",
    "Earlier",
    "ask_for",
    "compose",
    "day",
    "first_name",
    "has_button",
    "picture",
    "picture_width",
    "short",
    "values",
]

MAX_PRODUCTS = 5
"""Products asked about in one mail; the form behind the link shows the rest."""

_SHORT = 60
"""Characters a name may take of a subject."""

_EARLIER = 320
"""Characters of the earlier review shown; the page behind the link shows all of it."""

_KEPT = 512
"""Letters kept composed; what stores write themselves has no end."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What must be equal for two people to get the same letter; a batch is grouped by it."""

    moment: Moment
    kind: SubmissionKind
    language: str
    sequence: int = 0
    products: int = 0
    has_earlier: bool = False
    own: OwnCopy | None = None
    brand: Brand = OURS
    is_media_only: bool = False
    has_more: bool = False
    is_subject_tried: bool = False


def ask_for(
    moment: Moment,
    kind: SubmissionKind,
    language: str,
    sequence: int,
    asked: Asked,
    own: OwnCopy | None = None,
    brand: Brand = OURS,
    *,
    is_media_only: bool = False,
) -> Ask:
    """The letter this person gets; `sequence` is the ledger's: 0 asks, 1 and more remind.

    `own` are the store's words; who lacks what they name (a first name) gets ours instead.
    """
    return Ask(
        moment,
        kind,
        spoken(language),
        0 if is_media_only else min(sequence, LAST_REMINDER),
        products=min(len(asked.products), MAX_PRODUCTS),
        has_earlier=moment is Moment.SIX_MONTHS and asked.earlier is not None and not is_media_only,
        own=own if own is not None and not places_in(own) & lacking(asked) else None,
        brand=brand,
        is_media_only=is_media_only,
        has_more=len(asked.products) > MAX_PRODUCTS and not is_media_only,
    )


@lru_cache(_KEPT)
def compose(ask: Ask) -> Letter:
    """The letter for everyone asked alike; what differs between them stands as `{{name}}`."""
    words = _words(ask)
    told = {
        "language": spoken(ask.language),
        "words": words,
        "brand": ask.brand,
        "earlier": ask.has_earlier,
        "has_products": ask.products > 0,
        "has_more": ask.has_more,
        "is_one_product": ask.products == 1,
        "places": range(1, max(1, ask.products) + 1),
    }
    layout = "button" if has_button(ask) else "stars"
    html, text = (_shelf().get_template(f"{layout}.{end}").render(told) for end in ("html", "txt"))
    return Letter(PLACEHOLDER if ask.is_subject_tried else str(words["subject"]), html, text)


def values(ask: Ask, asked: Asked) -> Mapping[str, str]:
    """One person's own values, plain text unless SafeHtml; more than the letter needs is fine."""
    hello = frame(ask.language)
    name = asked.customer_name.strip()
    return {
        "first_name": short(first_name(name), _SHORT),
        "product": _product_told(ask, asked),
        "rest": _rest_told(ask, asked),
        "greeting": hello.hello.format(name=name) if name else hello.hello_unnamed,
        "store_name": asked.store_name,
        "store_short": short(asked.store_name, _SHORT),
        "store_address": asked.store_address or asked.store_name,
        "happened_on": day(asked.happened_on, ask.language, asked.store_country),
        "event_name": asked.event_name,
        "event_short": short(asked.event_name, _SHORT),
        "answer_url": asked.answer_url,
        "unsubscribe_url": asked.unsubscribe_url,
        "preferences_url": asked.preferences_url,
        "transparency_url": asked.transparency_url,
        "privacy_url": asked.privacy_url,
        **_earlier_values(ask, asked),
        **_product_values(ask, asked),
    }


def has_button(ask: Ask) -> bool:
    """Whether the letter shows one button; stars are for what is rated."""
    is_unrated = ask.kind is SubmissionKind.TESTIMONIAL or ask.moment is Moment.EVENT
    return is_unrated or ask.is_media_only


def picture_width(products: int) -> int:
    """Pixels: one product is shown large, several beside one another stay small."""
    return 132 if products <= 1 else 88


def picture(product: AskedProduct, width: int) -> SafeHtml:
    """The product's picture, or its initial on a quiet ground when there is none to show."""
    return _drawn(product.name, product.image_url, width)


@lru_cache(REPEATED)
def _drawn(name: str, image_url: str, width: int) -> SafeHtml:
    if image_url.startswith(("https://", "http://")):
        source = escape(image_url, quote=True)
        return SafeHtml(
            f'<img src="{source}" width="{width}" alt="" '
            f'style="display:block;width:{width}px;height:auto;border:0;border-radius:6px;">'
        )
    initial = escape(name.strip()[:1].upper())
    return SafeHtml(
        f'<div class="initial" style="width:{width}px;line-height:{width}px;border-radius:6px;'
        f'background:#f4efe4;color:#706856;font-size:36px;text-align:center;">{initial}</div>'
    )


def _words(ask: Ask) -> dict[str, object]:
    shared, ours = frame(ask.language), _request(ask)
    return {
        **(_own_words(ask.own, ask.language) if ask.own else _our_words(ask)),
        "use": ours.use,
        "why": ours.why,
        "rules": shared.rules,
        "privacy": shared.privacy,
        "unsubscribe": shared.unsubscribe,
        "preferences": shared.preferences,
        "stars": [shared.stars.format(count=count) for count in range(1, 6)],
        "lowest": shared.lowest,
        "highest": shared.highest,
        "hint": shared.button_hint if has_button(ask) else shared.star_hint,
        "earlier": shared.earlier,
    }


def _request(ask: Ask) -> Request:
    if ask.is_media_only:
        return PICTURES[spoken(ask.language)]
    return request(ask.language, ask.moment, ask.kind)


def _our_words(ask: Ask) -> dict[str, object]:
    shared, ours = frame(ask.language), _request(ask)
    many = ask.products > 1
    subject, intro = ours.subject_many if many else ours.subject, [ours.intro]
    if ask.sequence:
        subject = ours.again[ask.sequence - 1]
        intro.append(shared.reminders[ask.sequence - 1])
    return {
        "subject": subject,
        "preview": ours.intro,
        "question": ours.question_many if many else ours.question,
        "intro": intro,
        "button": ours.button,
    }


def _own_words(own: OwnCopy, language: str) -> dict[str, object]:
    lines = [as_letter(line, language) for line in paragraphs(own.words)]
    return {
        "subject": as_letter(own.subject, language),
        "preview": as_letter(own.preheader, language) or lines[0],
        "question": as_letter(own.heading, language),
        "intro": lines,
        "button": as_letter(own.button, language),
    }


def lacking(asked: Asked) -> set[str]:
    """The places for which nothing is known of this person."""
    known = {
        "first_name": asked.customer_name.strip(),
        "product": asked.products,
        "event": asked.event_name,
    }
    return {place for place, value in known.items() if not value}


def _product_told(ask: Ask, asked: Asked) -> str:
    """What was bought, in a few words: the first product and how many more."""
    names = [product.name for product in asked.products]
    if len(names) < 2:
        return short(names[0], _SHORT) if names else ""
    one, several = MORE[spoken(ask.language)]
    more = len(names) - 1
    return (one if more == 1 else several).format(short(names[0], _SHORT), more)


def _rest_told(ask: Ask, asked: Asked) -> str:
    """How many products the page shows beyond those of the mail; empty where it shows no more."""
    one, several = REST[spoken(ask.language)]
    more = len(asked.products) - MAX_PRODUCTS
    return (one if more == 1 else several).format(more) if more > 0 else ""


def _earlier_values(ask: Ask, asked: Asked) -> dict[str, str]:
    if asked.earlier is None:
        return {}
    words = short(asked.earlier.words, _EARLIER, mark=" […]")
    return {
        "earlier_words": QUOTES[spoken(ask.language)].format(words),
        "earlier_on": day(asked.earlier.written_on, ask.language, asked.store_country),
    }


def _product_values(ask: Ask, asked: Asked) -> dict[str, str]:
    width = picture_width(ask.products)
    found = {"stars_url_1": _stars_url(asked.answer_url)}
    for place, product in enumerate(asked.products[:MAX_PRODUCTS], start=1):
        found |= {
            f"product_name_{place}": product.name,
            f"product_short_{place}": short(product.name, _SHORT),
            f"product_picture_{place}": picture(product, width),
            f"stars_url_{place}": _stars_url(product.answer_url),
        }
    return found


def _stars_url(answer_url: str) -> str:
    """Everything up to the number: five links of one letter differ in their last character."""
    return f"{answer_url}{'&' if '?' in answer_url else '?'}stars="


@cache
def _shelf() -> Environment:
    return letter_environment(Path(__file__).parent / "templates" / "solicitation" / "mail")
