"""Experiments in the ledger: subjects in real mails, delays in the plan, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import tick
from core.doors import Doors
from core.errors import Conflict
from core.mail import OutboxLetter, read_outbox
from core.models import (
    Customer,
    Experiment,
    MailCopy,
    Occasion,
    Solicitation,
    Store,
)
from core.states import Moment, SolicitationState, SubmissionKind, Varied
from solicitation.experiments import Count
from solicitation.mail_copy.own import our_copy
from solicitation.operations.planning import plan_solicitations, setting_of
from solicitation.operations.replanning import replan_moment
from solicitation.operations.trying import Wish, end_experiment, start_experiment
from solicitation.queries.trials import counts_of, running_trials
from tests.factories import (
    NOW,
    make_customer,
    make_member,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
    make_store,
)

PARIS = ZoneInfo("Europe/Paris")
MONTH = Moment.ONE_MONTH
SUBJECTS = (
    Wish({"fr": "{product} : et alors ?", "en": "{product}: so?"}),
    Wish({"fr": "{first_name}, un mois déjà", "en": "{first_name}, a month already"}),
)
DELAYS = (Wish(delay_hours=20 * 24), Wish(delay_hours=40 * 24))


def begin(
    session: Session, store: Store, wishes: Sequence[Wish], varied: Varied = Varied.SUBJECT
) -> Experiment:
    member = make_member(session, store)
    row = start_experiment(session, store.id, MONTH, varied, wishes, member.id, NOW)
    row.ref = "0123456789abcdef0123456789abcdef"  # tests draw the same every time
    session.flush()
    return row


def bought(session: Session, store: Store, **person: object) -> Occasion:
    customer = make_customer(session, store, **person)
    order = make_order(session, customer, [make_product(session, store)])
    return make_occasion(session, customer, order=order, external_id=f"A-{customer.id}")


def month_ask(session: Session, occasion: Occasion) -> Solicitation:
    return session.scalars(
        select(Solicitation).where(
            Solicitation.occasion_id == occasion.id, Solicitation.moment == MONTH
        )
    ).one()


def posted(doors: Doors) -> list[OutboxLetter]:
    return read_outbox(Path(urlsplit(doors.settings.mail_url).path))


@pytest.fixture
def store(doors: Doors) -> Store:
    with doors.database.transaction() as session:
        return make_store(session)


@pytest.fixture
def sqlite_store(sqlite_doors: Doors) -> Store:
    with sqlite_doors.database.transaction() as session:
        return make_store(session)


def test_each_reader_gets_the_subject_of_their_variant(doors: Doors, store: Store) -> None:
    people = [("fr", "Élodie Marchand"), ("en", "Jane Doe"), ("fr", "Paul Petit"), ("fr", "")]
    with doors.database.transaction() as session:
        begin(session, store, SUBJECTS)
        for number, (language, name) in enumerate(people * 3):
            mail = f"p{number}@example.com"
            occasion = bought(session, store, email=mail, name=name, language=language)
            make_solicitation(session, occasion, moment=MONTH)
    tick(doors)
    letters = {letter.to: letter for letter in posted(doors)}
    with doors.database.reading() as session:
        trial = running_trials(session, store.id, Varied.SUBJECT)[MONTH]
        asks = session.scalars(select(Solicitation).where(Solicitation.sequence == 0)).all()
        for ask in asks:
            variant = trial.variant_of(ask.customer_id)
            assert ask.variant_id == variant.id
            subject = letters[ask.customer.email or ""].subject
            assert plain(subject) == told(variant.subjects, ask.customer)
    assert len({ask.variant_id for ask in asks}) == 2


def plain(text: str) -> str:
    """Without the spaces of typography."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def told(subjects: dict[str, str] | object, customer: Customer) -> str:
    """The subject as it arrives; without a first name, the mail's own."""
    assert isinstance(subjects, dict)
    typed = str(subjects[customer.language])
    if "{first_name}" in typed and not customer.name:
        typed = plain(our_copy("fr", MONTH, SubmissionKind.REVIEW, 0).subject)
    first = customer.name.partition(" ")[0]
    return typed.replace("{product}", "Bol en grès").replace("{first_name}", first)


def test_who_reads_a_language_that_is_not_tried_takes_no_part(
    sqlite_doors: Doors, sqlite_store: Store
) -> None:
    with sqlite_doors.database.transaction() as session:
        begin(session, sqlite_store, [Wish({"fr": "A"}), Wish({"fr": "B"})])
        for language in ("fr", "en"):
            occasion = bought(session, sqlite_store, language=language)
            make_solicitation(session, occasion, moment=MONTH)
    tick(sqlite_doors)
    with sqlite_doors.database.reading() as session:
        got = {
            ask.customer.language: ask.variant_id is not None
            for ask in session.scalars(select(Solicitation).where(Solicitation.sequence == 0))
        }
    assert got == {"fr": True, "en": False}
    assert len({letter.subject for letter in posted(sqlite_doors)} - {"A", "B"}) == 1


def test_reminders_and_other_moments_are_no_part_of_it(
    sqlite_doors: Doors, sqlite_store: Store
) -> None:
    with sqlite_doors.database.transaction() as session:
        begin(session, sqlite_store, SUBJECTS)
        for moment, sequence in ((MONTH, 1), (Moment.SIX_MONTHS, 0)):
            occasion = bought(session, sqlite_store)
            make_solicitation(session, occasion, moment=moment, sequence=sequence)
    tick(sqlite_doors)
    with sqlite_doors.database.reading() as session:
        assert set(session.scalars(select(Solicitation.variant_id))) == {None}
    assert len(posted(sqlite_doors)) == 2


