"""A new store, with its moments as product.md sets them."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, InvalidInput
from core.i18n import LANGUAGES
from core.mail.address import is_address
from core.models import MomentSetting, Store
from solicitation.policy import DEFAULTS, UNITED_KINGDOM

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,58}[a-z0-9]")
_COUNTRY = re.compile(r"[A-Z]{2}")


def create_store(
    session: Session,
    key: str,
    *,
    name: str,
    email: str,
    now: datetime,
    country: str = "FR",
    language: str = "fr",
    timezone: str = "Europe/Paris",
    url: str = "",
    currency: str = "EUR",
) -> Store:
    """A store with its five moments on; testimonials stay off where it sells to the UK (rule 6)."""
    _check(key, name, email, country, language, timezone, url)
    if session.scalar(select(Store.id).where(Store.key == key)) is not None:
        raise Conflict(N_("There is a store with the key %(key)s already."), field="key", key=key)
    store = Store(
        key=key,
        name=name.strip(),
        email=email,
        country=country,
        language=language,
        timezone=timezone,
        url=url.rstrip("/"),
        currency=currency,
        created_at=now,
        is_testimonial_asked=country != UNITED_KINGDOM,
    )
    session.add(store)
    session.flush()  # its moments need its key
    session.add_all(_moments(store.id))
    return store


def _moments(store_id: int) -> list[MomentSetting]:
    return [
        MomentSetting(
            store_id=store_id,
            moment=moment,
            delay_hours=default.delay_hours,
            delay_hours_abroad=default.delay_hours_abroad,
            reminders=default.reminders,
            reminder_days=default.reminder_days,
            useful_days=default.useful_days,
            is_media_asked=default.is_media_asked,
        )
        for moment, default in DEFAULTS.items()
    ]


def _check(
    key: str, name: str, email: str, country: str, language: str, timezone: str, url: str
) -> None:
    checks = {
        "key": (_KEY.fullmatch(key), N_("A key has 3 to 60 of a–z, 0–9 and hyphens.")),
        "name": (0 < len(name.strip()) <= 200, N_("A store needs a name of at most 200 letters.")),
        "email": (is_address(email), N_("This is not a mail address.")),
        "country": (_COUNTRY.fullmatch(country), N_("Write the country as two letters, like FR.")),
        "language": (language in LANGUAGES, N_("The language is fr or en.")),
        "timezone": (_is_zone(timezone), N_("Write the time zone like Europe/Paris.")),
        "url": (_is_site(url), N_("Write the shop's address with https://.")),
    }
    for field, (holds, sentence) in checks.items():
        if not holds:
            raise InvalidInput(sentence, field=field)


def _is_site(url: str) -> bool:
    return url == "" or url.startswith(("https://", "http://"))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)
