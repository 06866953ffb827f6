"""Objections and withdrawals since a backup are known again after a restore, by keyed hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ledger_notes",
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=20), nullable=False),
        sa.Column("subject_hmac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_hmac", sa.LargeBinary(length=32), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_outside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_ledger_notes_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_notes")),
        sa.UniqueConstraint("ref", name=op.f("uq_ledger_notes_ref")),
    )
    op.create_index(op.f("ix_ledger_notes_store_id"), "ledger_notes", ["store_id"])
    op.create_index("ix_ledger_notes_subject_hmac", "ledger_notes", ["store_id", "subject_hmac"])
    op.create_index("ix_ledger_notes_kept_outside_at", "ledger_notes", ["kept_outside_at"])
