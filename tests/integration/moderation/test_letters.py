"""What authors are told: when, in which language, at which addresses, and only once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core import events
from core.doors import Doors
from core.errors import PartUnavailable
from core.mail import Accepted, MailBatch, NotSent, OutboxLetter, Outcome, Unknown, read_outbox
from core.models import Customer, Letter, OutboxEvent, Submission, Suppression
from core.signing import address_hmac
from core.states import Ground, LetterKind, LetterState, SuppressionReason
from moderation import handlers
from moderation.jobs import release_letters
from moderation.operations import deciding, replying
from moderation.policy import UNDO, Actor
from tests.factories import NOW, make_customer, make_product, make_store, make_submission
from tests.houses import clock_of

CAMILLE = Actor("member:1", "Camille Roche")
REACTIONS: Mapping[str, Callable[[Doors, Any], None]] = {
    "SubmissionApproved": handlers.write_published,
    "SubmissionRefused": handlers.write_refusal,
    "SubmissionReplied": handlers.write_reply,
    "LetterWritten": handlers.send_letter,
}


def given(doors: Doors, language: str = "fr", **customer: object) -> Submission:
    """A waiting review of a product by somebody who reads `language`."""
    with doors.database.transaction() as session:
        store = make_store(session)
        person = make_customer(session, store, language=language, **customer)
        product = make_product(session, store, name="Bol en grès")
        return make_submission(session, person, product=product)


def approve(doors: Doors, submission: Submission) -> None:
    with doors.database.transaction() as session:
        held = session.get_one(Submission, submission.id)
        deciding.approve(session, held, CAMILLE, doors.now())


def refuse(doors: Doors, submission: Submission) -> None:
    with doors.database.transaction() as session:
        held = session.get_one(Submission, submission.id)
        note = "Ligne 2 : « 06 12 34 56 78 » {note}"
        deciding.refuse(session, held, Ground.PERSONAL_DATA, note, CAMILLE, doors.now())


def reopen(doors: Doors, submission: Submission) -> None:
    with doors.database.transaction() as session:
        deciding.reopen(session, session.get_one(Submission, submission.id), CAMILLE, doors.now())


def react(doors: Doors) -> None:
    """Run every reaction twice, as a relay may."""
    with doors.database.reading() as session:
        rows = session.scalars(select(OutboxEvent).order_by(OutboxEvent.id)).all()
    for row in rows:
        if row.name in REACTIONS:
            for _ in range(2):
                REACTIONS[row.name](doors, events.revive(row.name, row.payload))


def work(doors: Doors) -> None:
    """Write what is owed, wait until nothing can be undone, send."""
    react(doors)
    clock_of(doors).move(UNDO)
    release_letters(doors)
    react(doors)


def sent(doors: Doors) -> list[OutboxLetter]:
    return read_outbox(Path(doors.settings.mail_url.removeprefix("outbox://")))


def letters(doors: Doors) -> list[tuple[LetterKind, LetterState]]:
    with doors.database.reading() as session:
        rows = session.scalars(select(Letter).order_by(Letter.id))
        return [(row.kind, row.state) for row in rows]


@pytest.mark.parametrize(
    ("language", "subject", "ground", "reader"),
    [
        ("fr", "Vos mots sur Bol en grès n’ont pas été publiés", "données personnelles", "motif"),
        (
            "de",  # not spoken here, but the words were written in French
            "Vos mots sur Bol en grès n’ont pas été publiés",
            "données personnelles",
            "motif",
        ),
        ("en", "Your words about Bol en grès were not published", "personal data", "ground"),
    ],
)
def test_a_refusal_is_explained_once_in_the_author_s_language(
    doors: Doors, language: str, subject: str, ground: str, reader: str
) -> None:
    refuse(doors, given(doors, language))
    work(doors)
    react(doors)
    (letter,) = sent(doors)
    assert letter.subject == subject
    for part in (letter.text, letter.html):
        assert ground in part
        assert reader in part
        assert "06 12 34 56 78 » {note}" in part
        assert "Émail régulier" in part
        assert "/s/" in part
    assert letter.reply_to == "avis@maison-vive.example"
    assert letters(doors) == [(LetterKind.REFUSED, LetterState.SENT)]


def test_an_approval_is_told_once(doors: Doors) -> None:
    approve(doors, given(doors, "en"))
    work(doors)
    react(doors)
    (letter,) = sent(doors)
    assert letter.subject == "Your words about Bol en grès are online"
    assert letters(doors) == [(LetterKind.PUBLISHED, LetterState.SENT)]


def test_a_slip_that_was_undone_is_never_told(doors: Doors) -> None:
    submission = given(doors)
    refuse(doors, submission)
    react(doors)
    assert release_letters(doors) == 0
    reopen(doors, submission)
    approve(doors, submission)
    work(doors)
    (letter,) = sent(doors)
    assert letter.category == LetterKind.PUBLISHED
    assert letters(doors) == [
        (LetterKind.REFUSED, LetterState.DROPPED),
        (LetterKind.PUBLISHED, LetterState.SENT),
    ]


def test_a_review_taken_down_is_explained_as_such(doors: Doors) -> None:
    submission = given(doors, "en")
    approve(doors, submission)
    work(doors)
    clock_of(doors).move(timedelta(hours=1))
    refuse(doors, submission)
    work(doors)
    assert sent(doors)[0].subject == "Your words about Bol en grès are no longer published"


def test_whoever_gave_three_reviews_is_thanked_once_a_day(doors: Doors) -> None:
    first = given(doors)
    with doors.database.transaction() as session:
        person = session.get_one(Customer, first.customer_id)
        others = [make_submission(session, person) for _ in range(2)]
    for one in (first, *others):
        approve(doors, one)
    work(doors)
    assert len(sent(doors)) == 1


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_reply_is_told_once_it_can_be_seen(doors: Doors, is_replaced: bool) -> None:
    submission = given(doors, "en")
    with doors.database.transaction() as session:
        held = session.get_one(Submission, submission.id)
        first = replying.reply(session, held, "Thank you.", CAMILLE, None, NOW)
        if is_replaced:
            replying.reply(session, held, "Thanks!", CAMILLE, None, NOW, replaces=first.id)
    work(doors)
    assert sent(doors) == []
    approve(doors, submission)
    work(doors)
    told = [one.text for one in sent(doors) if one.category == LetterKind.REPLIED]
    assert [("Thanks!" in text, "Thank you." in text) for text in told] == [
        (is_replaced, not is_replaced)
    ]


@pytest.mark.parametrize(
    ("reason", "refusal", "thanks"),
    [
        (SuppressionReason.OBJECTION, True, False),  # a legal notice is no request (DSA art. 17)
        (SuppressionReason.COMPLAINT, True, False),
        (SuppressionReason.MANUAL, True, False),
        (SuppressionReason.HARD_BOUNCE, False, False),  # nobody is there
        (SuppressionReason.ERASURE, False, False),  # nobody may know of them
        (None, True, True),
    ],
)
@pytest.mark.parametrize("kind", [LetterKind.REFUSED, LetterKind.PUBLISHED])
def test_which_letter_reaches_a_suppressed_address(
    sqlite_doors: Doors,
    kind: LetterKind,
    reason: SuppressionReason | None,
    refusal: bool,
    thanks: bool,
) -> None:
    doors = sqlite_doors
    submission = given(doors, email="lea@example.com")
    if reason:
        key = doors.settings.secret_key
        digest = address_hmac(key, submission.store_id, "lea@example.com")
        with doors.database.transaction() as session:
            session.add(
                Suppression(
                    store_id=submission.store_id, address_hmac=digest, reason=reason, created_at=NOW
                )
            )
    (refuse if kind is LetterKind.REFUSED else approve)(doors, submission)
    work(doors)
    goes = refusal if kind is LetterKind.REFUSED else thanks
    assert letters(doors) == [(kind, LetterState.SENT if goes else LetterState.DROPPED)]
    assert len(sent(doors)) == goes


def test_an_erased_author_is_not_written_to(sqlite_doors: Doors) -> None:
    refuse(sqlite_doors, given(sqlite_doors, email=None, erased_at=NOW))
    work(sqlite_doors)
    assert letters(sqlite_doors) == [(LetterKind.REFUSED, LetterState.DROPPED)]


@dataclass
class Answering:
    """A mail door that gives its answers in turn and keeps what it was handed."""

    answers: list[Outcome]
    batches: list[MailBatch]

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Take the batch."""
        self.batches.append(batch)
        return [self.answers.pop(0)]

    def check(self) -> None:
        """Always there."""


@pytest.mark.parametrize("first", [NotSent("busy"), Unknown("timeout")])
def test_a_statement_of_reasons_is_sent_again_until_it_is_taken(
    sqlite_doors: Doors, first: Outcome
) -> None:
    door = Answering([first, Accepted("m-1")], [])
    doors = replace(sqlite_doors, mail=door)
    refuse(doors, given(doors))
    react(doors)
    clock_of(doors).move(UNDO)
    release_letters(doors)
    with doors.database.reading() as session:
        letter = session.scalars(select(Letter)).one()
    event = events.LetterWritten(letter.store_id, letter.id)
    with pytest.raises(PartUnavailable):
        handlers.send_letter(doors, event)
    handlers.send_letter(doors, event)
    handlers.send_letter(doors, event)
    assert len({batch.recipients[0].send_ref for batch in door.batches}) == 1
    assert len(door.batches) == 2
    assert letters(doors) == [(LetterKind.REFUSED, LetterState.SENT)]
