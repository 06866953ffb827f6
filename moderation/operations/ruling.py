"""Rules publish what is clean; owners write, switch and remove them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_, InvalidInput
from core.models import PublicationRule, Submission
from core.signals import HOLDING, Signal
from core.states import Moment
from moderation.operations.deciding import approve
from moderation.policy import Actor
from moderation.queries.log import last_of
from moderation.queries.rules import case_of, rule_of, rules_of
from moderation.rules import Pictures, publishes, told

MOST = 20
LONGEST_NAME = 100
RATING = ("rating", "stars", "note", "score")
"""Names under which somebody may try to hand a rule the rating."""


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as it was typed, not yet checked."""

    name: str
    needs_verified: bool
    moments: Collection[str]
    pictures: str
    ignored: Collection[str]
    others: Collection[str] = ()
    """Names of further fields that were sent."""


def publish_if_clean(session: Session, submission: Submission, now: datetime) -> bool:
    """Let the first rule that fits publish a submission that waits and was never decided about.

    `submission` is held, and was just looked through. What a person put back in the queue is
    theirs to decide.
    """
    if last_of(session, submission.store_id, submission.id) is not None:
        return False
    session.refresh(submission, ["signals", "media"])
    case = case_of(submission, (one.signal for one in submission.signals))
    for row in rules_of(session, submission.store_id):
        if row.is_on and publishes(rule_of(row), case):
            approve(
                session,
                submission,
                Actor(f"rule:{row.id}", row.name),
                now,
                note=f"{row.name} ({told(rule_of(row))})",
            )
            return True
    return False


def write_rule(
    session: Session,
    store_id: int,
    written: Written,
    member_id: int | None,
    now: datetime,
    row: PublicationRule | None = None,
) -> PublicationRule:
    """A new rule, or `row` with other conditions; InvalidInput names the field that is wrong."""
    _refuse_rating(written.others)
    name = " ".join(written.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput(N_("Give it a name of at most 100 characters."), field="name")
    if row is None and len(rules_of(session, store_id)) >= MOST:
        raise InvalidInput(N_("A store has twenty rules at most."), field="name")
    row = row or PublicationRule(store_id=store_id)
    row.name, row.needs_verified = name, written.needs_verified
    row.moments = _known("moments", written.moments, Moment)
    row.pictures = _known("pictures", [written.pictures], Pictures)[0]
    row.ignored = _known("ignored", written.ignored, HOLDING)
    row.member_id, row.changed_at = member_id, now
    session.add(row)
    return row


def _refuse_rating(others: Iterable[str]) -> None:
    if any(word in name.lower() for name in others for word in RATING):
        raise InvalidInput(
            N_(
                "A rule cannot look at the stars: what unhappy customers say must not take another"
                " way or longer than what happy ones say (C. conso. D111-17, 16 CFR 465.7)."
            ),
            field="name",
        )


def _known(
    field: str, typed: Collection[str], known: Iterable[Moment | Pictures | Signal]
) -> list[str]:
    values = {one.value for one in known}
    if not set(typed) <= values:
        raise InvalidInput(N_("Choose among what is offered."), field=field)
    return sorted(set(typed))
