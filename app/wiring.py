"""Who reacts to what, and what runs by itself: read this first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import collection.handlers as received
import collection.jobs as collecting
import moderation.handlers as decided
import moderation.jobs as deciding
import solicitation.handlers as asked
import solicitation.jobs as asking
import solicitation.senders as sending
import widgets.handlers as shown
from core import events as e
from core import upkeep
from core.doors import Doors

Handler = Callable[[Doors, Any], None]

REACTIONS: Mapping[type[e.Event], tuple[Handler, ...]] = {
    e.WebhookReceived: (asked.read_webhook,),
    e.OccasionRecorded: (asked.plan, received.prove_words),
    e.OccasionStopped: (asked.stop_occasion,),
    e.ErasureWanted: (asked.erase_customer, received.erase_words),
    e.PrivacyDemanded: (asked.obey_demand,),
    e.MomentChanged: (asked.replan_moment,),
    e.SolicitationsClaimed: (asked.send_batches,),
    e.SolicitationSent: (asked.plan_reminder,),
    e.SolicitationsSent: (asked.plan_reminders,),
    e.CustomerObjected: (asked.stop_customer,),
    e.SubmissionReceived: (
        asked.close_answered,
        asked.ask_for_picture,
        received.settle_submission,
    ),
    e.SubmissionLeft: (asked.stop_at_event, received.send_confirmation),
    e.MediaUploaded: (received.prepare_media,),
    e.SubmissionReady: (decided.screen,),
    e.SubmissionApproved: (shown.publish, decided.write_published),
    e.SubmissionRefused: (shown.unpublish, decided.write_refusal),
    e.SubmissionReopened: (shown.unpublish,),
    e.SubmissionWithdrawn: (
        asked.drop_picture_request,
        shown.unpublish,
        received.remove_media,
        decided.note_withdrawal,
        decided.forget_screening,
    ),
    e.ConsentWithdrawn: (shown.rebuild_of_submission, received.remove_unconsented_media),
    e.RefusalContested: (decided.write_receipt,),
    e.ContestSettled: (decided.write_outcome,),
    e.SubmissionMasked: (shown.rebuild_of_submission, decided.write_masking),
    e.SubmissionReplied: (shown.rebuild_of_submission, decided.write_reply),
    e.PresentationChanged: (shown.rebuild,),
    e.VideoCaptioned: (decided.note_captions,),
    e.LetterWritten: (decided.send_letter,),
}


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job and how often it runs."""

    name: str
    run: Callable[[Doors], int]
    every: timedelta


PERIODIC: tuple[Periodic, ...] = (
    Periodic("claim_due", asking.claim_due, timedelta(seconds=5)),
    Periodic("release_claims", asking.release_claims, timedelta(seconds=30)),
    Periodic("settle_left", asking.settle_left, timedelta(seconds=30)),
    Periodic("check_senders", sending.check_senders, timedelta(seconds=15)),
    Periodic("tell_objections", sending.tell_objections, timedelta(minutes=1)),
    Periodic("read_suppressions", sending.read_suppressions, timedelta(days=1)),
    Periodic("guard_sending", asking.guard_sending, timedelta(minutes=10)),
    Periodic("approach_deadlines", deciding.keep_deadlines, timedelta(minutes=10)),
    Periodic("screen_unscreened", deciding.screen_unscreened, timedelta(minutes=1)),
    Periodic("forget_origins", deciding.forget_origins, timedelta(hours=1)),
    Periodic("release_letters", deciding.release_letters, timedelta(seconds=15)),
    Periodic("forget_unconfirmed", collecting.forget_unconfirmed, timedelta(hours=1)),
    Periodic("forget_drafts", collecting.forget_drafts, timedelta(hours=1)),
    Periodic("forget_proofs", collecting.forget_proofs, timedelta(hours=1)),
    Periodic("count_hours", asking.count_hours, timedelta(hours=1)),
    Periodic("forget_messages", asking.forget_messages, timedelta(hours=1)),
    Periodic("keep_ledger", asking.keep_ledger, timedelta(minutes=1)),
    Periodic("forget_files", asking.forget_files, timedelta(minutes=30)),
    Periodic("poll_connections", asking.poll_connections, timedelta(minutes=1)),
    Periodic("reconcile_shops", asking.reconcile_shops, timedelta(minutes=1)),
    Periodic("sweep_media", collecting.sweep_media, timedelta(hours=1)),
    Periodic("refresh_statistics", upkeep.refresh_statistics, timedelta(hours=1)),
)


def name_of(handler: Handler) -> str:
    """How a row names a handler: `storey.handlers.function`."""
    return f"{handler.__module__}.{handler.__qualname__}"


HANDLERS: Mapping[str, Handler] = {
    name_of(handler): handler for handlers in REACTIONS.values() for handler in handlers
}
REACTION_NAMES: Mapping[str, tuple[str, ...]] = {
    event.__name__: tuple(name_of(handler) for handler in handlers)
    for event, handlers in REACTIONS.items()
}
MEDIA_HANDLERS: frozenset[str] = frozenset({name_of(received.prepare_media)})
"""Slow work with its own queue, so that no mail waits behind a video."""
