"""Who wrote what stands below a video, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "media",
        sa.Column("captions_author", sa.String(length=200), server_default="", nullable=False),
    )
    op.add_column(
        "media",
        sa.Column(
            "captions_member_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
    )
    op.add_column("media", sa.Column("captions_at", sa.DateTime(timezone=True), nullable=True))
