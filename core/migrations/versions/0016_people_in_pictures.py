"""An author says who can be seen in a picture; a member says that their consents are on file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("people", "minors"):
        op.add_column(
            "media", sa.Column(name, sa.String(length=8), server_default="", nullable=False)
        )
    op.add_column("media", sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True))
