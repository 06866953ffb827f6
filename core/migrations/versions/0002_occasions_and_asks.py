"""First shape, part 2.

Tables: outbox_events, products, store_events, suppressions, tickets, webhook_receipts,
attendees, feeds, orders.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outbox_events",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("relayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_outbox_events_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_events")),
    )
    op.create_index(op.f("ix_outbox_events_store_id"), "outbox_events", ["store_id"], unique=False)
    op.create_index(
        "ix_outbox_events_unrelayed",
        "outbox_events",
        ["id"],
        unique=False,
        sqlite_where=sa.text("relayed_at IS NULL"),
        postgresql_where=sa.text("relayed_at IS NULL"),
    )
    op.create_table(
        "products",
        sa.Column("ref", sa.String(length=200), nullable=False),
        sa.Column("sku", sa.String(length=200), nullable=False),
        sa.Column("handle", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("image_url", sa.String(length=1000), nullable=False),
        sa.Column("brand", sa.String(length=200), nullable=False),
        sa.Column("gtin", sa.String(length=20), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("price", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("is_on_sale", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_products_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_products_store_id_id")),
        sa.UniqueConstraint("store_id", "ref", name=op.f("uq_products_store_id_ref")),
    )
    op.create_index(op.f("ix_products_store_id"), "products", ["store_id"], unique=False)
    op.create_index("ix_products_store_id_handle", "products", ["store_id", "handle"], unique=False)
    op.create_index("ix_products_store_id_sku", "products", ["store_id", "sku"], unique=False)
    op.create_table(
        "store_events",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("is_collecting", sa.Boolean(), nullable=False),
        sa.Column("collecting_days", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_store_events_capacity")),
        sa.CheckConstraint("collecting_days >= 0", name=op.f("ck_store_events_collecting_days")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_store_events_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_events")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_store_events_store_id_id")),
        sa.UniqueConstraint("store_id", "key", name=op.f("uq_store_events_store_id_key")),
    )
    op.create_index(op.f("ix_store_events_store_id"), "store_events", ["store_id"], unique=False)
    op.create_table(
        "suppressions",
        sa.Column("address_hmac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_suppressions_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
        sa.UniqueConstraint(
            "store_id", "address_hmac", name=op.f("uq_suppressions_store_id_address_hmac")
        ),
    )
    op.create_index(op.f("ix_suppressions_store_id"), "suppressions", ["store_id"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("resolved", sa.JSON(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("satisfaction", sa.Float(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_tickets_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint(
            "store_id", "external_id", name=op.f("uq_tickets_store_id_external_id")
        ),
    )
    op.create_index(op.f("ix_tickets_store_id"), "tickets", ["store_id"], unique=False)
    op.create_table(
        "webhook_receipts",
        sa.Column("system", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("delivery_id", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=300), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_webhook_receipts_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_receipts")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_webhook_receipts_store_id_id")),
        sa.UniqueConstraint(
            "store_id",
            "system",
            "delivery_id",
            name=op.f("uq_webhook_receipts_store_id_system_delivery_id"),
        ),
    )
    op.create_index(
        op.f("ix_webhook_receipts_store_id"), "webhook_receipts", ["store_id"], unique=False
    )
    op.create_table(
        "attendees",
        sa.Column("store_event_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_attendees_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "store_event_id"],
            ["store_events.store_id", "store_events.id"],
            name=op.f("fk_attendees_store_id_store_event_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_attendees_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendees")),
        sa.UniqueConstraint(
            "store_id",
            "store_event_id",
            "customer_id",
            name=op.f("uq_attendees_store_id_store_event_id_customer_id"),
        ),
    )
    op.create_index(
        "ix_attendees_customer_id", "attendees", ["store_id", "customer_id"], unique=False
    )
    op.create_index(op.f("ix_attendees_store_id"), "attendees", ["store_id"], unique=False)
    op.create_table(
        "feeds",
        sa.Column("scope", sa.String(length=220), nullable=False),
        sa.Column("product_id", KEY, nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("writers", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["products.store_id", "products.id"],
            name=op.f("fk_feeds_store_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_feeds_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("store_id", "scope", name=op.f("uq_feeds_store_id_scope")),
    )
    op.create_index(op.f("ix_feeds_store_id"), "feeds", ["store_id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fulfilled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_orders_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_orders_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_orders_store_id_id")),
        sa.UniqueConstraint(
            "store_id", "source", "external_id", name=op.f("uq_orders_store_id_source_external_id")
        ),
    )
    op.create_index("ix_orders_customer_id", "orders", ["store_id", "customer_id"], unique=False)
    op.create_index("ix_orders_number", "orders", ["store_id", "source", "number"], unique=False)
    op.create_index(op.f("ix_orders_store_id"), "orders", ["store_id"], unique=False)
