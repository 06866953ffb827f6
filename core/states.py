"""Every state, every kind and every allowed move. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from core.errors import N_, MoveNotAllowed

S = TypeVar("S", bound=StrEnum)


class Moment(StrEnum):
    """When a customer is asked (product.md, the five moments)."""

    AFTER_PURCHASE = "after_purchase"
    ONE_MONTH = "one_month"
    SIX_MONTHS = "six_months"
    SUPPORT_RESOLVED = "support_resolved"
    EVENT = "event"


class Varied(StrEnum):
    """What an experiment tries several of."""

    SUBJECT = "subject"
    DELAY = "delay"


class OccasionKind(StrEnum):
    """What happened to the customer."""

    PURCHASE = "purchase"
    SUPPORT = "support"
    EVENT = "event"


class SubmissionKind(StrEnum):
    """A review has stars and may count; a testimonial has neither (rule 6, mode B)."""

    REVIEW = "review"
    TESTIMONIAL = "testimonial"


class SubjectKind(StrEnum):
    """What a submission is about."""

    PRODUCT = "product"
    STORE = "store"
    EVENT = "event"


class OrderStatus(StrEnum):
    """Where an order stands, in the words of the shops."""

    PLACED = "placed"
    FULFILLED = "fulfilled"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    RETURNED = "returned"


class SolicitationState(StrEnum):
    """Life of one planned request (rules 1, 3 and 7)."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    ATTEMPTED = "attempted"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    STOPPED = "stopped"
    DROPPED = "dropped"
    ANSWERED = "answered"


class Reason(StrEnum):
    """Why a solicitation stands where it stands; every value has its sentence."""

    MOMENT_ARRIVES = "moment_arrives"
    CUSTOMER_CHOSE_LATER = "customer_chose_later"
    REPLANNED = "replanned"
    QUIET_HOURS = "quiet_hours"
    FATIGUE_CAP = "fatigue_cap"
    STRONGER_ASK = "stronger_ask"
    PAUSED = "paused"
    SENDING_PAUSED = "sending_paused"
    CLAIM_EXPIRED = "claim_expired"
    PROVIDER_BUSY = "provider_busy"
    HANDED_OVER = "handed_over"
    OUTCOME_UNKNOWN = "outcome_unknown"
    CONFIRMED = "confirmed"
    NOT_DELIVERED = "not_delivered"
    PROVIDER_REFUSED = "provider_refused"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    REOPENED = "reopened"
    ANSWERED = "answered"
    ANSWERED_ON_THE_SPOT = "answered_on_the_spot"
    OBJECTED = "objected"
    SUPPRESSED = "suppressed"
    ERASED = "erased"
    NO_ADDRESS = "no_address"
    MOMENT_OFF = "moment_off"
    NO_PRODUCT_LEFT = "no_product_left"
    PAST_ITS_USE = "past_its_use"
    HELD_OUT = "held_out"
    PICTURE_ADDED = "picture_added"
    WORDS_TAKEN_BACK = "words_taken_back"
    REMINDER_OFF = "reminder_off"
    CHECK_IN_TAKEN_BACK = "check_in_taken_back"
    REHEARSED = "rehearsed"
    SENDER_UNPROVEN = "sender_unproven"


class SubmissionState(StrEnum):
    """Life of what a customer gave."""

    UNCONFIRMED = "unconfirmed"
    """Left on an open page; nobody reads it before its author presses the link that was mailed."""
    RECEIVED = "received"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Ground(StrEnum):
    """The closed list of grounds for a refusal; none is about sentiment (rule 10)."""

    OFF_TOPIC = "off_topic"
    PERSONAL_DATA = "personal_data"
    UNLAWFUL = "unlawful"
    HATEFUL = "hateful"
    SPAM = "spam"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NOT_A_REAL_EXPERIENCE = "not_a_real_experience"
    MEDIA_WITHOUT_RIGHTS = "media_without_rights"
    UNREADABLE = "unreadable"


class Label(StrEnum):
    """What a shopper must know about a review besides its words (rule 11)."""

    REWARDED = "rewarded"
    INSIDER = "insider"
    AMBASSADOR = "ambassador"
    IMPORTED = "imported"


class MediaKind(StrEnum):
    """Photo or video."""

    PHOTO = "photo"
    VIDEO = "video"


class MediaState(StrEnum):
    """Life of one photo or video."""

    EXPECTED = "expected"
    UPLOADED = "uploaded"
    READY = "ready"
    REFUSED = "refused"
    REMOVED = "removed"


