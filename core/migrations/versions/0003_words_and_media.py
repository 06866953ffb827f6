"""First shape: reactions, occasions, order_lines, solicitations, mail_events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
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
    op.create_table(
        "solicitations",
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("occasion_id", KEY, nullable=False),
        sa.Column("moment", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("is_media_only", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("later_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim_token", sa.String(length=36), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_ref", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.CheckConstraint(
            "kind != 'testimonial' OR moment = 'support_resolved'",
            name=op.f("ck_solicitations_testimonial_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_solicitations_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "occasion_id"],
            ["occasions.store_id", "occasions.id"],
            name=op.f("fk_solicitations_store_id_occasion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_solicitations_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solicitations")),
        sa.UniqueConstraint("send_ref", name=op.f("uq_solicitations_send_ref")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_solicitations_store_id_id")),
        sa.UniqueConstraint(
            "store_id",
            "occasion_id",
            "moment",
            "kind",
            "is_media_only",
            "sequence",
            name=op.f("uq_solicitations_store_id_occasion_id_moment_kind_is_media_only_sequence"),
        ),
    )
    op.create_index(
        "ix_solicitations_claim",
        "solicitations",
        ["claim_token"],
        unique=False,
        sqlite_where=sa.text("claim_token IS NOT NULL"),
        postgresql_where=sa.text("claim_token IS NOT NULL"),
    )
    op.create_index(
        "ix_solicitations_customer_id",
        "solicitations",
        ["store_id", "customer_id", "handed_over_at"],
        unique=False,
    )
    op.create_index(
        "ix_solicitations_due",
        "solicitations",
        ["store_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index(op.f("ix_solicitations_store_id"), "solicitations", ["store_id"], unique=False)
    op.create_table(
        "mail_events",
        sa.Column("solicitation_id", KEY, nullable=True),
        sa.Column("customer_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_mail_events_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "solicitation_id"],
            ["solicitations.store_id", "solicitations.id"],
            name=op.f("fk_mail_events_store_id_solicitation_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_mail_events_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_events")),
        sa.UniqueConstraint(
            "store_id", "fingerprint", name=op.f("uq_mail_events_store_id_fingerprint")
        ),
    )
    op.create_index(
        "ix_mail_events_customer_id",
        "mail_events",
        ["store_id", "customer_id", "kind"],
        unique=False,
    )
    op.create_index(
        "ix_mail_events_kind", "mail_events", ["store_id", "kind", "happened_at"], unique=False
    )
    op.create_index(
        "ix_mail_events_solicitation_id",
        "mail_events",
        ["store_id", "solicitation_id"],
        unique=False,
    )
    op.create_index(op.f("ix_mail_events_store_id"), "mail_events", ["store_id"], unique=False)
    op.create_index(
        "ix_mail_events_unsettled",
        "mail_events",
        ["id"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
