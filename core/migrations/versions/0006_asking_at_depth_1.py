"""Asking at depth, part 1.

New tables experiment_variants, experiments, mirrored_objections, objection_mirrors,
picture_copies, privacy_demands, sender_checks; new columns of hook_secrets, moment_settings,
solicitations, store_events.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "experiments",
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("moment", sa.String(length=40), nullable=False),
        sa.Column("varied", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", KEY, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_place", sa.Integer(), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["started_by"], ["members.id"], name=op.f("fk_experiments_started_by")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_experiments_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
        sa.UniqueConstraint("ref", name=op.f("uq_experiments_ref")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_experiments_store_id_id")),
    )
    op.create_index(
        "ix_experiments_running",
        "experiments",
        ["store_id", "moment"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_experiments_store_id"), "experiments", ["store_id"], unique=False)
    op.create_table(
        "objection_mirrors",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_objection_mirrors_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_mirrors")),
        sa.UniqueConstraint("store_id", name=op.f("uq_objection_mirrors_store_id")),
    )
    op.create_index(
        op.f("ix_objection_mirrors_store_id"), "objection_mirrors", ["store_id"], unique=False
    )
    op.create_table(
        "picture_copies",
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=150), nullable=False),
        sa.Column("preheader", sa.String(length=200), nullable=False),
        sa.Column("heading", sa.String(length=150), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("button", sa.String(length=60), nullable=False),
        sa.Column("changed_by", KEY, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["members.id"], name=op.f("fk_picture_copies_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_picture_copies_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_copies")),
        sa.UniqueConstraint(
            "store_id", "language", name=op.f("uq_picture_copies_store_id_language")
        ),
    )
    op.create_index(
        op.f("ix_picture_copies_store_id"), "picture_copies", ["store_id"], unique=False
    )
    op.create_table(
        "sender_checks",
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.Column("door", sa.String(length=10), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_for", sa.String(length=40), nullable=True),
        sa.Column("opened_by_id", KEY, nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_sender_checks_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_checks")),
        sa.UniqueConstraint("store_id", "domain", name=op.f("uq_sender_checks_store_id_domain")),
    )
    op.create_index("ix_sender_checks_check_at", "sender_checks", ["check_at"], unique=False)
    op.create_index(op.f("ix_sender_checks_store_id"), "sender_checks", ["store_id"], unique=False)
    op.create_table(
        "experiment_variants",
        sa.Column("experiment_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("delay_hours", sa.Integer(), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.CheckConstraint("place BETWEEN 0 AND 3", name=op.f("ck_experiment_variants_place")),
        sa.ForeignKeyConstraint(
            ["store_id", "experiment_id"],
            ["experiments.store_id", "experiments.id"],
            name=op.f("fk_experiment_variants_store_id_experiment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_experiment_variants_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment_variants")),
        sa.UniqueConstraint(
            "store_id",
            "experiment_id",
            "place",
            name=op.f("uq_experiment_variants_store_id_experiment_id_place"),
        ),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_experiment_variants_store_id_id")),
    )
    op.create_index(
        op.f("ix_experiment_variants_store_id"), "experiment_variants", ["store_id"], unique=False
    )
    op.create_table(
        "mirrored_objections",
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_mirrored_objections_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_mirrored_objections_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mirrored_objections")),
        sa.UniqueConstraint(
            "store_id",
            "customer_id",
            "group_id",
            name=op.f("uq_mirrored_objections_store_id_customer_id_group_id"),
        ),
    )
    op.create_index(
        op.f("ix_mirrored_objections_store_id"), "mirrored_objections", ["store_id"], unique=False
    )
    op.create_table(
        "privacy_demands",
        sa.Column("receipt_id", KEY, nullable=False),
        sa.Column("demand", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("customer_id", KEY, nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", KEY, nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_privacy_demands_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_privacy_demands_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_demands")),
        sa.UniqueConstraint(
            "store_id", "receipt_id", name=op.f("uq_privacy_demands_store_id_receipt_id")
        ),
    )
    op.create_index(
        "ix_privacy_demands_customer_id",
        "privacy_demands",
        ["store_id", "customer_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_privacy_demands_store_id"), "privacy_demands", ["store_id"], unique=False
    )
    op.create_index(
        "ix_customers_objected",
        "customers",
        ["store_id", "id"],
        unique=False,
        sqlite_where=sa.text("objected_at IS NOT NULL"),
        postgresql_where=sa.text("objected_at IS NOT NULL"),
    )
    op.add_column("hook_secrets", sa.Column("sealed", sa.Text(), nullable=True))
    op.add_column(
        "moment_settings",
        sa.Column("is_hour_learned", sa.Boolean(), server_default="0", nullable=False),
    )
    op.add_column("moment_settings", sa.Column("hour_counts", sa.JSON(), nullable=True))
    op.add_column(
        "moment_settings", sa.Column("hours_counted_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("moment_settings", sa.Column("asked_count", sa.Integer(), nullable=True))
    op.add_column("moment_settings", sa.Column("answered_count", sa.Integer(), nullable=True))
    op.add_column(
        "moment_settings",
        sa.Column("answers_counted_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.drop_index(op.f("ix_solicitation_moves_store_id"), table_name="solicitation_moves")
    op.add_column(
        "solicitations", sa.Column("token_hashes", sa.LargeBinary(length=96), nullable=True)
    )
    op.add_column("solicitations", sa.Column("variant_id", KEY, nullable=True))
    op.add_column("solicitations", sa.Column("learned_hour", sa.Integer(), nullable=True))
    op.drop_index(op.f("ix_solicitations_store_id"), table_name="solicitations")
    op.create_index(
        "ix_solicitations_learned_hour",
        "solicitations",
        ["store_id", "moment", "handed_over_at"],
        unique=False,
        sqlite_where=sa.text("learned_hour IS NOT NULL"),
        postgresql_where=sa.text("learned_hour IS NOT NULL"),
    )
    op.create_index(
        "ix_solicitations_variant_id",
        "solicitations",
        ["variant_id"],
        unique=False,
        sqlite_where=sa.text("variant_id IS NOT NULL"),
        postgresql_where=sa.text("variant_id IS NOT NULL"),
    )
    op.add_column("store_events", sa.Column("external_ref", sa.String(length=200), nullable=True))
    op.create_index(
        "ix_store_events_external_ref", "store_events", ["store_id", "external_ref"], unique=True
    )
    op.create_index("ix_tickets_recorded_at", "tickets", ["recorded_at"], unique=False)
    op.create_index(
        "ix_webhook_receipts_kept",
        "webhook_receipts",
        ["received_at"],
        unique=False,
        sqlite_where=sa.text("length(body) > 0"),
        postgresql_where=sa.text("length(body) > 0"),
    )
