"""What a customer gave: words, rating, media and consent, kept verbatim."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    Float,
    Index,
    Integer,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Choice, Key
from core.masking import masked
from core.models.customer import Customer
from core.models.ground import StoreRow, belongs, maybe_utc, owner, utc
from core.models.mask import Mask
from core.models.screening import SeenSignal
from core.models.store import Product, StoreEvent
from core.states import (
    MEDIA_MOVES,
    SUBMISSION_MOVES,
    Label,
    MediaKind,
    MediaState,
    Moment,
    OccasionKind,
    SubjectKind,
    SubmissionKind,
    SubmissionState,
    Use,
    check_move,
)


def _where(name: str, condition: str, *columns: str) -> Index:
    """An index of few rows: those with an origin not forgotten yet, and those never screened."""
    where = text(condition)
    return Index(name, "store_id", *columns, postgresql_where=where, sqlite_where=where)


class Submission(StoreRow):
    """One act of giving; an amendment is a new row that names the one it amends.

    A trigger in both databases refuses any change to `rating`, `title`, `words` and `answers`,
    except that erasure empties all of them (product.md rule 9; C. conso. L121-4 28°).
    """

    __tablename__ = "submissions"
    __table_args__ = (
        owner(),
        belongs("customer_id", "customers"),
        belongs("solicitation_id", "solicitations"),
        belongs("occasion_id", "occasions"),
        belongs("product_id", "products"),
        belongs("store_event_id", "store_events"),
        belongs("order_line_id", "order_lines"),
        belongs("amends_id", "submissions"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("kind != 'testimonial' OR rating IS NULL", name="testimonial_rating"),
        CheckConstraint("kind != 'review' OR rating IS NOT NULL OR state = 'erased'", name="stars"),
        CheckConstraint("subject != 'product' OR product_id IS NOT NULL", name="product"),
        CheckConstraint("subject != 'event' OR store_event_id IS NOT NULL", name="event"),
        Index("ix_submissions_state", "store_id", "state", "submitted_at"),
        Index("ix_submissions_product_id", "store_id", "product_id", "state"),
        Index("ix_submissions_customer_id", "store_id", "customer_id"),
        Index("ix_submissions_solicitation_id", "store_id", "solicitation_id"),
        Index("ix_submissions_store_event_id", "store_id", "store_event_id", "customer_id"),
        _where("ix_submissions_range_hmac", "range_hmac IS NOT NULL", "range_hmac"),
        _where("ix_submissions_device_hmac", "device_hmac IS NOT NULL", "device_hmac"),
        _where("ix_submissions_unscreened", "screened_at IS NULL", "state", "submitted_at"),
    )

    ref: Mapped[str] = mapped_column(String(32), unique=True)
    customer_id: Mapped[int] = mapped_column(Key)
    solicitation_id: Mapped[int | None] = mapped_column(Key)
    occasion_id: Mapped[int | None] = mapped_column(Key)
    kind: Mapped[SubmissionKind] = mapped_column(Choice(SubmissionKind))
    subject: Mapped[SubjectKind] = mapped_column(Choice(SubjectKind))
    product_id: Mapped[int | None] = mapped_column(Key)
    store_event_id: Mapped[int | None] = mapped_column(Key)
    moment: Mapped[Moment] = mapped_column(Choice(Moment))
    state: Mapped[SubmissionState] = mapped_column(Choice(SubmissionState))
    version: Mapped[int] = mapped_column(Integer, default=1)

    rating: Mapped[int | None] = mapped_column(Integer)
    title: Mapped[str | None] = mapped_column(String(200))
    words: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    language: Mapped[str] = mapped_column(String(8))
    display_name: Mapped[str] = mapped_column(String(120))

    order_line_id: Mapped[int | None] = mapped_column(Key)
    """The evidence that makes a review verified (rule 11)."""
    experience_basis: Mapped[OccasionKind | None] = mapped_column(Choice(OccasionKind))
    experience_on: Mapped[date] = mapped_column(Date)
    experience_day: Mapped[int | None] = mapped_column(Integer)
    """Days from the occasion to the words: "day 12" of a living review."""
    amends_id: Mapped[int | None] = mapped_column(Key)
    submitted_at: Mapped[datetime] = utc()
    ready_at: Mapped[datetime | None] = maybe_utc()
    decided_at: Mapped[datetime | None] = maybe_utc()
    screened_at: Mapped[datetime | None] = maybe_utc()
    """When it was last looked through; None before, and when the store's lists changed."""
    range_hmac: Mapped[str | None] = mapped_column(String(32))
    device_hmac: Mapped[str | None] = mapped_column(String(32))
    """Where it came from, for two days: see `core.origins`."""

    customer: Mapped[Customer] = relationship(viewonly=True)
    product: Mapped[Product | None] = relationship(viewonly=True)
    store_event: Mapped[StoreEvent | None] = relationship(viewonly=True)
    media: Mapped[list[Media]] = relationship(viewonly=True, order_by="Media.position")
    labels: Mapped[list[SubmissionLabel]] = relationship(viewonly=True)
    consents: Mapped[list[Consent]] = relationship(viewonly=True)
    masks: Mapped[list[Mask]] = relationship(viewonly=True, order_by="Mask.id")
    signals: Mapped[list[SeenSignal]] = relationship(viewonly=True, order_by=SeenSignal.id)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy reads a plain dict

    @property
    def is_verified(self) -> bool:
        """Whether a row ties this to an order, a ticket or a check-in (rule 11)."""
        return self.order_line_id is not None or (
            self.occasion_id is not None and self.subject is not SubjectKind.PRODUCT
        )

    def shown(self, field: str, text: str) -> str:
        """A text of this submission as others may read it: `text` with its masks."""
        return masked(text, field, self.masks, self.language)

    def move_to(self, state: SubmissionState) -> SubmissionState:
        """Change state if allowed and give back the former; the caller records the decision."""
        check_move(SUBMISSION_MOVES, self.state, state)
        former, self.state = self.state, state
        return former