def test_new_occasions_get_the_delay_of_their_variant_however_often_they_are_planned(
    doors: Doors, store: Store
) -> None:
    with doors.database.transaction() as session:
        earlier = bought(session, store)
        plan_solicitations(session, earlier, NOW)
        begin(session, store, DELAYS, Varied.DELAY)
        later = [bought(session, store) for _ in range(8)]
        for occasion in (earlier, *later):
            plan_solicitations(session, occasion, NOW)
        trial = running_trials(session, store.id, Varied.DELAY)[MONTH]
        for occasion in later:
            ask = month_ask(session, occasion)
            variant = trial.variant_of(occasion.customer_id)
            assert ask.variant_id == variant.id
            assert days_between(occasion, ask) in days_of(variant.delay_hours)
        assert month_ask(session, earlier).variant_id is None
        assert days_between(earlier, month_ask(session, earlier)) in days_of(30 * 24)
    with doors.database.transaction() as session:
        for occasion in session.scalars(select(Occasion)).all():
            assert plan_solicitations(session, occasion, NOW + timedelta(days=1)) == 0
            assert replan_moment(session, store.id, MONTH, 0, NOW) is not None
        assert {
            move for ask in session.scalars(select(Solicitation)) for move in ask.moves
        } == set()


def days_between(occasion: Occasion, ask: Solicitation) -> int:
    return (ask.due_at - occasion.happened_at).days


def days_of(hours: int | None) -> tuple[int, int]:
    """A Sunday moves it by one."""
    return (hours or 0) // 24, (hours or 0) // 24 + 1


def test_ending_brings_planned_requests_back_to_the_moments_own_delay(
    sqlite_doors: Doors, sqlite_store: Store
) -> None:
    with sqlite_doors.database.transaction() as session:
        experiment = begin(session, sqlite_store, DELAYS, Varied.DELAY)
        occasion = bought(session, sqlite_store)
        plan_solicitations(session, occasion, NOW)
        end_experiment(session, experiment, None, experiment.started_by, NOW)
    tick(sqlite_doors)
    with sqlite_doors.database.reading() as session:
        ask = month_ask(session, occasion)
        assert ask.variant_id is None
        assert days_between(occasion, ask) in days_of(30 * 24)


def test_a_delay_that_won_becomes_the_moments_own_at_home_and_abroad(
    sqlite_doors: Doors, sqlite_store: Store
) -> None:
    with sqlite_doors.database.transaction() as session:
        setting = setting_of(session, sqlite_store.id, MONTH)
        assert setting is not None
        setting.delay_hours_abroad = setting.delay_hours + 48
        experiment = begin(session, sqlite_store, DELAYS, Varied.DELAY)
        end_experiment(session, experiment, 1, experiment.started_by, NOW)
        assert (setting.delay_hours, setting.delay_hours_abroad) == (40 * 24, 42 * 24)
        with pytest.raises(Conflict):
            end_experiment(session, experiment, 1, experiment.started_by, NOW)


def test_a_subject_that_won_becomes_the_mails_own(sqlite_doors: Doors, sqlite_store: Store) -> None:
    with sqlite_doors.database.transaction() as session:
        experiment = begin(session, sqlite_store, SUBJECTS)
        end_experiment(session, experiment, 1, experiment.started_by, NOW)
        copies = session.scalars(select(MailCopy).order_by(MailCopy.language)).all()
        assert [(copy.language, copy.subject) for copy in copies] == [
            ("en", "{first_name}, a month already"),
            ("fr", "{first_name}, un mois déjà"),
        ]
        assert all(copy.words for copy in copies)


def test_one_experiment_runs_at_a_moment(sqlite_doors: Doors, sqlite_store: Store) -> None:
    with sqlite_doors.database.transaction() as session:
        begin(session, sqlite_store, SUBJECTS)
        with pytest.raises(Conflict):
            begin(session, sqlite_store, DELAYS, Varied.DELAY)


def test_a_request_counts_a_week_after_it_left_with_what_was_answered_by_then(
    doors: Doors, store: Store
) -> None:
    week = timedelta(days=7)
    rows: list[tuple[timedelta, timedelta | None, dict[str, object]]] = [
        (week, timedelta(days=1), {}),
        (2 * week, timedelta(days=8), {}),
        (2 * week, None, {}),
        (timedelta(days=6), timedelta(hours=1), {}),
        (2 * week, timedelta(days=1), {"sequence": 1}),
        (2 * week, timedelta(days=1), {"is_media_only": True}),
    ]
    with doors.database.transaction() as session:
        experiment = begin(session, store, SUBJECTS)
        first = experiment.variants[0]
        for ago, after, values in rows:
            sent = NOW - ago
            make_solicitation(
                session,
                bought(session, store),
                moment=MONTH,
                state=SolicitationState.SENT,
                handed_over_at=sent,
                answered_at=sent + after if after else None,
                variant_id=first.id,
                **values,
            )
        session.flush()
        assert counts_of(session, store.id, experiment, NOW) == [Count(3, 1), Count(0, 0)]
