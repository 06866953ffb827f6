"""When a first request should arrive: its moment's delay, or one that is tried, and its hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.models import MomentSetting, Occasion, Solicitation, Store
from core.states import Moment, OccasionKind
from solicitation.experiments import Count, Trial, Variant
from solicitation.hours import allowed_hours, at_hour, drawn_hour
from solicitation.policy import due_at, expected_answer
from solicitation.queries.facts import quiet_of
from solicitation.zones import zone_of


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
    occasion: Occasion,
    setting: MomentSetting,
    ask: Solicitation | None,
    trial: Trial | None,
) -> Timing:
    """The same for the same request however often it is planned; `ask` is None for a new one.

    What was planned before an experiment began takes no part in it. How happy the customer is plays
    no part in anything here (rule 5).
    """
    variant = _variant(occasion, ask, trial)
    customer, quiet = occasion.customer, quiet_of(store)
    zone = zone_of(customer.timezone, customer.country, store.timezone, customer.region)
    due = due_at(occasion.happened_at, _delay(store, occasion, setting, variant), zone, quiet)
    variant_id = variant.id if variant else None
    if not setting.is_hour_learned:
        return Timing(due, variant_id)
    hour = _hour(store, occasion, setting, ask)
    return Timing(at_hour(due, hour, zone, quiet), variant_id, hour)


def _variant(occasion: Occasion, ask: Solicitation | None, trial: Trial | None) -> Variant | None:
    if trial is None:
        return None
    if ask is None:
        return trial.variant_of(occasion.customer_id)
    return trial.known(ask.variant_id)


def _delay(
    store: Store, occasion: Occasion, setting: MomentSetting, variant: Variant | None
) -> int:
    """Hours; a delay that is tried keeps the distance between home and abroad."""
    country = occasion.order.country if occasion.order else occasion.customer.country
    is_abroad = (
        occasion.kind is OccasionKind.PURCHASE and bool(country) and country != store.country
    )
    further = setting.delay_hours_abroad - setting.delay_hours if is_abroad else 0
    home = setting.delay_hours if variant is None else variant.delay_hours or 0
    return max(0, home + further)


def _hour(
    store: Store, occasion: Occasion, setting: MomentSetting, ask: Solicitation | None
) -> int:
    """The hour drawn before, while mail may arrive then; else a new draw."""
    hours = allowed_hours(quiet_of(store))
    if ask is not None and ask.learned_hour in hours:
        return ask.learned_hour
    name = f"{store.id}:{setting.moment}:{occasion.customer_id}:{occasion.external_id}"
    counts = known_hours(setting)
    return drawn_hour(name, counts, hours, expected_rate(setting.moment, counts))


def expected_rate(moment: Moment, counts: Mapping[int, Count]) -> float:
    """What any hour should bring before one knows better: the rate of all hours together."""
    asked = sum(count.asked for count in counts.values())
    return expected_answer(moment, asked, sum(count.answered for count in counts.values()))


def known_hours(setting: MomentSetting) -> dict[int, Count]:
    """What hours brought, as last counted."""
    return {int(hour): Count(*told) for hour, told in (setting.hour_counts or {}).items()}
