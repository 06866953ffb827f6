"""Reactions to events; each may run twice."""

from __future__ import annotations

from sqlalchemy import select

from collection.operations import drafting, erasing, files, leaving, settling
from collection.posting import post_confirmation
from collection.preparing import clear_removed, prepare
from core import events as e
from core.doors import Doors
from core.models import Consent, Occasion
from core.states import Use


def settle_submission(doors: Doors, event: e.SubmissionReceived) -> None:
    """Words without photos or videos can be read at once."""
    with doors.database.transaction() as session:
        settling.settle_submission(session, event.store_id, event.submission_id, doors.now())


def send_confirmation(doors: Doors, event: e.SubmissionLeft) -> None:
    """Ask the author, by mail, whether the words are theirs."""
    post_confirmation(doors, event.store_id, event.letter_id)


def prove_words(doors: Doors, event: e.OccasionRecorded) -> None:
    """A check-in that comes after the words makes them verified."""
    with doors.database.transaction() as session:
        occasion = session.get_one(Occasion, event.occasion_id)
        leaving.prove_late(session, occasion, doors.now())


def prepare_media(doors: Doors, event: e.MediaUploaded) -> None:
    """Turn the upload into clean renditions, or say why not; then see to its submission."""
    prepare(doors, event.store_id, event.media_id)


def erase_words(doors: Doors, event: e.ErasureWanted) -> None:
    """Forget what somebody said and sent; each submission's own reactions clear what showed it."""
    with doors.database.transaction() as session:
        erasing.erase_words(session, event.store_id, event.customer_id, doors.now())
        drafting.drop_drafts(session, event.store_id, event.customer_id)
        removed = erasing.loose_files(session, event.store_id, event.customer_id)
        files.remove_files(removed, doors.now())
    clear_removed(doors, [media for media in removed if media.quarantine_key])


def remove_media(doors: Doors, event: e.SubmissionWithdrawn) -> None:
    """What was taken back leaves the bucket too, so that no copied address still works."""
    with doors.database.transaction() as session:
        removed = files.files_of(session, event.store_id, event.submission_id)
        files.remove_files(removed, doors.now())
    clear_removed(doors, [media for media in removed if media.quarantine_key])


def remove_unconsented_media(doors: Doors, event: e.ConsentWithdrawn) -> None:
    """Pictures that may no longer be shown on the site are not kept for anything else."""
    with doors.database.reading() as rows:
        ended = rows.scalar(
            select(Consent.withdrawn_at).where(
                Consent.store_id == event.store_id,
                Consent.submission_id == event.submission_id,
                Consent.use == Use.SITE,
            )
        )
    if ended is not None:
        remove_media(doors, e.SubmissionWithdrawn(event.store_id, event.submission_id))
