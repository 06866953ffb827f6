"""Rows for tests, each believable and complete; a test names only what it is about."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.models import (
    Consent,
    Customer,
    Member,
    Membership,
    MomentSetting,
    Occasion,
    Order,
    OrderLine,
    Product,
    Solicitation,
    Store,
    StoreEvent,
    Submission,
)
from core.states import (
    Moment,
    OccasionKind,
    OrderStatus,
    Reason,
    Role,
    SolicitationState,
    SubjectKind,
    SubmissionKind,
    SubmissionState,
    Use,
)
from solicitation.policy import DEFAULTS

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
"""A Wednesday, 11:00 in Paris: no quiet hour anywhere in Europe."""


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def make_store(session: Session, **values: Any) -> Store:
    """A French store with its five moments on."""
    values = {
        "key": f"store-{secrets.token_hex(4)}",
        "name": "Maison Vive",
        "email": "avis@maison-vive.example",
        "url": "https://maison-vive.example",
        "created_at": NOW - timedelta(days=900),
    } | values
    store: Store = _add(session, Store(**values))
    for moment, default in DEFAULTS.items():
        session.add(
            MomentSetting(
                store_id=store.id,
                moment=moment,
                delay_hours=default.delay_hours,
                delay_hours_abroad=default.delay_hours_abroad,
                reminders=default.reminders,
                reminder_days=default.reminder_days,
                useful_days=default.useful_days,
            )
        )
    session.flush()
    return store


def make_customer(session: Session, store: Store, **values: Any) -> Customer:
    """A customer in France."""
    values = {
        "email": f"{secrets.token_hex(5)}@example.com",
        "name": "Élodie Marchand",
        "language": "fr",
        "country": "FR",
        "created_at": NOW - timedelta(days=60),
        "acted_at": NOW - timedelta(days=60),
    } | values
    customer: Customer = _add(session, Customer(store_id=store.id, **values))
    return customer


def make_product(session: Session, store: Store, **values: Any) -> Product:
    """A product on sale."""
    ref = values.pop("ref", f"SKU-{secrets.token_hex(3)}")
    values = {"name": "Bol en grès", "handle": ref.lower(), "created_at": NOW} | values
    product: Product = _add(session, Product(store_id=store.id, ref=ref, **values))
    return product


def make_order(
    session: Session, customer: Customer, products: list[Product], **values: Any
) -> Order:
    """A delivered order with one line per product."""
    values = {
        "external_id": secrets.token_hex(5),
        "source": "own",
        "status": OrderStatus.DELIVERED,
        "country": customer.country,
        "ordered_at": NOW - timedelta(days=10),
        "fulfilled_at": NOW - timedelta(days=8),
        "delivered_at": NOW - timedelta(days=5),
        "updated_at": NOW - timedelta(days=5),
    } | values
    order: Order = _add(
        session, Order(store_id=customer.store_id, customer_id=customer.id, **values)
    )
    for product in products:
        _add(
            session,
            OrderLine(
                store_id=customer.store_id,
                order_id=order.id,
                product_id=product.id,
                external_id=product.ref,
            ),
        )
    return order


def make_store_event(session: Session, store: Store, **values: Any) -> StoreEvent:
    """An event that ended yesterday."""
    values = {
        "key": f"event-{secrets.token_hex(3)}",
        "name": "Atelier ouvert",
        "place": "Lyon",
        "starts_at": NOW - timedelta(hours=30),
        "ends_at": NOW - timedelta(hours=26),
        "created_at": NOW - timedelta(days=30),
    } | values
    event: StoreEvent = _add(session, StoreEvent(store_id=store.id, **values))
    return event


def make_occasion(session: Session, customer: Customer, **values: Any) -> Occasion:
    """A purchase (pass `order`), a resolved ticket, or an attended event (pass `store_event`)."""
    order, store_event = values.pop("order", None), values.pop("store_event", None)
    values = {
        "kind": OccasionKind.PURCHASE,
        "external_id": secrets.token_hex(6),
        "order_id": order.id if order else None,
        "store_event_id": store_event.id if store_event else None,
        "happened_at": order.delivered_at if order else NOW - timedelta(days=5),
        "recorded_at": NOW - timedelta(days=5),
    } | values
    occasion: Occasion = _add(
        session, Occasion(store_id=customer.store_id, customer_id=customer.id, **values)
    )
    return occasion


def make_solicitation(session: Session, occasion: Occasion, **values: Any) -> Solicitation:
    """A planned request, due now."""
    values = {
        "moment": Moment.AFTER_PURCHASE,
        "kind": SubmissionKind.REVIEW,
        "state": SolicitationState.PLANNED,
        "reason": Reason.MOMENT_ARRIVES,
        "due_at": NOW,
        "useful_until": NOW + timedelta(days=21),
        "send_ref": secrets.token_hex(16),
        "planned_at": NOW - timedelta(days=5),
    } | values
    ask: Solicitation = _add(
        session,
        Solicitation(
            store_id=occasion.store_id,
            customer_id=occasion.customer_id,
            occasion_id=occasion.id,
            **values,
        ),
    )
    return ask


def make_submission(session: Session, customer: Customer, **values: Any) -> Submission:
    """A waiting review of a product (pass `product`), consented to for the site."""
    product = values.pop("product", None)
    values = {
        "ref": secrets.token_hex(16),
        "kind": SubmissionKind.REVIEW,
        "subject": SubjectKind.PRODUCT if product else SubjectKind.STORE,
        "product_id": product.id if product else None,
        "moment": Moment.AFTER_PURCHASE,
        "state": SubmissionState.WAITING,
        "rating": 4,
        "title": "Un bol qui tient chaud",
        "words": "Émail régulier, bonne prise en main. Le fond raye un peu la table.",
        "answers": {},
        "language": "fr",
        "display_name": "Élodie M.",
        "experience_on": (NOW - timedelta(days=5)).date(),
        "experience_basis": OccasionKind.PURCHASE,
        "submitted_at": NOW - timedelta(hours=3),
        "ready_at": NOW - timedelta(hours=3),
    } | values
    submission: Submission = _add(
        session, Submission(store_id=customer.store_id, customer_id=customer.id, **values)
    )
    session.add(
        Consent(
            store_id=customer.store_id,
            submission_id=submission.id,
            customer_id=customer.id,
            use=Use.SITE,
            text_version="1",
            text="J'accepte que mes mots soient montrés sur la page du produit.",
            language="fr",
            granted_at=submission.submitted_at,
        )
    )
    session.flush()
    return submission


def make_member(
    session: Session, store: Store, role: Role = Role.MODERATOR, **values: Any
) -> Member:
    """A member of one store; without a password unless one is passed, already hashed."""
    values = {
        "email": f"{secrets.token_hex(4)}@maison-vive.example",
        "fs_uniquifier": secrets.token_hex(16),
        "name": "Camille Roche",
        "created_at": NOW - timedelta(days=100),
    } | values
    member: Member = _add(session, Member(**values))
    _add(session, Membership(store_id=store.id, member_id=member.id, role=role, created_at=NOW))
    return member
