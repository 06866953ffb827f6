"""A store's rules publish by themselves what is clean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0023"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "publication_rules",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("needs_verified", sa.Boolean(), nullable=False),
        sa.Column("moments", sa.JSON(), nullable=False),
        sa.Column("pictures", sa.String(length=8), nullable=False),
        sa.Column("ignored", sa.JSON(), nullable=False),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_publication_rules_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_rules")),
    )
    op.create_index(op.f("ix_publication_rules_store_id"), "publication_rules", ["store_id"])
