"""The list of submissions: filtered, counted, in pages by keyset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from core.models import Customer, Media, Product, SeenSignal, Submission
from core.states import SubmissionState
from moderation.queries.filters import ANY, NONE, Filters, Order, Standing

PAGE = 40
_NOT_FOR_READING = (SubmissionState.UNCONFIRMED, SubmissionState.ERASED)
_STATES: dict[Standing, tuple[SubmissionState, ...]] = {
    Standing.WAITING: (SubmissionState.WAITING,),
    Standing.APPROVED: (SubmissionState.APPROVED,),
    Standing.REFUSED: (SubmissionState.REFUSED,),
    Standing.ALL: tuple(state for state in SubmissionState if state not in _NOT_FOR_READING),
}


def submissions_page(
    session: Session, store_id: int, filters: Filters, after: int | None = None, limit: int = PAGE
) -> tuple[Sequence[Submission], bool]:
    """Up to `limit` submissions after the one whose id is `after`, and whether more follow."""
    wanted = _ordered(_filtered(store_id, filters), filters.order)
    wanted = wanted.where(_beyond(session, store_id, filters.order, after))
    rows = session.scalars(
        wanted.options(
            joinedload(Submission.product),
            joinedload(Submission.store_event),
            selectinload(Submission.media),
            selectinload(Submission.labels),
            selectinload(Submission.signals),
        ).limit(limit + 1)
    ).all()
    return rows[:limit], len(rows) > limit


def next_id(session: Session, store_id: int, filters: Filters, left: int) -> int | None:
    """The submission to open after `left` was decided: the next in the list, else the first."""
    for after in (left, None):
        wanted = _ordered(_filtered(store_id, filters, Submission.id), filters.order)
        found: int | None = session.scalar(
            wanted.where(
                _beyond(session, store_id, filters.order, after), Submission.id != left
            ).limit(1)
        )
        if found is not None:
            return found
    return None


def counts(session: Session, store_id: int, filters: Filters) -> dict[Standing, int]:
    """How many submissions each state holds under the same other filters."""
    wanted = (
        select(Submission.state, func.count(Submission.id))
        .where(Submission.store_id == store_id, *_conditions(filters))
        .group_by(Submission.state)
    )
    found: Counter[SubmissionState] = Counter()
    for state, number in session.execute(wanted):
        found[state] = number
    return {one: sum(found[state] for state in states) for one, states in _STATES.items()}


def selected(session: Session, store_id: int, ids: Iterable[int]) -> Sequence[Submission]:
    """Those of the named submissions that wait, in the order they were sent."""
    return session.scalars(
        select(Submission)
        .where(
            Submission.store_id == store_id,
            Submission.id.in_(ids),
            Submission.state == SubmissionState.WAITING,
        )
        .options(joinedload(Submission.product), joinedload(Submission.store_event))
        .order_by(Submission.submitted_at, Submission.id)
    ).all()


def reviewed_products(session: Session, store_id: int) -> list[tuple[int, str]]:
    """Products that somebody wrote about, by name."""
    written = exists().where(
        Submission.store_id == store_id,
        Submission.product_id == Product.id,
        Submission.state.not_in(_NOT_FOR_READING),
    )
    rows = session.execute(
        select(Product.id, Product.name)
        .where(Product.store_id == store_id, written)
        .order_by(Product.name)
        .limit(500)
    )
    return [(key, name) for key, name in rows]


def languages(session: Session, store_id: int) -> list[str]:
    """Languages that customers wrote in."""
    return sorted(
        session.scalars(
            select(Submission.language)
            .where(Submission.store_id == store_id, Submission.state.not_in(_NOT_FOR_READING))
            .distinct()
        )
    )


def _filtered(store_id: int, filters: Filters, what: Any = Submission) -> Select[Any]:
    return select(what).where(
        Submission.store_id == store_id,
        Submission.state.in_(_STATES[filters.state]),
        *_conditions(filters),
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    columns = (
        (Submission.product_id, filters.product),
        (Submission.moment, filters.moment),
        (Submission.rating, filters.stars),
        (Submission.kind, filters.kind),
        (Submission.language, filters.language),
    )
    found = [column == value for column, value in columns if value]
    if filters.media:
        given = exists().where(
            Media.store_id == Submission.store_id, Media.submission_id == Submission.id
        )
        found.append(given if filters.media == "yes" else ~given)
    if filters.signal:
        found.append(_seen(filters.signal))
    if filters.q:
        found.append(_holding(filters.q))
    return found


def _seen(signal: str) -> ColumnElement[bool]:
    """Something was seen, of one kind or of any; `none`: looked through, and nothing was."""
    seen = exists().where(SeenSignal.submission_id == Submission.id)
    if signal == NONE:
        return and_(Submission.screened_at.is_not(None), ~seen)
    return seen if signal == ANY else seen.where(SeenSignal.signal == signal)


def _holding(words: str) -> ColumnElement[bool]:
    """Every word somewhere in what was written, or the name or address of who wrote it."""
    places = (Submission.words, Submission.title, Submission.display_name)
    writer = exists().where(
        Customer.store_id == Submission.store_id,
        Customer.id == Submission.customer_id,
        or_(_contains(Customer.name, words), Customer.email == words.lower()),
    )
    said = [or_(*(_contains(place, word) for place in places)) for word in words.split(" ")]
    return or_(and_(*said), writer)


def _contains(place: Any, word: str) -> ColumnElement[bool]:
    """Whatever its case: SQLite folds A to Z alone, so é and É are both asked for."""
    spellings = {word, word.lower(), word.upper(), word.capitalize(), word.title()}
    return or_(*(place.icontains(one, autoescape=True) for one in sorted(spellings)))


def _ordered(wanted: Select[Any], order: Order) -> Select[Any]:
    if order is Order.NEWEST:
        return wanted.order_by(Submission.submitted_at.desc(), Submission.id.desc())
    return wanted.order_by(Submission.submitted_at, Submission.id)


def _beyond(
    session: Session, store_id: int, order: Order, after: int | None
) -> ColumnElement[bool]:
    if after is None:
        return true()
    moment = session.scalar(
        select(Submission.submitted_at).where(
            Submission.store_id == store_id, Submission.id == after
        )
    )
    if moment is None:
        return false()
    at, key = Submission.submitted_at, Submission.id
    if order is Order.NEWEST:
        return or_(at < moment, and_(at == moment, key < after))
    return or_(at > moment, and_(at == moment, key > after))
