"""Authors contest refusals, and somebody else decides about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contests",
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("decision_id", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("contested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.String(length=200), nullable=False),
        sa.Column("is_same_person", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_contests_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "decision_id"],
            ["decisions.store_id", "decisions.id"],
            name=op.f("fk_contests_store_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_contests_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contests")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_contests_store_id_id")),
        sa.UniqueConstraint(
            "store_id", "decision_id", name=op.f("uq_contests_store_id_decision_id")
        ),
    )
    op.create_index(op.f("ix_contests_store_id"), "contests", ["store_id"])
    op.create_index("ix_contests_submission_id", "contests", ["submission_id"])
    op.create_index("ix_contests_settled_at", "contests", ["store_id", "settled_at"])
