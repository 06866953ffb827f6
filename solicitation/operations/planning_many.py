"""The requests that many new purchases call for, as rows: the policies of one, none of its cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.models import MomentSetting, Store
from core.signing import ordered_ref
from core.states import Moment, OccasionKind, Reason, SolicitationState, SubmissionKind, Varied
from solicitation.experiments import Trial
from solicitation.operations.planning import settings_of, wanted
from solicitation.operations.timing import Circumstances, timing_of
from solicitation.policy import is_held_out
from solicitation.queries.trials import running_trials

ASK_COLUMNS = (
    *("store_id", "customer_id", "occasion_id", "moment", "kind", "sequence", "is_media_only"),
    *("state", "reason", "due_at", "useful_until", "send_ref", "message_id", "planned_at"),
    *("variant_id", "learned_hour"),
)
_Wanted = Sequence[tuple[MomentSetting, SubmissionKind]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a store asks after purchases now."""

    store: Store
    settings: Mapping[Moment, MomentSetting]
    trials: Mapping[Moment, Trial]
    by_country: dict[str, _Wanted] = field(default_factory=dict)

    def asks(self, occasion_id: int, about: Circumstances, now: datetime) -> list[tuple[Any, ...]]:
        """The rows of one new purchase, in the order of `ASK_COLUMNS`."""
        return [
            self._row(occasion_id, about, setting, kind, now)
            for setting, kind in self._wanted(about.country)
        ]

    def _wanted(self, country: str) -> _Wanted:
        """The same for everybody of a country."""
        if country not in self.by_country:
            kind = OccasionKind.PURCHASE
            self.by_country[country] = wanted(self.store, self.settings, kind, country, None)
        return self.by_country[country]

    def _row(
        self,
        occasion_id: int,
        about: Circumstances,
        setting: MomentSetting,
        kind: SubmissionKind,
        now: datetime,
    ) -> tuple[Any, ...]:
        store_id, moment = self.store.id, setting.moment
        timing = timing_of(self.store, about, setting, None, self.trials.get(moment))
        is_out = is_held_out(store_id, moment, about.customer_id, setting.holdout_percent)
        state = SolicitationState.DROPPED if is_out else SolicitationState.PLANNED
        reason = Reason.HELD_OUT if is_out else Reason.MOMENT_ARRIVES
        useful_until = timing.due_at + timedelta(days=setting.useful_days)
        return (
            *(store_id, about.customer_id, occasion_id, moment.value, kind.value, 0, False),
            *(state.value, reason.value, timing.due_at, useful_until, ordered_ref(now), "", now),
            *(timing.variant_id, timing.learned_hour),
        )


def plan_of(session: Session, store: Store) -> Plan:
    """Read once what holds for all purchases of a portion."""
    trials = running_trials(session, store.id, Varied.DELAY)
    return Plan(store, settings_of(session, store.id), trials)
