"""Screening notes what it saw in a submission and where, and finds those that resemble others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("submissions", sa.Column("screened_at", sa.DateTime(timezone=True)))
    for name in ("range_hmac", "device_hmac"):
        op.add_column("submissions", sa.Column(name, sa.String(length=32)))
        op.create_index(
            f"ix_submissions_{name}",
            "submissions",
            ["store_id", name],
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
            sqlite_where=sa.text(f"{name} IS NOT NULL"),
        )
    op.create_index(
        "ix_submissions_unscreened",
        "submissions",
        ["store_id", "state", "submitted_at"],
        postgresql_where=sa.text("screened_at IS NULL"),
        sqlite_where=sa.text("screened_at IS NULL"),
    )
    op.add_column("stores", sa.Column("screening_lists", sa.JSON()))
    op.create_table(
        "seen_signals",
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("signal", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.Column("other", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_seen_signals_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_seen_signals_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seen_signals")),
    )
    op.create_index(op.f("ix_seen_signals_store_id"), "seen_signals", ["store_id"])
    op.create_index("ix_seen_signals_submission_id", "seen_signals", ["submission_id", "signal"])
    op.create_table(
        "likeness_bands",
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_likeness_bands_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_likeness_bands_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness_bands")),
    )
    op.create_index(op.f("ix_likeness_bands_store_id"), "likeness_bands", ["store_id"])
    op.create_index("ix_likeness_bands_band", "likeness_bands", ["store_id", "band"])
    op.create_index("ix_likeness_bands_submission_id", "likeness_bands", ["submission_id"])