class SubmissionLabel(StoreRow):
    """Something shoppers must know besides the words."""

    __tablename__ = "submission_labels"
    __table_args__ = (
        belongs("submission_id", "submissions"),
        Index("ux_submission_labels", "submission_id", "label", unique=True),
    )

    submission_id: Mapped[int] = mapped_column(Key)
    label: Mapped[Label] = mapped_column(Choice(Label))
    created_at: Mapped[datetime] = utc()


class Media(StoreRow):
    """A photo or video; its bytes lie in the bucket under random keys (requirement U9)."""

    __tablename__ = "media"
    __table_args__ = (
        owner(),
        belongs("submission_id", "submissions"),
        belongs("customer_id", "customers"),
        Index("ix_media_submission_id", "store_id", "submission_id"),
        Index("ix_media_created_at", "state", "created_at"),
    )

    ref: Mapped[str] = mapped_column(String(32), unique=True)
    customer_id: Mapped[int] = mapped_column(Key)
    submission_id: Mapped[int | None] = mapped_column(Key)
    kind: Mapped[MediaKind] = mapped_column(Choice(MediaKind))
    state: Mapped[MediaState] = mapped_column(Choice(MediaState))
    position: Mapped[int] = mapped_column(Integer, default=0)
    content_type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200), default="")
    quarantine_key: Mapped[str] = mapped_column(String(300))
    size: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Bytes as announced; 0 where nobody announced them."""
    upload: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    """The store's name for an upload in parts, until they are joined."""
    fingerprint: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """What tells the same file again when it is chosen a second time."""
    form: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """The form it was chosen on; coming back to that form shows it."""
    renditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Each: name, key, type, width, height, bytes."""
    trim_from: Mapped[float | None] = mapped_column(Float)
    trim_to: Mapped[float | None] = mapped_column(Float)
    """Seconds between which the author wants a video shown; the rest is in the original alone."""
    people: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """Whether others can be recognised: `alone`, `agreed`, `unsure`; empty where nobody said."""
    minors: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """Whether somebody under 18 can be seen: `none`, `some`; empty where nobody said."""
    cleared_at: Mapped[datetime | None] = maybe_utc()
    """When a member said that the consents of those who can be seen are on file."""
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    duration_s: Mapped[float | None] = mapped_column(Float)
    colour: Mapped[str] = mapped_column(String(7), default="")
    placeholder: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """A WebP of at most 16 pixels in base64: `collection.media.gist` makes it."""
    phash: Mapped[str] = mapped_column(String(16), default="", server_default="")
    """64 bits in hexadecimal; alike for pictures that look alike."""
    captions: Mapped[str | None] = mapped_column(Text)
    """A video's words as WebVTT of ours, None without."""
    captions_language: Mapped[str] = mapped_column(String(8), default="", server_default="")
    captions_author: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """The member who wrote or removed them last, by their name then; with `captions_member_id`."""
    captions_member_id: Mapped[int | None] = mapped_column(Key)
    captions_at: Mapped[datetime | None] = maybe_utc()
    alt: Mapped[str] = mapped_column(String(300), default="")
    refusal: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = utc()
    settled_at: Mapped[datetime | None] = maybe_utc()

    @property
    def is_held(self) -> bool:
        """Whether others must agree before it may be shown (C. civ. art. 9 and 372-1)."""
        is_doubtful = self.people == "unsure" or self.minors == "some"
        return is_doubtful and self.cleared_at is None

    def move_to(self, state: MediaState, now: datetime) -> None:
        """Change state if the table of moves allows it."""
        check_move(MEDIA_MOVES, self.state, state)
        self.state, self.settled_at = state, now


class Draft(StoreRow):
    """What somebody typed on a form and has not sent: kept so that another device can go on."""

    __tablename__ = "drafts"
    __table_args__ = (
        belongs("customer_id", "customers"),
        Index("ux_drafts", "customer_id", "form", unique=True),
        Index("ix_drafts_saved_at", "saved_at"),
    )

    customer_id: Mapped[int] = mapped_column(Key)
    form: Mapped[str] = mapped_column(String(80))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    saved_at: Mapped[datetime] = utc()


class Channel(StrEnum):
    """Where a consent was given."""

    MAILED_LINK = "mailed_link"
    EVENT_PAGE = "event_page"
    OPEN_PAGE = "open_page"


class Consent(StoreRow):
    """One use allowed, with the exact words the customer ticked (rule 13; GDPR art. 7)."""

    __tablename__ = "consents"
    __table_args__ = (
        belongs("submission_id", "submissions"),
        belongs("customer_id", "customers"),
        Index("ux_consents", "submission_id", "use", unique=True),
    )

    submission_id: Mapped[int] = mapped_column(Key)
    customer_id: Mapped[int] = mapped_column(Key)
    use: Mapped[Use] = mapped_column(Choice(Use))
    text_version: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[Channel | None] = mapped_column(Choice(Channel))
    """Empty where it was given before anybody noted it."""
    granted_at: Mapped[datetime] = utc()
    withdrawn_at: Mapped[datetime | None] = maybe_utc()
