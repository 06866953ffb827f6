"""Start an experiment, let people take part in it, end it, and adopt what won."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.bulk import one_of
from core.errors import N_, Conflict, NotFound
from core.events import MomentChanged
from core.i18n import spoken
from core.models import Experiment, ExperimentVariant, MailCopy, MomentSetting, Solicitation, Store
from core.outbox import record
from core.signing import random_ref
from core.states import Moment, SubmissionKind, Varied
from solicitation.experiments import Trial
from solicitation.mail_copy.own import OwnCopy, our_copy
from solicitation.mail_copy.tried import Subjects
from solicitation.operations.planning import setting_of
from solicitation.operations.wording import keep_copy
from solicitation.queries.copies import CopyKey, words_of
from solicitation.queries.due import DueAsk
from solicitation.queries.trials import running_trials


@dataclass(frozen=True, slots=True)
class Wish:
    """One variant to be tried: subjects, or a delay."""

    subjects: Subjects = field(default_factory=dict)
    delay_hours: int | None = None


def start_experiment(
    session: Session,
    store_id: int,
    moment: Moment,
    varied: Varied,
    wishes: Sequence[Wish],
    member_id: int,
    now: datetime,
) -> Experiment:
    """Try these variants from now on; raises Conflict while another runs at the moment."""
    _lock_moment(session, store_id, moment)
    if _running(session, store_id, moment) is not None:
        raise Conflict(N_("An experiment already runs at this moment: end it first."))
    row = Experiment(store_id=store_id, ref=random_ref(), moment=moment, varied=varied)
    row.started_at, row.started_by = now, member_id
    row.variants = [
        ExperimentVariant(
            store_id=store_id, place=n, subjects=dict(one.subjects), delay_hours=one.delay_hours
        )
        for n, one in enumerate(wishes)
    ]
    session.add(row)
    session.flush()
    return row


def end_experiment(
    session: Session, experiment: Experiment, place: int | None, member_id: int, now: datetime
) -> None:
    """Stop trying; `place` names the variant that becomes the store's own, None keeps things.

    What was planned with a delay of the experiment follows the moment's own again.
    """
    _lock_moment(session, experiment.store_id, experiment.moment)
    session.refresh(experiment, ["ended_at"])
    if experiment.ended_at is not None:
        raise Conflict(N_("This experiment has ended already."))
    if place is not None and place not in range(len(experiment.variants)):
        raise NotFound(N_("This experiment has no such variant."))
    experiment.ended_at, experiment.chosen_place = now, place
    if place is not None:
        _adopt(session, experiment, experiment.variants[place], member_id, now)
    if experiment.varied is Varied.DELAY:
        moment = experiment.moment.value
        record(session, MomentChanged(experiment.store_id, moment), now)


def try_subjects(session: Session, store_id: int, asks: Sequence[DueAsk]) -> dict[int, Subjects]:
    """The subjects of those who take part, by request; what each got is written down.

    To be called with the attempt, so that the ledger names what really left. Who reads a language
    in which nothing is tried takes no part.
    """
    trials = running_trials(session, store_id, Varied.SUBJECT)
    if not trials:
        return {}
    language = session.get_one(Store, store_id).language
    chosen: dict[int, list[int]] = defaultdict(list)
    subjects: dict[int, Subjects] = {}
    for ask in asks:
        trial = trials.get(ask.moment)
        if trial is not None and _takes_part(ask, trial, language):
            variant = trial.variant_of(ask.customer_id)
            chosen[variant.id].append(ask.id)
            subjects[ask.id] = variant.subjects
    for variant_id, ids in chosen.items():
        _note(session, store_id, ids, variant_id)
    return subjects


def present_words(session: Session, store_id: int, moment: Moment, language: str) -> OwnCopy:
    """What the moment's mail says today: the store's words, or ours."""
    row = session.scalar(
        select(MailCopy).where(
            MailCopy.store_id == store_id,
            MailCopy.moment == moment,
            MailCopy.kind == SubmissionKind.REVIEW,
            MailCopy.sequence == 0,
            MailCopy.language == language,
        )
    )
    return words_of(row) if row else our_copy(language, moment, SubmissionKind.REVIEW, 0)


def _lock_moment(session: Session, store_id: int, moment: Moment) -> None:
    """Two members begin or end one after the other."""
    session.scalar(
        select(MomentSetting.id)
        .where(MomentSetting.store_id == store_id, MomentSetting.moment == moment)
        .with_for_update()
    )


def _running(session: Session, store_id: int, moment: Moment) -> int | None:
    return session.scalar(
        select(Experiment.id).where(
            Experiment.store_id == store_id,
            Experiment.moment == moment,
            Experiment.ended_at.is_(None),
        )
    )


def _takes_part(ask: DueAsk, trial: Trial, store_language: str) -> bool:
    """First requests for a review; a testimonial is asked of the satisfied alone."""
    is_first = ask.kind is SubmissionKind.REVIEW and not ask.sequence and not ask.is_media_only
    read = spoken([ask.customer.language], store_language)
    return is_first and all(read in one.subjects for one in trial.variants)


def _note(session: Session, store_id: int, ids: Sequence[int], variant_id: int) -> None:
    session.execute(
        update(Solicitation)
        .where(Solicitation.store_id == store_id, one_of(session, Solicitation.id, ids))
        .values(variant_id=variant_id)
        .execution_options(synchronize_session=False)
    )


def _adopt(
    session: Session,
    experiment: Experiment,
    variant: ExperimentVariant,
    member_id: int,
    now: datetime,
) -> None:
    if variant.delay_hours is not None:
        _adopt_delay(session, experiment, variant.delay_hours)
        return
    store_id, moment = experiment.store_id, experiment.moment
    for language, subject in variant.subjects.items():
        words = present_words(session, store_id, moment, language)
        own = replace(words, subject=subject)
        key = CopyKey(moment, SubmissionKind.REVIEW, 0, language)
        if own != words:
            keep_copy(session, store_id, key, own, member_id, now)


def _adopt_delay(session: Session, experiment: Experiment, hours: int) -> None:
    """The moment's delay; the one abroad moves along."""
    setting = setting_of(session, experiment.store_id, experiment.moment)
    if setting is not None:
        further = setting.delay_hours_abroad - setting.delay_hours
        setting.delay_hours, setting.delay_hours_abroad = hours, max(0, hours + further)
