"""First shape: letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.triggers import guard

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("decision_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("dedupe_key", sa.String(length=100), nullable=False),
        sa.Column("send_ref", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_letters_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "decision_id"],
            ["decisions.store_id", "decisions.id"],
            name=op.f("fk_letters_store_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_letters_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_letters_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("send_ref", name=op.f("uq_letters_send_ref")),
        sa.UniqueConstraint("store_id", "dedupe_key", name=op.f("uq_letters_store_id_dedupe_key")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_letters_store_id_id")),
    )
    op.create_index(op.f("ix_letters_store_id"), "letters", ["store_id"], unique=False)
    guard()
