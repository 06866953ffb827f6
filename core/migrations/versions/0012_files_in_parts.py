"""A file on its way says how large it is, in which upload, on which form, and how it is cut."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("media", sa.Column("size", sa.BigInteger(), server_default="0", nullable=False))
    for name in ("trim_from", "trim_to"):
        op.add_column("media", sa.Column(name, sa.Float(), nullable=True))
    for name, length in (("upload", 1000), ("fingerprint", 64), ("form", 80)):
        op.add_column(
            "media", sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        )
