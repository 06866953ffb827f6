"""The customer says "later": their request comes again on the day they chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, InvalidInput
from core.models import Solicitation, Store
from core.states import Reason, SolicitationState
from solicitation.operations.planning import new_ask, setting_of, zone_for
from solicitation.policy import LATER, next_open
from solicitation.queries.hindrances import quiet_of

_OPEN = (SolicitationState.PLANNED, SolicitationState.CLAIMED)
_LEFT = (SolicitationState.ATTEMPTED, SolicitationState.SENT, SolicitationState.UNKNOWN)


def postpone(session: Session, ask: Solicitation, days: int, now: datetime) -> Solicitation:
    """Plan the request again `days` from now, outside quiet hours; choosing twice moves it twice.

    What has not left yet is moved. What has left comes again in the slot of its reminder, so that
    no reminder comes beside it. Pauses stay as they are.
    """
    if days not in LATER:
        raise InvalidInput(N_("Choose one of the answers."), field="days")
    session.refresh(ask, with_for_update=True)
    family = family_of(session, ask)
    _refuse_when_done(ask, family)
    last = family[-1]
    later = last if last.state in _OPEN else _next_slot(session, last, now)
    _put_off(session, later, now + timedelta(days=days), now)
    ask.customer.acted_at = now
    return later


def family_of(session: Session, ask: Solicitation) -> Sequence[Solicitation]:
    """The request and its reminders, in their order."""
    return session.scalars(
        select(Solicitation)
        .where(
            Solicitation.store_id == ask.store_id,
            Solicitation.occasion_id == ask.occasion_id,
            Solicitation.moment == ask.moment,
            Solicitation.kind == ask.kind,
            Solicitation.is_media_only.is_(ask.is_media_only),
        )
        .order_by(Solicitation.sequence)
    ).all()


def chosen_day(session: Session, ask: Solicitation) -> datetime | None:
    """When the request comes again, if its reader chose the day and it has not left."""
    last = family_of(session, ask)[-1]
    return last.due_at if last.later_at is not None and last.state in _OPEN else None


def _refuse_when_done(ask: Solicitation, family: Sequence[Solicitation]) -> None:
    if any(one.answered_at is not None for one in family):
        raise Conflict(N_("You answered already: nothing more is planned."))
    if ask.customer.objected_at is not None:
        raise Conflict(N_("You asked for no more mails, and none is planned."))
    if ask.occasion.stop_reason is not None or family[-1].state not in (*_OPEN, *_LEFT):
        raise Conflict(N_("There is nothing left to ask you about."))


def _next_slot(session: Session, last: Solicitation, now: datetime) -> Solicitation:
    setting = setting_of(session, last.store_id, last.moment)
    if setting is None:
        raise Conflict(N_("There is nothing left to ask you about."))
    again = new_ask(last.occasion, setting, last.kind, last.due_at, now)
    again.sequence, again.is_media_only = last.sequence + 1, last.is_media_only
    session.add(again)
    session.flush()  # the move that follows names its id
    return again


def _put_off(session: Session, ask: Solicitation, wished: datetime, now: datetime) -> None:
    store = session.get_one(Store, ask.store_id)
    setting = setting_of(session, ask.store_id, ask.moment)
    due = next_open(wished, zone_for(ask.customer, store), quiet_of(store))
    ask.later_at, ask.due_at = wished, due
    ask.useful_until = due + timedelta(days=setting.useful_days if setting else 0)
    ask.claim_token = ask.claimed_until = None
    ask.move_to(SolicitationState.PLANNED, Reason.CUSTOMER_CHOSE_LATER, now)
