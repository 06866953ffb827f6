"""Which time zone a customer lives in: said, or guessed from their country and region. Pure."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from solicitation.regions import CAPITALS, REGIONS


@lru_cache(4096)
def zone_of(said: str, country: str, store_zone: str, region: str = "") -> ZoneInfo:
    """The zone that was said, else the region's, else the country's, else the store's, else UTC.

    `region` is what shops write: "CA", "US-CA" or "ca".
    """
    land = country.upper()
    part = region_code(land, region)
    for name in (said, REGIONS.get(land, {}).get(part, ""), CAPITALS.get(land, ""), store_zone):
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "America" is a folder
            continue
    return ZoneInfo("UTC")


def region_code(country: str, region: str) -> str:
    """The part of an ISO 3166-2 code after the country: "us-ca" and "CA" are "CA"."""
    code = region.strip().upper()
    return code.removeprefix(f"{country.upper()}-")[:8]
