"""First shape: solicitation_moves, submissions, consents, decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "solicitation_moves",
        sa.Column("solicitation_id", KEY, nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "solicitation_id"],
            ["solicitations.store_id", "solicitations.id"],
            name=op.f("fk_solicitation_moves_store_id_solicitation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_solicitation_moves_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solicitation_moves")),
    )
    op.create_index(
        "ix_solicitation_moves_solicitation_id",
        "solicitation_moves",
        ["store_id", "solicitation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_solicitation_moves_store_id"), "solicitation_moves", ["store_id"], unique=False
    )
    op.create_table(
        "submissions",
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("solicitation_id", KEY, nullable=True),
        sa.Column("occasion_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("product_id", KEY, nullable=True),
        sa.Column("store_event_id", KEY, nullable=True),
        sa.Column("moment", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("order_line_id", KEY, nullable=True),
        sa.Column("experience_basis", sa.String(length=40), nullable=True),
        sa.Column("experience_on", sa.Date(), nullable=False),
        sa.Column("experience_day", sa.Integer(), nullable=True),
        sa.Column("amends_id", KEY, nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.CheckConstraint(
            "kind != 'review' OR rating IS NOT NULL OR state = 'erased'",
            name=op.f("ck_submissions_stars"),
        ),
        sa.CheckConstraint(
            "kind != 'testimonial' OR rating IS NULL",
            name=op.f("ck_submissions_testimonial_rating"),
        ),
        sa.CheckConstraint(
            "subject != 'event' OR store_event_id IS NOT NULL", name=op.f("ck_submissions_event")
        ),
        sa.CheckConstraint(
            "subject != 'product' OR product_id IS NOT NULL", name=op.f("ck_submissions_product")
        ),
        sa.CheckConstraint(
            "rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_submissions_rating")
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "amends_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_submissions_store_id_amends_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_submissions_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "occasion_id"],
            ["occasions.store_id", "occasions.id"],
            name=op.f("fk_submissions_store_id_occasion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "order_line_id"],
            ["order_lines.store_id", "order_lines.id"],
            name=op.f("fk_submissions_store_id_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["products.store_id", "products.id"],
            name=op.f("fk_submissions_store_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "solicitation_id"],
            ["solicitations.store_id", "solicitations.id"],
            name=op.f("fk_submissions_store_id_solicitation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "store_event_id"],
            ["store_events.store_id", "store_events.id"],
            name=op.f("fk_submissions_store_id_store_event_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_submissions_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("ref", name=op.f("uq_submissions_ref")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_submissions_store_id_id")),
    )
    op.create_index(
        "ix_submissions_customer_id", "submissions", ["store_id", "customer_id"], unique=False
    )
    op.create_index(
        "ix_submissions_product_id",
        "submissions",
        ["store_id", "product_id", "state"],
        unique=False,
    )
    op.create_index(
        "ix_submissions_solicitation_id",
        "submissions",
        ["store_id", "solicitation_id"],
        unique=False,
    )
    op.create_index(
        "ix_submissions_state", "submissions", ["store_id", "state", "submitted_at"], unique=False
    )
    op.create_index(
        "ix_submissions_store_event_id",
        "submissions",
        ["store_id", "store_event_id", "customer_id"],
        unique=False,
    )
    op.create_index(op.f("ix_submissions_store_id"), "submissions", ["store_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("use", sa.String(length=40), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_consents_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_consents_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_consents_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_store_id"), "consents", ["store_id"], unique=False)
    op.create_index("ux_consents", "consents", ["submission_id", "use"], unique=True)
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("former_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_decisions_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_decisions_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_decisions_store_id_id")),
        sa.UniqueConstraint("store_id", "number", name=op.f("uq_decisions_store_id_number")),
    )
    op.create_index(op.f("ix_decisions_store_id"), "decisions", ["store_id"], unique=False)
    op.create_index(
        "ix_decisions_submission_id", "decisions", ["store_id", "submission_id"], unique=False
    )
