"""Which time zone a customer lives in: said, or guessed from their country. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CAPITALS: Mapping[str, str] = {
    "AT": "Europe/Vienna",
    "AU": "Australia/Sydney",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CH": "Europe/Zurich",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "GF": "America/Cayenne",
    "GP": "America/Guadeloupe",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest",
    "IE": "Europe/Dublin",
    "IT": "Europe/Rome",
    "JP": "Asia/Tokyo",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "MA": "Africa/Casablanca",
    "MC": "Europe/Monaco",
    "MQ": "America/Martinique",
    "MT": "Europe/Malta",
    "NC": "Pacific/Noumea",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RE": "Indian/Reunion",
    "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
    "SN": "Africa/Dakar",
    "TN": "Africa/Tunis",
    "US": "America/New_York",
    "YT": "Indian/Mayotte",
}
"""Where most people of a country live, for customers whose time zone nobody told us."""


def zone_of(said: str, country: str, store_zone: str) -> ZoneInfo:
    """The zone that was said, else the country's, else the store's, else UTC."""
    for name in (said, CAPITALS.get(country.upper(), ""), store_zone):
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")
