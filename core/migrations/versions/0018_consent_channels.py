"""Where a consent was given belongs to its proof."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consents", sa.Column("channel", sa.String(length=40), nullable=True))
