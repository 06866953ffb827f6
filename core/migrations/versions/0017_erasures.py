"""Who was forgotten is known again after a restore, by keyed hashes that name nobody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_hmac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_hmac", sa.LargeBinary(length=32), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_outside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_erasures_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("ref", name=op.f("uq_erasures_ref")),
    )
    op.create_index(op.f("ix_erasures_store_id"), "erasures", ["store_id"], unique=False)
    op.create_index("ix_erasures_kept_outside_at", "erasures", ["kept_outside_at"], unique=False)
