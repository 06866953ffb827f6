"""The mail that asks an author to confirm their words leaves through the mail door."""

from __future__ import annotations

from sqlalchemy.orm import Session

from collection.mail import confirmation
from collection.operations.leaving import KEPT
from collection.queries.open import is_suppressed, letter_at
from core.doors import Doors
from core.errors import N_, PartUnavailable
from core.mail import Accepted, MailBatch, NotSent, Outcome, Recipient, Refused
from core.models import Letter, Store, Submission
from core.signing import mint_link
from core.states import LetterState, LinkPurpose, SubmissionState


def post_confirmation(doors: Doors, store_id: int, letter_id: int) -> None:
    """Send one letter; a second run finds it sent. No transaction is open while the mail leaves.

    What certainly did not leave is tried again (PartUnavailable).
    """
    batch = _begin(doors, store_id, letter_id)
    if batch is None:
        return
    (outcome,) = doors.mail.send(batch)
    if isinstance(outcome, NotSent):
        raise PartUnavailable(N_("The mail provider did not take the letter. It is tried again."))
    _finish(doors, store_id, letter_id, outcome)


def _begin(doors: Doors, store_id: int, letter_id: int) -> MailBatch | None:
    with doors.database.transaction() as session:
        letter = letter_at(session, store_id, letter_id)
        if letter is None or letter.state is not LetterState.RELEASED:
            return None
        store = session.get_one(Store, store_id)
        submission = session.get_one(Submission, letter.submission_id)
        if not _may_write(doors, session, store, submission):
            letter.state = LetterState.DROPPED
            return None
        token = mint_link(
            session,
            LinkPurpose.CONFIRM,
            store_id=store_id,
            customer_id=submission.customer_id,
            submission_id=submission.id,
            now=doors.now(),
        )
        return _batch(doors, letter, store, submission, token)


def _may_write(doors: Doors, session: Session, store: Store, submission: Submission) -> bool:
    """Whether there is something to confirm, somebody to ask, and a name to ask in."""
    email = submission.customer.email
    return (
        submission.state is SubmissionState.UNCONFIRMED
        and bool(email and store.email)
        and not is_suppressed(session, store.id, doors.secret_keys(), email or "")
    )


def _batch(
    doors: Doors, letter: Letter, store: Store, submission: Submission, token: str
) -> MailBatch:
    base = doors.settings.public_url
    about = submission.product or submission.store_event or store
    said = confirmation(
        submission.language,
        store=store.name,
        subject=about.name,
        days=KEPT.days,
        confirm_url=f"{base}/v/{token}",
        rules_url=f"{base}/t/{store.key}",
    )
    recipient = Recipient(
        email=submission.customer.email or "",
        name="",
        send_ref=letter.send_ref,
        language=submission.language,
        values={},
    )
    return MailBatch(
        category=letter.kind.value,
        from_email=store.email,
        from_name=store.name,
        reply_to=store.email,
        subject=said.subject,
        html=said.html,
        text=said.text,
        recipients=(recipient,),
    )


def _finish(doors: Doors, store_id: int, letter_id: int, outcome: Outcome) -> None:
    with doors.database.transaction() as session:
        letter = letter_at(session, store_id, letter_id)
        if letter is None or letter.state is not LetterState.RELEASED:
            return
        if isinstance(outcome, Refused):
            letter.state = LetterState.DROPPED
            return
        letter.state, letter.sent_at = LetterState.SENT, doors.now()
        letter.message_id = outcome.message_id[:200] if isinstance(outcome, Accepted) else ""
