"""When a first request should arrive: its moment's delay, or one that is tried, and its hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from core.models import MomentSetting, Occasion, Solicitation, Store
from core.states import Moment, OccasionKind
from solicitation.experiments import Count, Trial, Variant
from solicitation.hours import allowed_hours, at_hour, drawn_hour
from solicitation.policy import due_at, expected_answer
from solicitation.queries.hindrances import quiet_of
from solicitation.zones import zone_of


class Circumstances(NamedTuple):
    """What of an occasion and its customer decides about days and hours."""

    customer_id: int
    country: str
    region: str
    timezone: str
    kind: OccasionKind
    external_id: str
    order_country: str | None
    happened_at: datetime


def circumstances_of(occasion: Occasion) -> Circumstances:
    """Those of a row."""
    customer, order = occasion.customer, occasion.order
    return Circumstances(
        occasion.customer_id,
        customer.country,
        customer.region,
        customer.timezone,
        occasion.kind,
        occasion.external_id,
        order.country if order else None,
        occasion.happened_at,
    )


@dataclass(frozen=True, slots=True)
class Timing:
    """The due moment, and what decided it besides the store's settings."""

    due_at: datetime
    variant_id: int | None = None
    learned_hour: int | None = None

    def note_on(self, ask: Solicitation) -> None:
        """Let the request say so."""
        ask.variant_id, ask.learned_hour = self.variant_id, self.learned_hour


def timing_of(
    store: Store,
    about: Circumstances,
    setting: MomentSetting,
    ask: Solicitation | None,
    trial: Trial | None,
) -> Timing:
    """The same for the same request however often it is planned; `ask` is None for a new one.

    What was planned before an experiment began takes no part in it. How happy the customer is plays
    no part in anything here (rule 5).
    """
    variant, quiet = _variant(about.customer_id, ask, trial), quiet_of(store)
    zone = zone_of(about.timezone, about.country, store.timezone, about.region)
    due = due_at(about.happened_at, _delay(store, about, setting, variant), zone, quiet)
    variant_id = variant.id if variant else None
    if not setting.is_hour_learned:
        return Timing(due, variant_id)
    hour = _hour(store, about, setting, ask)
    return Timing(at_hour(due, hour, zone, quiet), variant_id, hour)


def _variant(customer_id: int, ask: Solicitation | None, trial: Trial | None) -> Variant | None:
    if trial is None:
        return None
    if ask is None:
        return trial.variant_of(customer_id)
    return trial.known(ask.variant_id)


def _delay(
    store: Store, about: Circumstances, setting: MomentSetting, variant: Variant | None
) -> int:
    """Hours; a delay that is tried keeps the distance between home and abroad."""
    country = about.country if about.order_country is None else about.order_country
    is_abroad = about.kind is OccasionKind.PURCHASE and bool(country) and country != store.country
    further = setting.delay_hours_abroad - setting.delay_hours if is_abroad else 0
    home = setting.delay_hours if variant is None else variant.delay_hours or 0
    return max(0, home + further)


def _hour(
    store: Store, about: Circumstances, setting: MomentSetting, ask: Solicitation | None
) -> int:
    """The hour drawn before, while mail may arrive then; else a new draw."""
    hours = allowed_hours(quiet_of(store))
    if ask is not None and ask.learned_hour in hours:
        return ask.learned_hour
    name = f"{store.id}:{setting.moment}:{about.customer_id}:{about.external_id}"
    counts = known_hours(setting)
    return drawn_hour(name, counts, hours, expected_rate(setting.moment, counts))


def expected_rate(moment: Moment, counts: Mapping[int, Count]) -> float:
    """What any hour should bring before one knows better: the rate of all hours together."""
    asked = sum(count.asked for count in counts.values())
    return expected_answer(moment, asked, sum(count.answered for count in counts.values()))


def known_hours(setting: MomentSetting) -> dict[int, Count]:
    """What hours brought, as last counted."""
    return {int(hour): Count(*told) for hour, told in (setting.hour_counts or {}).items()}
