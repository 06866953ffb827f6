"""What a mail provider tells of a mail, and why the house stops sending. Pure."""

from __future__ import annotations

from enum import StrEnum


class MailEventKind(StrEnum):
    """What a mail provider tells of one mail."""

    PROCESSED = "processed"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    CLICKED = "clicked"
    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCE = "soft_bounce"
    DROPPED = "dropped"
    DROPPED_BOUNCED = "dropped_bounced"
    """Held back by the provider: the address bounced before."""
    DROPPED_REPORTED = "dropped_reported"
    """Held back by the provider: the person reported spam before."""
    DROPPED_UNSUBSCRIBED = "dropped_unsubscribed"
    """Held back by the provider: the person unsubscribed there."""
    SPAM_REPORT = "spam_report"
    UNSUBSCRIBED = "unsubscribed"
    RESUBSCRIBED = "resubscribed"


class PauseCause(StrEnum):
    """Why the house itself paused a store's sending; a member's own pause has no cause."""

    COMPLAINTS = "complaints"
    RESTORING = "restoring"
    """A backup was restored, and who was forgotten since is not forgotten again yet."""
    RESTORED = "restored"
    """All of that is done; somebody looks at the house and lets mails leave."""


class SenderStanding(StrEnum):
    """What is known of the records that prove a sender's domain."""

    UNCHECKED = "unchecked"
    PROVEN = "proven"
    LACKING = "lacking"
    UNREACHABLE = "unreachable"
    """No name server answered, so nothing is known."""


class SenderOpening(StrEnum):
    """Why a store's requests may leave."""

    PROVEN = "proven"
    INSISTED = "insisted"
    """An owner wanted it, knowing what is missing."""
    SENT_BEFORE = "sent_before"
    """Its mails had left for real before anybody checked."""
