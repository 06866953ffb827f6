"""Everything that is kept of a person, in plain values (GDPR art. 15 and 20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.models import (
    Attendee,
    Consent,
    Contest,
    Customer,
    Decision,
    Draft,
    Letter,
    MailEvent,
    Media,
    Occasion,
    Order,
    OrderLine,
    Product,
    Reply,
    Solicitation,
    SolicitationMove,
    Store,
    Submission,
)

Told = list[dict[str, Any]]

PERSON = [
    "email",
    "name",
    "language",
    "country",
    "region",
    "timezone",
    "created_at",
    "acted_at",
    "paused_until",
    "is_asked_less",
    "objected_at",
    "erased_at",
]
"""Columns of ours, by name: one that is new is told only when somebody adds it here."""
_ORDER = [
    "source",
    "external_id",
    "number",
    "status",
    "country",
    "currency",
    "total",
    "ordered_at",
    "fulfilled_at",
    "delivered_at",
    "closed_at",
]
_LINE = ["variant", "quantity", "refunded_quantity", "price", "refunded_at"]
_OCCASION = [
    "kind",
    "external_id",
    "happened_at",
    "satisfaction",
    "stopped_at",
    "stop_reason",
    "recorded_at",
]
_ASK = [
    "id",
    "moment",
    "kind",
    "sequence",
    "is_media_only",
    "state",
    "reason",
    "due_at",
    "planned_at",
    "handed_over_at",
    "answered_at",
]
_MOVE = ["from_state", "to_state", "reason", "due_at", "moved_at"]
_SAID = [
    "ref",
    "kind",
    "subject",
    "moment",
    "state",
    "rating",
    "title",
    "words",
    "answers",
    "language",
    "display_name",
    "experience_on",
    "submitted_at",
    "decided_at",
]
_CONSENT = [
    "use",
    "text_version",
    "text",
    "language",
    "channel",
    "granted_at",
    "withdrawn_at",
]
_DECISION = ["action", "from_state", "to_state", "ground", "note", "decided_at"]
_CONTEST = ["words", "contested_at", "due_at", "outcome", "reason", "settled_at"]
_REPLY = ["words", "author", "created_at", "replaced_at"]
_FILE = [
    "ref",
    "kind",
    "state",
    "content_type",
    "name",
    "width",
    "height",
    "duration_s",
    "alt",
    "people",
    "minors",
    "trim_from",
    "trim_to",
    "captions",
    "captions_language",
    "created_at",
]
_MAILED = ["kind", "happened_at", "detail"]


def person_told(session: Session, customer: Customer) -> dict[str, Any]:
    """The person, what they did, how they were asked, what they said, and what became of it."""
    store = session.get_one(Store, customer.store_id)
    return {
        "store": {"key": store.key, "name": store.name},
        "customer": _values(customer, PERSON),
        "orders": _orders(session, customer),
        "occasions": _all(session, customer, Occasion, _OCCASION),
        "events": _all(session, customer, Attendee, ["external_id", "checked_in_at"]),
        "requests": _asks(session, customer),
        "mail_events": _all(session, customer, MailEvent, _MAILED),
        "letters": _all(session, customer, Letter, ["kind", "state", "created_at", "sent_at"]),
        "submissions": _said(session, customer),
        "drafts": _all(session, customer, Draft, ["form", "fields", "saved_at"]),
        "files": [_values(media, _FILE) for media in files_told(session, customer)],
    }


def files_told(session: Session, customer: Customer) -> Sequence[Media]:
    """Their photos and videos, those taken back left out."""
    return session.scalars(_mine(customer, Media)).all()


def _orders(session: Session, customer: Customer) -> Told:
    told = []
    for order in session.scalars(_mine(customer, Order)):
        lines = session.execute(
            select(OrderLine, Product.name)
            .join(Product, Product.id == OrderLine.product_id)
            .where(OrderLine.store_id == customer.store_id, OrderLine.order_id == order.id)
            .order_by(OrderLine.id)
        )
        told.append(
            _values(order, _ORDER)
            | {"lines": [{"product": name} | _values(line, _LINE) for line, name in lines]}
        )
    return told


def _asks(session: Session, customer: Customer) -> Told:
    return [
        _values(ask, _ASK)
        | {
            "moves": _of(
                session,
                customer,
                SolicitationMove,
                SolicitationMove.solicitation_id == ask.id,
                _MOVE,
            )
        }
        for ask in session.scalars(_mine(customer, Solicitation))
    ]


def _said(session: Session, customer: Customer) -> Told:
    return [
        _values(said, _SAID)
        | {
            "consents": _of(session, customer, Consent, Consent.submission_id == said.id, _CONSENT),
            "decisions": _of(
                session, customer, Decision, Decision.submission_id == said.id, _DECISION
            ),
            "contests": _of(session, customer, Contest, Contest.submission_id == said.id, _CONTEST),
            "replies": _of(session, customer, Reply, Reply.submission_id == said.id, _REPLY),
        }
        for said in session.scalars(_mine(customer, Submission))
    ]


def _mine(customer: Customer, kind: Any) -> Any:
    return (
        select(kind)
        .where(kind.store_id == customer.store_id, kind.customer_id == customer.id)
        .order_by(kind.id)
    )


def _all(session: Session, customer: Customer, kind: Any, names: Sequence[str]) -> Told:
    return [_values(row, names) for row in session.scalars(_mine(customer, kind))]


def _of(
    session: Session, customer: Customer, kind: Any, of: ColumnElement[bool], names: Sequence[str]
) -> Told:
    rows = session.scalars(
        select(kind).where(kind.store_id == customer.store_id, of).order_by(kind.id)
    )
    return [_values(row, names) for row in rows]


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


def plain(value: Any) -> Any:
    """A value as JSON has it: moments and days as ISO 8601, amounts as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    return value
