"""The ledger: every planned request to a customer, and each of its moves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from core.db import Choice, Key
from core.models.customer import Customer
from core.models.ground import StoreRow, belongs, maybe_utc, owner, utc
from core.models.occasion import Occasion
from core.states import (
    SOLICITATION_MOVES,
    Moment,
    Reason,
    SolicitationState,
    SubmissionKind,
    check_move,
)


class Solicitation(StoreRow):
    """One planned request; `sequence` 0 is the ask, 1 and more are its reminders."""

    __tablename__ = "solicitations"
    __table_args__ = (
        owner(),
        belongs("customer_id", "customers"),
        belongs("occasion_id", "occasions"),
        UniqueConstraint("store_id", "occasion_id", "moment", "kind", "is_media_only", "sequence"),
        CheckConstraint(
            "kind != 'testimonial' OR moment = 'support_resolved'", name="testimonial_moment"
        ),
        Index(
            "ix_solicitations_due",
            "store_id",
            "due_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(
            "ix_solicitations_claim",
            "claim_token",
            sqlite_where=text("claim_token IS NOT NULL"),
            postgresql_where=text("claim_token IS NOT NULL"),
        ),
        Index("ix_solicitations_customer_id", "store_id", "customer_id", "handed_over_at"),
        Index(
            "ix_solicitations_learned_hour",
            "store_id",
            "moment",
            "handed_over_at",
            sqlite_where=text("learned_hour IS NOT NULL"),
            postgresql_where=text("learned_hour IS NOT NULL"),
        ),
        Index(
            "ix_solicitations_variant_id",
            "variant_id",
            sqlite_where=text("variant_id IS NOT NULL"),
            postgresql_where=text("variant_id IS NOT NULL"),
        ),
    )

    store_id: Mapped[int] = mapped_column(Key, ForeignKey("stores.id"))
    """Without an index of its own, like that of a move: others begin with it."""
    customer_id: Mapped[int] = mapped_column(Key)
    occasion_id: Mapped[int] = mapped_column(Key)
    moment: Mapped[Moment] = mapped_column(Choice(Moment))
    kind: Mapped[SubmissionKind] = mapped_column(Choice(SubmissionKind))
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    is_media_only: Mapped[bool] = mapped_column(default=False)
    """Whether it asks somebody who wrote already for a picture alone; it has no reminders."""
    state: Mapped[SolicitationState] = mapped_column(Choice(SolicitationState))
    reason: Mapped[Reason] = mapped_column(Choice(Reason))
    due_at: Mapped[datetime] = utc()
    useful_until: Mapped[datetime] = utc()
    later_at: Mapped[datetime | None] = maybe_utc()
    """The day the customer chose; sent, it takes the place of the mail before it in the caps."""
    claim_token: Mapped[str | None] = mapped_column(String(36))
    claimed_until: Mapped[datetime | None] = maybe_utc()
    send_ref: Mapped[str] = mapped_column(String(36), unique=True)
    message_id: Mapped[str] = mapped_column(String(200), default="")
    token_hashes: Mapped[bytes | None] = mapped_column(LargeBinary(96), deferred=True)
    """SHA-256 of each token in its mail, in the order of `core.signing.IN_ASK`."""
    handed_over_at: Mapped[datetime | None] = maybe_utc()
    answered_at: Mapped[datetime | None] = maybe_utc()
    planned_at: Mapped[datetime] = utc()
    variant_id: Mapped[int | None] = mapped_column(Key)
    """The experiment's variant that this person got."""
    learned_hour: Mapped[int | None] = mapped_column(Integer)
    """The hour of the customer's day that was drawn for it; it stays when caps move the request."""

    customer: Mapped[Customer] = relationship(viewonly=True)
    occasion: Mapped[Occasion] = relationship(viewonly=True)
    moves: Mapped[list[SolicitationMove]] = relationship(
        order_by="SolicitationMove.id", back_populates="solicitation"
    )

    def move_to(self, state: SolicitationState, reason: Reason, now: datetime) -> None:
        """Change state if the table of moves allows it, and leave a row that says why."""
        check_move(SOLICITATION_MOVES, self.state, state)
        move = SolicitationMove(
            store_id=self.store_id,
            from_state=self.state,
            to_state=state,
            reason=reason,
            due_at=self.due_at,
            moved_at=now,
        )
        move.solicitation = self  # unlike appending to `moves`, reads no earlier ones
        if (session := object_session(self)) is not None:
            session.add(move)
        self.state, self.reason = state, reason


class SolicitationMove(StoreRow):
    """One step in the life of a solicitation."""

    __tablename__ = "solicitation_moves"
    __table_args__ = (
        belongs("solicitation_id", "solicitations"),
        Index("ix_solicitation_moves_solicitation_id", "store_id", "solicitation_id"),
    )

    store_id: Mapped[int] = mapped_column(Key)
    """Its request's, as the reference says; no reference nor index of its own beside that one's,
    since rows come by the million."""
    solicitation_id: Mapped[int] = mapped_column(Key)
    from_state: Mapped[SolicitationState] = mapped_column(Choice(SolicitationState))
    to_state: Mapped[SolicitationState] = mapped_column(Choice(SolicitationState))
    reason: Mapped[Reason] = mapped_column(Choice(Reason))
    due_at: Mapped[datetime] = utc()
    moved_at: Mapped[datetime] = utc()

    solicitation: Mapped[Solicitation] = relationship(back_populates="moves", overlaps="moves")
