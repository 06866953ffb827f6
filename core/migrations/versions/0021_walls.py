"""A store may open a page with the words about itself to anybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "stores", sa.Column("is_wall_open", sa.Boolean(), server_default="0", nullable=False)
    )
