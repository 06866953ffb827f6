"""A store may ask open pages for a proof of work, and each counts once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "stores", sa.Column("is_proof_asked", sa.Boolean(), server_default="0", nullable=False)
    )
    op.create_table(
        "spent_proofs",
        sa.Column("challenge", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_spent_proofs_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_proofs")),
        sa.UniqueConstraint(
            "store_id", "challenge", name=op.f("uq_spent_proofs_store_id_challenge")
        ),
    )
    op.create_index(op.f("ix_spent_proofs_store_id"), "spent_proofs", ["store_id"])
    op.create_index("ix_spent_proofs_expires_at", "spent_proofs", ["expires_at"])
