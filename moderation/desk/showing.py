"""Gathers what the pages of the queue show: the list, the reading pane, the toast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import g
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import here
from core.models import Decision, Submission
from core.states import SubmissionState
from core.web import doors
from moderation import reasons
from moderation.desk.ground import filters, may_decide, queue_url
from moderation.desk.languages import language_name
from moderation.desk.pictures import pictures
from moderation.desk.sightings import sightings_context
from moderation.policy import Action, decided_by_rule_at, may_reopen
from moderation.queries import queue
from moderation.queries.contests import Contested, contested, has_others
from moderation.queries.filters import Filters, Standing
from moderation.queries.log import last_of
from moderation.queries.reading import Opened, opened, publication_of

E = TypeVar("E", bound=StrEnum)

HERO_CHARACTERS = 260
"""Shorter words are set at the size of a headline."""
_DECIDABLE = (SubmissionState.WAITING, SubmissionState.APPROVED, SubmissionState.REFUSED)
_ANSWERABLE = (SubmissionState.WAITING, SubmissionState.APPROVED)


@dataclass(frozen=True, slots=True)
class Done:
    """A decision just taken, with the version its submission has since."""

    decision: Decision
    version: int
    may_undo: bool


def list_context(session: Session, after: int | None = None) -> dict[str, Any]:
    """The list: its rows, its counts, and what can be filtered by."""
    store_id, wanted = here().store_id, filters()
    rows, has_more = queue.submissions_page(session, store_id, wanted, after)
    return {
        "filters": wanted,
        "rows": rows,
        "more_url": queue_url(after=rows[-1].id) if has_more else None,
        "counts": queue.counts(session, store_id, wanted),
        "waiting": _waiting(session),
        "state_urls": _state_urls(),
        "products": queue.reviewed_products(session, store_id),
        "moments": _named(reasons.MOMENTS),
        "kinds": _named(reasons.KINDS),
        "signals": _named(reasons.SIGNALS),
        "languages_named": [
            (code, language_name(code)) for code in queue.languages(session, store_id)
        ],
        "may_decide_here": may_decide(),
    }


def counts_context(session: Session) -> dict[str, Any]:
    """What changes in the list's head when one decision is taken."""
    wanted = filters()
    return {
        "filters": wanted,
        "counts": queue.counts(session, here().store_id, wanted),
        "waiting": _waiting(session),
        "state_urls": _state_urls(),
    }


def _waiting(session: Session) -> int:
    """How many wait in all, whatever is searched for: the sidebar's figure."""
    return queue.counts(session, here().store_id, Filters())[Standing.WAITING]


def pane_context(session: Session, submission_id: int) -> dict[str, Any]:
    """The reading pane for one submission."""
    found = opened(session, here().store_id, submission_id)
    submission = found.submission
    decides = may_decide()
    about = contested(session, submission)
    answers = [_told(*one) for one in _in_order(submission.answers or {})]
    return {
        "filters": filters(),
        "opened": found,
        "submission": submission,
        "pictures": pictures(submission.media),
        "publication": publication_of(session, here().store_id, submission.id),
        "scales": [one for one in answers if isinstance(one.said, int)],
        "answers": [one for one in answers if not isinstance(one.said, int)],
        "is_hero": len(submission.words or "") <= HERO_CHARACTERS,
        "may_decide": decides and submission.state in _DECIDABLE,
        "may_caption": decides,
        "contested": about,
        "may_settle": decides and about is not None and _may_settle(session, about),
        "may_mask": decides and submission.state in _ANSWERABLE,
        "may_reply": decides and submission.state in _ANSWERABLE,
        "may_undo": may_reopen(submission.state, submission.decided_at, doors().now()),
        "due_at": _due_at(found),
        **sightings_context(session, submission),
    }


def _may_settle(session: Session, about: Contested) -> bool:
    """Another member than who refused it; the same one where the store has no other."""
    mine = here().actor
    return about.refusal.actor != mine or not has_others(session, here().store_id, mine)


def first_of(rows: Sequence[Submission]) -> int | None:
    """The submission a mail client would have open: the first."""
    return rows[0].id if rows else None


def done(session: Session, number: int | None) -> Done | None:
    """The decision of that number, when it is fresh and nothing followed it: for the toast."""
    if number is None:
        return None
    store_id = here().store_id
    decision = session.scalar(
        select(Decision).where(Decision.store_id == store_id, Decision.number == number)
    )
    if decision is None or decision.actor != here().actor:
        return None
    newest = last_of(session, store_id, decision.submission_id)
    submission = session.get_one(Submission, decision.submission_id)
    return Done(
        decision,
        submission.version,
        may_undo=newest is not None
        and newest.id == decision.id
        and decision.action in (Action.APPROVED, Action.REFUSED)
        and may_reopen(submission.state, decision.decided_at, doors().now()),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One answer beside the words: its question, and a number from 1 to 5 or a text."""

    field: str
    label: str
    said: int | str
    is_typed: bool
    """Whether it is the customer's own text, in their language."""


def _told(name: str, said: Any) -> Told:
    field = f"answers.{name}"
    if isinstance(said, Mapping):  # a question of the store's own, kept with its words
        told = said.get("scale") or said.get("text") or ""
        return Told(field, str(said.get("label", name)), told, "chosen" not in said)
    label = gettext(reasons.ANSWERS[name]) if name in reasons.ANSWERS else name
    if name in ("again_choice", "recommend"):
        return Told(field, label, gettext(reasons.CHOSEN.get(said, said)), is_typed=False)
    return Told(field, label, said, is_typed=True)


def _in_order(answers: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Answers in the order of the form's questions, unknown ones last."""
    places = {name: place for place, name in enumerate(reasons.ANSWERS)}
    return sorted(answers.items(), key=lambda one: places.get(one[0], len(places)))


def _named(names: Mapping[E, str]) -> list[tuple[E, str]]:
    return [(value, gettext(name)) for value, name in names.items()]


def _due_at(found: Opened) -> datetime | None:
    """Until when a waiting submission must be decided, else the rule publishes it."""
    if found.submission.state is not SubmissionState.WAITING:
        return None
    reopened = next(
        (line.decided_at for line in found.decisions if line.action == Action.REOPENED), None
    )
    days = int(g.store.publication_days)
    return decided_by_rule_at(found.submission.submitted_at, reopened, days)


def _state_urls() -> dict[Standing, str]:
    return {state: queue_url(state=state.value, order=None) for state in Standing}
