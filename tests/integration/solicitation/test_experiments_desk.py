"""The pages of experiments and hours: begun, read, ended, and refused where it is typed."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select

from app.cli import vivavoce
from core.doors import Doors
from core.models import Experiment, MailCopy, MomentSetting, Store
from core.states import Moment, Role, SolicitationState, Varied
from solicitation.operations.trying import Wish, start_experiment
from tests.desks import desk_of, join, make_desk, send
from tests.factories import (
    NOW,
    make_customer,
    make_member,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
)

NEW = "/desk/experiments/new"
SUBJECTS = {
    "moment": "one_month",
    "varied": "subject",
    "a-fr": "{product} : un mois",
    "a-en": "{product}: a month",
    "b-fr": "Un mois déjà",
    "b-en": "A month already",
}
DELAYS = {"moment": "one_month", "varied": "delay", "a-delay": "30", "b-delay": "20"}


@pytest.fixture
def store(sqlite_doors: Doors) -> Store:
    return make_desk(sqlite_doors)[0]


@pytest.fixture
def desk(sqlite_doors: Doors, store: Store) -> FlaskClient:
    return desk_of(sqlite_doors, join(sqlite_doors, store, Role.OWNER))


def experiments(doors: Doors) -> list[Experiment]:
    with doors.database.reading() as rows:
        found = list(rows.scalars(select(Experiment).order_by(Experiment.id)))
        for one in found:
            assert one.variants
        return found


def with_results(doors: Doors, store: Store, *answers: tuple[int, int]) -> int:
    """An experiment whose variants were asked and answered so often; its number."""
    with doors.database.transaction() as session:
        member = make_member(session, store)
        wishes = [Wish({"fr": f"Sujet {n}", "en": f"Subject {n}"}) for n in range(len(answers))]
        row = start_experiment(
            session, store.id, Moment.ONE_MONTH, Varied.SUBJECT, wishes, member.id, NOW
        )
        person = make_customer(session, store)
        left = NOW - timedelta(days=9)
        for variant, (asked, answered) in zip(row.variants, answers, strict=True):
            for number in range(asked):
                make_solicitation(
                    session,
                    make_occasion(session, person),
                    moment=Moment.ONE_MONTH,
                    state=SolicitationState.SENT,
                    handed_over_at=left,
                    answered_at=left + timedelta(days=1) if number < answered else None,
                    variant_id=variant.id,
                )
        return row.id


def test_a_store_that_tried_nothing_is_told_what_it_could_do(desk: FlaskClient) -> None:
    page = desk.get("/desk/experiments").text
    assert "Nothing tried yet" in page
    assert page.count('href="/desk/experiments/new"') == 1


def test_the_form_begins_with_what_is_said_and_done_today(desk: FlaskClient) -> None:
    page = unescape(desk.get(f"{NEW}?moment=one_month&varied=subject").text)
    assert 'value="{product}: after a month of use"' in page
    assert 'value="30"' in desk.get(f"{NEW}?moment=one_month&varied=delay").text
    assert desk.get(f"{NEW}?moment=christmas").status_code == 400


def test_subjects_are_tried_and_a_second_experiment_waits(
    sqlite_doors: Doors, desk: FlaskClient
) -> None:
    assert send(desk, NEW, SUBJECTS | {"d-fr": "Racontez", "d-en": "Tell us"}).status_code == 303
    (row,) = experiments(sqlite_doors)
    assert [one.subjects["fr"] for one in row.variants] == [
        "{product} : un mois",
        "Un mois déjà",
        "Racontez",
    ]
    answer = send(desk, NEW, DELAYS)
    assert answer.status_code == 422
    assert "An experiment already runs at this moment: end it first." in answer.text
    assert "running" in desk.get("/desk/experiments").text


def test_delays_are_kept_in_hours(sqlite_doors: Doors, desk: FlaskClient) -> None:
    assert send(desk, NEW, DELAYS).status_code == 303
    hours = {"moment": "event", "varied": "delay", "a-delay": "2", "b-delay": "5"}
    assert send(desk, NEW, hours).status_code == 303
    told = [[one.delay_hours for one in row.variants] for row in experiments(sqlite_doors)]
    assert told == [[30 * 24, 20 * 24], [2, 5]]


def test_what_makes_no_sense_is_refused_at_its_field(
    sqlite_doors: Doors, desk: FlaskClient
) -> None:
    """One store for all of them: nothing is kept of any."""
    refused: list[tuple[dict[str, str], str, str]] = [
        (SUBJECTS | {"b-fr": ""}, "b-fr", "Write a subject."),
        (SUBJECTS | {"b-fr": "5 étoiles ?"}, "b-fr", "“5 étoiles”: It suggests a rating."),
        (SUBJECTS | {"b-en": "Rate us highly"}, "b-en", "“Rate us highly”: It asks for praise."),
        (SUBJECTS | {"b-fr": "Bonjour {surname}"}, "b-fr", "is no place of this mail"),
        (SUBJECTS | {"c-en": "Only English"}, "c-fr", "Write a subject."),
        (SUBJECTS | {"b-fr": "x" * 151}, "b-fr", "Write at most 150 characters."),
        (
            SUBJECTS | {"b-fr": SUBJECTS["a-fr"], "b-en": SUBJECTS["a-en"]},
            "b-fr",
            "Variant A says the same.",
        ),
        (DELAYS | {"b-delay": "30"}, "b-delay", "Variant A says the same."),
        (DELAYS | {"b-delay": "soon"}, "b-delay", "Write a whole number from 4 to 181."),
        (DELAYS | {"b-delay": ""}, "b-delay", "Write a whole number from 4 to 181."),
        (DELAYS | {"c-delay": "200"}, "c-delay", "Write a whole number from 4 to 181."),
        (DELAYS | {"d-delay": "3"}, "d-delay", "Write a whole number from 4 to 181."),
    ]
    for form, field, sentence in refused:
        answer = send(desk, NEW, form)
        page = unescape(answer.text)
        assert answer.status_code == 422, form
        assert f'href="#{field}"' in page, form
        assert sentence in page, form
    assert experiments(sqlite_doors) == []


def test_a_language_that_one_variant_lacks_is_not_tried(
    sqlite_doors: Doors, desk: FlaskClient
) -> None:
    assert send(desk, NEW, SUBJECTS | {"b-en": ""}).status_code == 303
    (row,) = experiments(sqlite_doors)
    assert [one.subjects for one in row.variants] == [
        {"fr": "{product} : un mois"},
        {"fr": "Un mois déjà"},
    ]


def test_a_moment_that_is_off_has_nobody_to_try_on(
    sqlite_doors: Doors, store: Store, desk: FlaskClient
) -> None:
    with sqlite_doors.database.transaction() as session:
        for setting in session.scalars(select(MomentSetting)):
            setting.is_on = setting.moment is not Moment.ONE_MONTH
    answer = send(desk, NEW, SUBJECTS)
    assert answer.status_code == 422
    assert "Nobody is asked at this moment: switch it on first." in answer.text


def test_no_winner_is_named_while_chance_may_explain_it(
    sqlite_doors: Doors, store: Store, desk: FlaskClient
) -> None:
    number = with_results(sqlite_doors, store, (120, 24), (120, 30))
    page = unescape(desk.get(f"/desk/experiments/{number}").text)
    assert "No winner: the difference may still be chance." in page
    assert "more requests per variant will tell." in page
    assert 'aria-label="Variant A: between 13.6% and 27.8%"' in page
    assert "a winner" not in desk.get("/desk/experiments").text


def test_a_winner_is_named_and_adopted_in_one_go(
    sqlite_doors: Doors, store: Store, desk: FlaskClient
) -> None:
    number = with_results(sqlite_doors, store, (110, 5), (110, 60))
    page = unescape(desk.get(f"/desk/experiments/{number}").text)
    assert "Variant B is answered more often than every other" in page
    assert 'value="B" checked' in page
    assert send(desk, f"/desk/experiments/{number}/end", {"keep": "AB"}).status_code == 400
    assert send(desk, f"/desk/experiments/{number}/end", {"keep": "B"}).status_code == 303
    with sqlite_doors.database.reading() as rows:
        assert set(rows.scalars(select(MailCopy.subject))) == {"Sujet 1", "Subject 1"}
    ended = desk.get(f"/desk/experiments/{number}").text
    assert "You kept variant B." in ended
    assert "/desk/letters/one_month/review/0" in ended
    assert send(desk, f"/desk/experiments/{number}/end", {"keep": "B"}).status_code == 409


def test_others_read_and_strangers_see_nothing(
    sqlite_doors: Doors, store: Store, desk: FlaskClient
) -> None:
    assert send(desk, NEW, SUBJECTS).status_code == 303
    analyst = desk_of(sqlite_doors, join(sqlite_doors, store, Role.ANALYST))
    page = analyst.get("/desk/experiments/1")
    assert page.status_code == 200
    assert "End the experiment" not in page.text
    assert analyst.get(NEW).status_code == 403
    assert "Learn the hour" not in analyst.get("/desk/experiments/hours").text
    stranger = desk_of(sqlite_doors, make_desk(sqlite_doors)[1])
    assert stranger.get("/desk/experiments/1").status_code == 404


def test_a_moment_learns_its_hour_until_it_is_told_not_to(
    sqlite_doors: Doors, store: Store, desk: FlaskClient
) -> None:
    path = "/desk/experiments/hours"
    assert desk.get(path).text.count("Learn the hour") == 5
    assert send(desk, f"{path}/one_month", {"is_on": "1"}).status_code == 303
    assert "Nothing counted yet" in desk.get(path).text
    with sqlite_doors.database.transaction() as session:
        setting = session.scalars(select(MomentSetting).where(MomentSetting.is_hour_learned)).one()
        assert setting.moment is Moment.ONE_MONTH
        setting.hour_counts = {"10": [300, 40], "18": [300, 120]}
    page = unescape(desk.get(path).text)
    assert "18:00 is answered most: 39.5%" in page
    assert "600 requests counted, on 10 June 2026." in page
    assert send(desk, f"{path}/one_month", {"is_on": "0"}).status_code == 303
    assert desk.get(path).text.count("Learn the hour") == 5
    assert send(desk, f"{path}/christmas", {"is_on": "1"}).status_code == 404


def test_a_customers_page_and_explain_say_what_was_tried_on_them(
    sqlite_doors: Doors, store: Store, desk: FlaskClient
) -> None:
    send(desk, NEW, SUBJECTS)
    (row,) = experiments(sqlite_doors)
    values: dict[str, Any] = {"variant_id": row.variants[1].id, "learned_hour": 18}
    with sqlite_doors.database.transaction() as session:
        person = make_customer(session, store)
        order = make_order(session, person, [make_product(session, store)])
        make_solicitation(
            session,
            make_occasion(session, person, order=order),
            moment=Moment.ONE_MONTH,
            state=SolicitationState.SENT,
            handed_over_at=NOW,
            **values,
        )
    page = unescape(desk.get(f"/desk/customers/{person.id}").text)
    assert "Variant B of an experiment, with this subject: “Un mois déjà”" in page
    assert "Its hour, 18:00, was drawn" in page
    settings = sqlite_doors.settings
    environ = {
        f"VIVAVOCE_{name.upper()}": str(getattr(settings, name))
        for name in (
            "database_url",
            "redis_url",
            "storage_url",
            "mail_url",
            "public_url",
            "secret_key",
        )
    }
    told = CliRunner().invoke(
        vivavoce, ["explain", str(person.id), "--store", store.key, "--lang", "en"], env=environ
    )
    assert "    Variant B of an experiment, with this subject: “Un mois déjà”" in told.output
    assert "    Its hour, 18:00, was drawn" in told.output
