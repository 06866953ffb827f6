"""What is made of a photo or video besides its files: a blur, a number to know it by, captions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, length in (("placeholder", 300), ("phash", 16), ("captions_language", 8)):
        column = sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        op.add_column("media", column)
    op.add_column("media", sa.Column("captions", sa.Text(), nullable=True))
