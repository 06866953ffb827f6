"""First shape, part 2.

Tables: suppressions, webhook_receipts, feeds, orders, reactions, occasions, order_lines.
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
    op.create_table(
        "reactions",
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("handler", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_dead", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["outbox_events.id"], name=op.f("fk_reactions_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reactions")),
        sa.UniqueConstraint("event_id", "handler", name=op.f("uq_reactions_event_id_handler")),
    )
    op.create_index(
        "ix_reactions_due",
        "reactions",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "occasions",
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("order_id", KEY, nullable=True),
        sa.Column("store_event_id", KEY, nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_happened_at_estimated", sa.Boolean(), nullable=False),
        sa.Column("satisfaction", sa.Float(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_reason", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_occasions_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "order_id"],
            ["orders.store_id", "orders.id"],
            name=op.f("fk_occasions_store_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "store_event_id"],
            ["store_events.store_id", "store_events.id"],
            name=op.f("fk_occasions_store_id_store_event_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_occasions_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasions")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_occasions_store_id_id")),
        sa.UniqueConstraint(
            "store_id", "kind", "external_id", name=op.f("uq_occasions_store_id_kind_external_id")
        ),
    )
    op.create_index(
        "ix_occasions_customer_id", "occasions", ["store_id", "customer_id"], unique=False
    )
    op.create_index(op.f("ix_occasions_store_id"), "occasions", ["store_id"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("external_id", sa.String(length=240), nullable=False),
        sa.Column("variant", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("refunded_quantity", sa.Integer(), nullable=False),
        sa.Column("price", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "order_id"],
            ["orders.store_id", "orders.id"],
            name=op.f("fk_order_lines_store_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["products.store_id", "products.id"],
            name=op.f("fk_order_lines_store_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_order_lines_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint(
            "order_id", "external_id", name=op.f("uq_order_lines_order_id_external_id")
        ),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_order_lines_store_id_id")),
    )
    op.create_index(
        "ix_order_lines_product_id", "order_lines", ["store_id", "product_id"], unique=False
    )
    op.create_index(op.f("ix_order_lines_store_id"), "order_lines", ["store_id"], unique=False)
