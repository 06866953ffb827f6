"""One released letter leaves through the mail door, at least once."""

from __future__ import annotations

from core.doors import Doors
from core.errors import N_, PartUnavailable
from core.mail import Accepted, MailBatch, NotSent, Outcome, Recipient, Unknown
from core.signing import mint_link
from core.states import LetterKind, LetterState, LinkPurpose
from moderation.mail import compose
from moderation.mail_copy.shape import Told
from moderation.operations.writing import mark_sent
from moderation.queries.letters import OWED, Addressed, find_letter, may_write, told


def post(doors: Doors, store_id: int, letter_id: int) -> None:
    """Send one letter; no transaction is open while the provider is spoken to.

    A missing legal notice is a greater harm than a second one, so a statement of reasons whose
    outcome is unknown is tried again (PartUnavailable); its Message-ID stays the same.
    """
    outgoing = _begin(doors, store_id, letter_id)
    if outgoing is None:
        return
    batch, kind = outgoing
    (outcome,) = doors.mail.send(batch)
    if isinstance(outcome, NotSent) or (isinstance(outcome, Unknown) and kind in OWED):
        raise PartUnavailable(N_("The mail provider did not take the letter. It is tried again."))
    _finish(doors, store_id, letter_id, outcome)


def _begin(doors: Doors, store_id: int, letter_id: int) -> tuple[MailBatch, LetterKind] | None:
    keys = (doors.settings.secret_key, *doors.settings.secret_key_fallbacks)
    with doors.database.transaction() as session:
        to = find_letter(session, store_id, letter_id)
        if to is None or to.letter.state is not LetterState.RELEASED:
            return None
        if not may_write(session, to, keys):
            to.letter.state = LetterState.DROPPED
            return None
        token = mint_link(
            session,
            LinkPurpose.STATUS,
            store_id=store_id,
            customer_id=to.customer.id,
            submission_id=to.submission.id,
            now=doors.now(),
        )
        base = doors.settings.public_url
        found = told(session, to, f"{base}/s/{token}", f"{base}/t/{to.store.key}")
        return _batch(to, found), to.letter.kind


def _batch(to: Addressed, found: Told) -> MailBatch:
    words = compose(found)
    recipient = Recipient(
        email=to.customer.email or "",
        name=to.customer.name,
        send_ref=to.letter.send_ref,
        language=found.language,
        values={},
    )
    return MailBatch(
        category=to.letter.kind.value,
        from_email=to.store.email,
        from_name=to.store.name,
        reply_to=to.store.email,
        subject=words.subject,
        html=words.html,
        text=words.text,
        recipients=(recipient,),
    )


def _finish(doors: Doors, store_id: int, letter_id: int, outcome: Outcome) -> None:
    with doors.database.transaction() as session:
        to = find_letter(session, store_id, letter_id)
        if to is None or to.letter.state is not LetterState.RELEASED:
            return
        if isinstance(outcome, Accepted | Unknown):
            message_id = outcome.message_id if isinstance(outcome, Accepted) else ""
            mark_sent(to.letter, message_id, doors.now())
        else:
            to.letter.state = LetterState.DROPPED
