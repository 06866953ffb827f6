"""What happened, as frozen facts that carry ids only. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a store, told by ids; `store_id` scopes every reaction."""

    store_id: int

    def payload(self) -> dict[str, Any]:
        """The event's fields as JSON values; they are ids and plain lists of them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Rebuild the event; unknown fields of a newer version are left aside."""
        names = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in payload.items() if key in names})


@dataclass(frozen=True, slots=True)
class WebhookReceived(Event):
    """A signed message of an outside system was kept, raw."""

    receipt_id: int


@dataclass(frozen=True, slots=True)
class OccasionRecorded(Event):
    """An order, a resolved ticket or a check-in is known, or known better."""

    occasion_id: int


@dataclass(frozen=True, slots=True)
class OccasionStopped(Event):
    """An occasion no longer calls for asking: refunded, cancelled, returned, reopened."""

    occasion_id: int


@dataclass(frozen=True, slots=True)
class ErasureWanted(Event):
    """A customer is to be forgotten: everything of theirs that names or shows them."""

    customer_id: int


@dataclass(frozen=True, slots=True)
class PrivacyDemanded(Event):
    """A platform passed on a demand for data or for erasure."""

    demand_id: int


@dataclass(frozen=True, slots=True)
class MomentChanged(Event):
    """A store changed when one moment asks, or whether it does."""

    moment: str


@dataclass(frozen=True, slots=True)
class SolicitationsClaimed(Event):
    """A batch of due solicitations was claimed under one token and waits to be sent."""

    claim_token: str


@dataclass(frozen=True, slots=True)
class SolicitationSent(Event):
    """The provider took one request."""

    solicitation_id: int


@dataclass(frozen=True, slots=True)
class SolicitationsSent(Event):
    """The provider took these requests of one batch."""

    solicitation_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class CustomerObjected(Event):
    """A customer asked never to be written to again."""

    customer_id: int


@dataclass(frozen=True, slots=True)
class SubmissionReceived(Event):
    """A customer's words arrived and are safe."""

    submission_id: int


@dataclass(frozen=True, slots=True)
class SubmissionLeft(Event):
    """Words were left on an open page; their author has still to confirm them."""

    submission_id: int
    letter_id: int


@dataclass(frozen=True, slots=True)
class MediaUploaded(Event):
    """Bytes of a photo or video of a submission landed in quarantine."""

    media_id: int


@dataclass(frozen=True, slots=True)
class SubmissionReady(Event):
    """A submission's media are settled; a member or a rule can decide."""

    submission_id: int


@dataclass(frozen=True, slots=True)
class SubmissionApproved(Event):
    """A submission may be shown."""

    submission_id: int


@dataclass(frozen=True, slots=True)
class SubmissionRefused(Event):
    """A submission was refused on a ground; its author is owed a statement of reasons."""

    submission_id: int
    decision_id: int


@dataclass(frozen=True, slots=True)
class SubmissionReopened(Event):
    """A decision was taken back: the submission waits again and is shown to nobody."""

    submission_id: int


@dataclass(frozen=True, slots=True)
class SubmissionWithdrawn(Event):
    """The author took a submission back."""

    submission_id: int


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Event):
    """The author took back one use of their words or pictures (rule 13)."""

    submission_id: int


@dataclass(frozen=True, slots=True)
class SubmissionMasked(Event):
    """Personal data in somebody's words was hidden, or is shown again; the line says which."""

    submission_id: int
    decision_id: int


@dataclass(frozen=True, slots=True)
class RefusalContested(Event):
    """An author said that a refusal is wrong."""

    contest_id: int


@dataclass(frozen=True, slots=True)
class ContestSettled(Event):
    """Somebody looked at a contested refusal again and decided."""

    contest_id: int


@dataclass(frozen=True, slots=True)
class SubmissionReplied(Event):
    """The store answered in public."""

    submission_id: int
    reply_id: int


@dataclass(frozen=True, slots=True)
class PresentationChanged(Event):
    """Labels, a reply, a product or a store setting changed what shoppers see."""

    product_id: int | None


@dataclass(frozen=True, slots=True)
class VideoCaptioned(Event):
    """A member wrote what is said in a video, or took that away."""

    media_id: int


@dataclass(frozen=True, slots=True)
class LetterWritten(Event):
    """A letter to a customer waits to be sent."""

    letter_id: int


EVENTS: dict[str, type[Event]] = {cls.__name__: cls for cls in Event.__subclasses__()}
"""Every event by its name, so that a row can become a fact again."""


def revive(name: str, payload: dict[str, Any]) -> Event:
    """The event a row of the outbox stands for; KeyError when its name is unknown."""
    return EVENTS[name].from_payload(payload)
