"""What a customer is told of each state and each ground, in words. Pure."""

from __future__ import annotations

from core.errors import N_
from core.states import Ground, MediaState, SubmissionState

STATES = {
    SubmissionState.UNCONFIRMED: N_("Waiting for your confirmation."),
    SubmissionState.RECEIVED: N_("Received. Your photos and videos are being prepared."),
    SubmissionState.WAITING: N_("Waiting to be read."),
    SubmissionState.APPROVED: N_("Published."),
    SubmissionState.REFUSED: N_("Not published."),
    SubmissionState.SUPERSEDED: N_("Replaced by a newer version of yours."),
    SubmissionState.WITHDRAWN: N_("Taken back by you."),
    SubmissionState.ERASED: N_("Erased."),
}

TONES = {
    SubmissionState.RECEIVED: "wait",
    SubmissionState.WAITING: "wait",
    SubmissionState.APPROVED: "good",
    SubmissionState.REFUSED: "bad",
}
"""How a badge looks; the others are quiet."""

GROUNDS = {
    Ground.OFF_TOPIC: N_("It does not speak of the product, the store or the event."),
    Ground.PERSONAL_DATA: N_("It tells personal facts about somebody."),
    Ground.UNLAWFUL: N_("Its content is unlawful."),
    Ground.HATEFUL: N_("It insults people or stirs up hatred."),
    Ground.SPAM: N_("It is advertising, or the same text sent many times."),
    Ground.CONFLICT_OF_INTEREST: N_("Its author is tied to the store or to a competitor."),
    Ground.NOT_A_REAL_EXPERIENCE: N_("It does not rest on an experience of its author."),
    Ground.MEDIA_WITHOUT_RIGHTS: N_(
        "A photo or video may not be shown without somebody’s consent."
    ),
    Ground.UNREADABLE: N_("It cannot be read."),
}
"""The closed list of rule 10; what was liked or not is on none of its lines."""

MEDIA_STATES = {
    MediaState.EXPECTED: N_("It did not arrive."),
    MediaState.UPLOADED: N_("Being prepared."),
    MediaState.READY: N_("Ready."),
    MediaState.REFUSED: N_("Not taken."),
    MediaState.REMOVED: N_("Removed."),
}
