"""First shape: links, media, publications, replies, submission_labels, letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.migrations.triggers import guard

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("solicitation_id", KEY, nullable=True),
        sa.Column("submission_id", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_links_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "solicitation_id"],
            ["solicitations.store_id", "solicitations.id"],
            name=op.f("fk_links_store_id_solicitation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_links_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_links_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_links_token_hash")),
    )
    op.create_index(
        "ix_links_solicitation_id", "links", ["store_id", "solicitation_id"], unique=False
    )
    op.create_index(op.f("ix_links_store_id"), "links", ["store_id"], unique=False)
    op.create_table(
        "media",
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("submission_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("quarantine_key", sa.String(length=300), nullable=False),
        sa.Column("renditions", sa.JSON(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("refusal", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_media_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_media_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_media_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("ref", name=op.f("uq_media_ref")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_media_store_id_id")),
    )
    op.create_index("ix_media_created_at", "media", ["state", "created_at"], unique=False)
    op.create_index(op.f("ix_media_store_id"), "media", ["store_id"], unique=False)
    op.create_index("ix_media_submission_id", "media", ["store_id", "submission_id"], unique=False)
    op.create_table(
        "publications",
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("product_id", KEY, nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unpublished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "product_id"],
            ["products.store_id", "products.id"],
            name=op.f("fk_publications_store_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_publications_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_publications_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_publications_submission_id")),
    )
    op.create_index(
        "ix_publications_product_id", "publications", ["store_id", "product_id"], unique=False
    )
    op.create_index(op.f("ix_publications_store_id"), "publications", ["store_id"], unique=False)
    op.create_table(
        "replies",
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_replies_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_replies_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_replies_store_id_id")),
    )
    op.create_index(op.f("ix_replies_store_id"), "replies", ["store_id"], unique=False)
    op.create_index(
        "ix_replies_submission_id", "replies", ["store_id", "submission_id"], unique=False
    )
    op.create_table(
        "submission_labels",
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_submission_labels_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_submission_labels_store_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_labels")),
    )
    op.create_index(
        op.f("ix_submission_labels_store_id"), "submission_labels", ["store_id"], unique=False
    )
    op.create_index(
        "ux_submission_labels", "submission_labels", ["submission_id", "label"], unique=True
    )
    op.create_table(
        "letters",
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("decision_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("dedupe_key", sa.String(length=100), nullable=False),
        sa.Column("send_ref", sa.String(length=36), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("store_id", KEY, nullable=False),
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id", "customer_id"],
            ["customers.store_id", "customers.id"],
            name=op.f("fk_letters_store_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "decision_id"],
            ["decisions.store_id", "decisions.id"],
            name=op.f("fk_letters_store_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "submission_id"],
            ["submissions.store_id", "submissions.id"],
            name=op.f("fk_letters_store_id_submission_id"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_letters_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("send_ref", name=op.f("uq_letters_send_ref")),
        sa.UniqueConstraint("store_id", "dedupe_key", name=op.f("uq_letters_store_id_dedupe_key")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_letters_store_id_id")),
    )
    op.create_index(op.f("ix_letters_store_id"), "letters", ["store_id"], unique=False)
    guard()
