"""The hour of the day at which a moment asks, learned from its own answers. Pure.

Thompson sampling (Thompson 1933; Chapelle and Li 2011, "An empirical evaluation of Thompson
sampling"): for every request a rate is drawn from what is believed of each hour, and the hour with
the highest draw is taken. Hours that bring answers come up more often; one request in ten goes to
any hour whatever, so that what changes with the seasons is seen. The draw is keyed by the request:
planned twice, it comes at the same hour.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from solicitation.beta import quantile
from solicitation.experiments import Count, Range
from solicitation.policy import Quiet, next_open

COUNTED_DAYS = 180
"""How far back answers are counted: what was liked last year may not be liked now."""
PRIOR_ASKS = 10
"""How many requests the moment's own rate weighs in what is believed of each hour."""
EXPLORED = 0.1
"""Share of requests whose hour is drawn from all alike."""
_NOTHING = Count(0, 0)
_DAYS_TRIED = 9


def allowed_hours(quiet: Quiet) -> tuple[int, ...]:
    """The hours of the day in which mail may arrive."""
    hours = (quiet.from_hour - quiet.until_hour) % 24 or 24
    return tuple(sorted((quiet.until_hour + n) % 24 for n in range(hours)))


def drawn_hour(name: str, counts: Mapping[int, Count], hours: Sequence[int], rate: float) -> int:
    """The hour for the request called `name`; `rate` is what its moment expects anyway."""
    seed = blake2b(name.encode(), digest_size=8).digest()
    dice = random.Random(int.from_bytes(seed, "big"))  # noqa: S311 # an hour is no secret
    if dice.random() < EXPLORED:
        return dice.choice(hours)
    drawn = {hour: dice.betavariate(*believed(counts.get(hour, _NOTHING), rate)) for hour in hours}
    return max(drawn, key=lambda hour: drawn[hour])


def at_hour(earliest: datetime, hour: int, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """The first moment from `earliest` on at which it is `hour` and mail may arrive; in UTC.

    At most a day after `earliest`, and one more where a Sunday is quiet; `earliest` itself when
    that hour is never open.
    """
    day = earliest.astimezone(zone).date()
    for later in range(_DAYS_TRIED):
        local = datetime.combine(day + timedelta(days=later), time(hour), zone)
        moment = local.astimezone(UTC)
        if moment >= earliest and next_open(moment, zone, quiet) == moment:
            return moment
    return earliest


def believed(count: Count, rate: float) -> tuple[float, float]:
    """The Beta distribution of an hour's answer rate."""
    yes, no = rate * PRIOR_ASKS, (1 - rate) * PRIOR_ASKS
    return yes + count.answered, no + max(0, count.asked - count.answered)


def rate_of(count: Count, rate: float) -> Range:
    """What is believed of an hour, and its 95 % interval."""
    yes, no = believed(count, rate)
    return Range(yes / (yes + no), quantile(0.025, yes, no), quantile(0.975, yes, no))