class Use(StrEnum):
    """What a consent allows; each is given and withdrawn by itself (rule 13)."""

    SITE = "site"
    SOCIAL = "social"
    MAIL = "mail"
    PRINT = "print"


class Role(StrEnum):
    """What a member may do at the desk."""

    OWNER = "owner"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    AUDITOR = "auditor"


class Collecting(StrEnum):
    """Whether words are taken at an event's open page."""

    OFF = "off"
    UNDATED = "undated"
    SOON = "soon"
    OPEN = "open"
    CLOSED = "closed"


class LinkPurpose(StrEnum):
    """What a token in a mailed link is good for."""

    ANSWER = "answer"
    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    STATUS = "status"
    CONFIRM = "confirm"


class SuppressionReason(StrEnum):
    """Why an address is never written to."""

    OBJECTION = "objection"
    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    MANUAL = "manual"
    ERASURE = "erasure"


class Demand(StrEnum):
    """What a platform demands on behalf of a person, or of a store that left (GDPR art. 15, 17)."""

    EXPORT_CUSTOMER = "export_customer"
    ERASE_CUSTOMER = "erase_customer"
    ERASE_STORE = "erase_store"


class LetterKind(StrEnum):
    """Mails that answer something the customer did; never a request."""

    PUBLISHED = "published"
    REFUSED = "refused"
    REPLIED = "replied"
    MASKED = "masked"
    CONTESTED = "contested"
    SETTLED = "settled"
    CONFIRM = "confirm"


class LetterState(StrEnum):
    """Life of one letter; sent at least once, since a missing legal notice is the greater harm."""

    WAITING = "waiting"
    """Written; held back while the decision it tells of can still be undone."""
    RELEASED = "released"
    """On its way: whoever sends it marks it sent afterwards."""
    SENT = "sent"
    DROPPED = "dropped"


_S = SolicitationState
_END_ASK = {_S.STOPPED, _S.DROPPED, _S.ANSWERED}

SOLICITATION_MOVES: Mapping[SolicitationState, frozenset[SolicitationState]] = {
    _S.PLANNED: frozenset({_S.PLANNED, _S.CLAIMED, *_END_ASK}),
    _S.CLAIMED: frozenset({_S.PLANNED, _S.ATTEMPTED, *_END_ASK}),
    _S.ATTEMPTED: frozenset({_S.SENT, _S.UNKNOWN, _S.FAILED, _S.PLANNED, _S.ANSWERED, _S.DROPPED}),
    _S.UNKNOWN: frozenset({_S.SENT, _S.FAILED, _S.ANSWERED}),
    _S.SENT: frozenset({_S.ANSWERED, _S.FAILED}),
    _S.FAILED: frozenset(),
    _S.STOPPED: frozenset({_S.PLANNED}),
    _S.DROPPED: frozenset(),
    _S.ANSWERED: frozenset(),
}

_U = SubmissionState
_GONE = {_U.WITHDRAWN, _U.ERASED}

SUBMISSION_MOVES: Mapping[SubmissionState, frozenset[SubmissionState]] = {
    _U.UNCONFIRMED: frozenset({_U.RECEIVED, *_GONE}),
    _U.RECEIVED: frozenset({_U.WAITING, _U.SUPERSEDED, *_GONE}),
    _U.WAITING: frozenset({_U.APPROVED, _U.REFUSED, _U.SUPERSEDED, *_GONE}),
    _U.APPROVED: frozenset({_U.REFUSED, _U.SUPERSEDED, _U.WAITING, *_GONE}),
    _U.REFUSED: frozenset({_U.WAITING, _U.APPROVED, *_GONE}),
    _U.SUPERSEDED: frozenset({_U.WAITING, _U.APPROVED, *_GONE}),
    _U.WITHDRAWN: frozenset({_U.ERASED}),
    _U.ERASED: frozenset(),
}

_M = MediaState

MEDIA_MOVES: Mapping[MediaState, frozenset[MediaState]] = {
    _M.EXPECTED: frozenset({_M.UPLOADED, _M.REMOVED}),
    _M.UPLOADED: frozenset({_M.READY, _M.REFUSED, _M.REMOVED}),
    _M.READY: frozenset({_M.REMOVED}),
    _M.REFUSED: frozenset({_M.REMOVED}),
    _M.REMOVED: frozenset(),
}


def check_move(moves: Mapping[S, frozenset[S]], old: S, new: S) -> None:
    """Raise MoveNotAllowed, which names both states to programs, unless `moves` has the move."""
    if new not in moves[old]:
        raise MoveNotAllowed(
            N_("This changed meanwhile, so that step is no longer possible. Reload the page."),
            old=old.value,
            new=new.value,
        )
