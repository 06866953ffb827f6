"""A move refers to its request, which has the store in it, and no more to the store beside that."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("solicitation_moves") as batch:
        batch.drop_constraint(op.f("fk_solicitation_moves_store_id"), type_="foreignkey")
