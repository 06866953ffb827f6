"""A store may take words about its products and itself from anybody who confirms them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("is_open_for_products", "is_open_for_store"):
        op.add_column("stores", sa.Column(name, sa.Boolean(), server_default="0", nullable=False))
