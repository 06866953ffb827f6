"""Asking at depth, part 1.

New tables privacy_demands.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "privacy_demands",
        sa.Column("receipt_id", KEY, nullable=False),
        sa.Column("demand", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("customer_id", KEY, nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_privacy_demands_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_privacy_demands_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_demands")),
        sa.UniqueConstraint(
            "store_id", "receipt_id", name=op.f("uq_privacy_demands_store_id_receipt_id")
        ),
    )
    op.create_index(
        "ix_privacy_demands_customer_id",
        "privacy_demands",
        ["store_id", "customer_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_privacy_demands_store_id"), "privacy_demands", ["store_id"], unique=False
    )
