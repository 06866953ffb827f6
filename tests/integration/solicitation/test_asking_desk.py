"""The desk pages of asking: customers, calendar, moments and imports, against real databases."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core.doors import Doors
from core.models import Customer, MomentSetting, Order, Solicitation, Store
from core.states import Moment, Reason, SolicitationState
from solicitation import jobs
from solicitation.desk import imports
from solicitation.queries.people import PAGE
from tests.desks import desk_of, make_desk, send, token_of
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
)
from tests.houses import clock_of

ORDERS = b"""order_id,email,name,ordered_at,delivered_at,product_ref,product_name,quantity
A-1,elodie@example.com,Elodie Marchand,2026-06-01,2026-06-04,BOL,Bol en gres,1
A-2,not-an-address,Paul,2026-06-01,2026-06-04,BOL,Bol en gres,1
A-3,jean@example.com,=Jean,2026-06-02,2026-06-05,BOL,Bol en gres,2
"""


def asked(doors: Doors, store: Store, **values: Any) -> int:
    """A customer of `store` with one planned request; their number."""
    name = values.pop("name", "Élodie Marchand")
    with doors.database.transaction() as session:
        person = make_customer(session, store, name=name)
        order = make_order(session, person, [make_product(session, store)])
        make_solicitation(session, make_occasion(session, person, order=order), **values)
        return person.id


def test_a_customer_is_found_by_a_part_of_name_or_address(doors: Doors) -> None:
    store, owner = make_desk(doors)
    for name in ("Élodie Marchand", "Jean 100% Durand"):
        asked(doors, store, name=name)
    desk = desk_of(doors, owner)
    assert "Élodie Marchand" in desk.get("/desk/customers?q=march").text
    assert "Durand" not in desk.get("/desk/customers?q=march").text
    assert "Durand" in desk.get("/desk/customers?q=100%25").text
    assert "Nobody found" in desk.get("/desk/customers?q=1_0").text


def test_pages_of_customers_neither_skip_nor_repeat(doors: Doors) -> None:
    store, owner = make_desk(doors)
    with doors.database.transaction() as session:
        for n in range(2 * PAGE + 10):
            make_customer(session, store, name=f"Person {n:03}")
    desk, seen, path = desk_of(doors, owner), [], "/desk/customers"
    while path:
        page = desk.get(path).text
        seen += re.findall(r">(Person \d{3})<", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        last, path = path, older[1].replace("&amp;", "&") if older else ""
    assert sorted(seen) == [f"Person {n:03}" for n in range(2 * PAGE + 10)]
    back = re.search(r'rel="prev" href="([^"]+)"', desk.get(last).text)
    assert back
    newer = re.findall(r">(Person \d{3})<", desk.get(back[1].replace("&amp;", "&")).text)
    assert newer == seen[PAGE : 2 * PAGE]


def test_a_customers_page_says_why_each_request_stands_where_it_does(doors: Doors) -> None:
    store, owner = make_desk(doors)
    number = asked(doors, store)
    with doors.database.transaction() as session:
        ask = session.scalars(select(Solicitation)).one()
        ask.move_to(SolicitationState.PLANNED, Reason.QUIET_HOURS, NOW)
        ask.move_to(SolicitationState.STOPPED, Reason.REFUNDED, NOW + timedelta(hours=1))
    page = desk_of(doors, owner).get(f"/desk/customers/{number}").text
    assert "Stopped: the purchase was refunded." in page
    assert "it is night or Sunday where the customer lives" in page
    assert "3 steps" in page
    assert "Times in Europe/Paris" in page


def test_customers_of_another_store_are_as_unknown(doors: Doors) -> None:
    store, _ = make_desk(doors)
    number = asked(doors, store)
    _, stranger = make_desk(doors)
    desk = desk_of(doors, stranger)
    known, unknown = (desk.get(f"/desk/customers/{n}") for n in (number, 987_654))
    assert known.status_code == unknown.status_code == 404
    names = re.compile(r"<code>[0-9a-f]+</code>")
    assert names.sub("", known.text) == names.sub("", unknown.text)
    assert "Marchand" not in desk.get("/desk/customers").text


def test_the_calendar_counts_by_the_stores_own_days(doors: Doors) -> None:
    store, owner = make_desk(doors)
    for due in (
        NOW - timedelta(days=2),
        datetime(2026, 6, 11, 21, 59, tzinfo=UTC),
        datetime(2026, 6, 11, 22, 1, tzinfo=UTC),
        NOW + timedelta(days=45),
    ):
        asked(doors, store, due_at=due)
    asked(doors, store, state=SolicitationState.SENT, handed_over_at=NOW, answered_at=NOW)
    other, _ = make_desk(doors)
    asked(doors, other)
    desk = desk_of(doors, owner)
    page = desk.get("/desk/calendar").text
    assert "In the next 30 days: 3 requests." in page
    bars = re.findall(r"<title>([^<]+) · (\d+)</title>", page)
    assert [count for _, count in bars] == ["1", "1", "1"]
    assert [day for day, _ in bars] == ["10 Jun 2026", "11 Jun 2026", "12 Jun 2026"]
    assert "100.0%" in page
    assert "7.5%" in page
    assert "In the next 90 days: 4 requests." in desk.get("/desk/calendar?days=90").text


def moments_form(desk: FlaskClient) -> dict[str, str]:
    """What the page would send back unchanged."""
    page = desk.get("/desk/moments").text
    inputs = re.findall(r'<input class="input[^>]*name="([^"]+)" value="([^"]*)"', page)
    boxes = re.findall(r'<input type="checkbox" id="[^"]+" name="([^"]+)"[^>]* checked', page)
    return dict(inputs) | dict.fromkeys(boxes, "y")


def test_saving_the_moments_unchanged_changes_nothing(doors: Doors) -> None:
    store, owner = make_desk(doors)
    desk = desk_of(doors, owner)
    form = moments_form(desk)
    assert len(form) > 30
    assert send(desk, "/desk/moments", form).status_code == 303
    assert moments_form(desk) == form
    with doors.database.reading() as rows:
        kept = rows.get_one(Store, store.id)
        assert (kept.quiet_from_hour, kept.short_cap, kept.is_testimonial_asked) == (20, 1, True)


def test_delays_are_told_in_days_and_for_events_in_hours(doors: Doors) -> None:
    store, owner = make_desk(doors)
    desk = desk_of(doors, owner)
    form = moments_form(desk) | {"one_month-delay": "35", "event-delay": "5"}
    assert send(desk, "/desk/moments", form).status_code == 303
    with doors.database.reading() as rows:
        settings = {
            one.moment: one.delay_hours
            for one in rows.scalars(select(MomentSetting).where(MomentSetting.store_id == store.id))
        }
    assert settings[Moment.ONE_MONTH] == 35 * 24
    assert settings[Moment.EVENT] == 5


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"support_resolved-is_on": None}, "where everybody is asked for a review first"),
        ({"quiet_from_hour": "10"}, "Leave at least four hours"),
        ({"quiet_from_hour": "24"}, "a whole number from 0 to 23"),
        ({"short_cap": "many"}, "Write a whole number, in digits"),
        ({"long_cap_days": "10"}, "longer than the short one"),
        ({"short_cap": "5"}, "at least as many"),
        ({"after_purchase-reminders": "4"}, "a whole number from 0 to 3"),
        ({"six_months-holdout_percent": "51"}, "a whole number from 0 to 50"),
        ({"short_cap": "0"}, "a whole number from 1 to 10"),
        ({"one_month-reminders": "3", "one_month-reminder_days": "16"}, "of no use"),
        ({"event-reminder_days": "20"}, "of no use"),
        ({"one_month-delay": "2"}, "comes after the one before it"),
        ({"after_purchase-delay": ""}, "a whole number from 0 to 400"),
    ],
)
def test_settings_that_make_no_sense_are_named_and_not_kept(
    sqlite_doors: Doors, changed: dict[str, str | None], told: str
) -> None:
    _, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    before = moments_form(desk)
    form = {name: value for name, value in (before | changed).items() if value is not None}
    answer = send(desk, "/desk/moments", form)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'role="alert"' in answer.text
    assert moments_form(desk) == before


def test_a_british_store_cannot_ask_for_testimonials(sqlite_doors: Doors) -> None:
    _, owner = make_desk(sqlite_doors, country="GB", is_testimonial_asked=False)
    desk = desk_of(sqlite_doors, owner)
    form = moments_form(desk) | {"is_testimonial_asked": "y"}
    assert "United Kingdom" in send(desk, "/desk/moments", form).text


def upload(desk: FlaskClient, data: bytes) -> TestResponse:
    """Written by hand: the test client would leave a large file open."""
    token = token_of(desk.get("/desk/imports")).encode()
    part = b"--vv\r\nContent-Disposition: form-data; name="
    body = part + b'"csrf_token"\r\n\r\n' + token + b"\r\n"
    body += part + b'"file"; filename="orders.csv"\r\n\r\n' + data + b"\r\n--vv--\r\n"
    return desk.post("/desk/imports", data=body, content_type="multipart/form-data; boundary=vv")


def ref_of(page: TestResponse) -> str:
    found = re.search(r"/desk/imports/([0-9a-f]{32})", page.text)
    assert found, page.text
    return found[1]


def counts(doors: Doors) -> tuple[int, int]:
    with doors.database.reading() as rows:
        orders, people = (
            rows.scalar(select(func.count()).select_from(table)) for table in (Order, Customer)
        )
    return orders or 0, people or 0


def test_a_file_is_looked_at_then_taken_once(doors: Doors) -> None:
    _, owner = make_desk(doors)
    desk = desk_of(doors, owner)
    looked = upload(desk, ORDERS)
    assert looked.status_code == 200
    assert "One row is refused" in looked.text or "1 row is refused" in looked.text
    assert counts(doors) == (0, 0)
    ref = ref_of(looked)
    taken = send(desk, f"/desk/imports/{ref}", {})
    assert "New: 2. Known already: 0." in taken.text
    assert counts(doors) == (2, 2)
    assert "New: 0. Known already: 2." in send(desk, f"/desk/imports/{ref}", {}).text
    refused = send(desk, f"/desk/imports/{ref}/refused", {})
    assert "attachment" in refused.headers["Content-Disposition"]
    assert "not-an-address" in refused.get_data().decode("utf-8-sig")


def test_a_file_of_another_store_or_an_old_one_is_not_there(sqlite_doors: Doors) -> None:
    _, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    ref = ref_of(upload(desk, ORDERS))
    _, stranger = make_desk(sqlite_doors)
    other = desk_of(sqlite_doors, stranger)
    for path in (ref, "0" * 32, "..%2F..%2Fx", f"{ref}/refused"):
        assert send(other, f"/desk/imports/{path}", {}).status_code == 404
    assert jobs.forget_files(sqlite_doors) == 0
    clock_of(sqlite_doors).moment = datetime.now(UTC) + timedelta(hours=2)
    assert (jobs.forget_files(sqlite_doors), jobs.forget_files(sqlite_doors)) == (1, 0)
    assert send(desk, f"/desk/imports/{ref}", {}).status_code == 404


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "This file is empty"),
        (b"PK\x03\x04" + b"\0" * 400, "not a CSV file"),
        (b"colour,shape\nred,round\n", "are not those of a Shopify or WooCommerce"),
        (b"order_id,email,ordered_at\n" + b"A,a@b.example,2026-06-01\n" * 5001, "5,001 rows"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(sqlite_doors: Doors, data: bytes, told: str) -> None:
    _, owner = make_desk(sqlite_doors)
    answer = upload(desk_of(sqlite_doors, owner), data)
    assert answer.status_code == 422
    assert told.replace(",", "") in answer.text.replace(",", "")


def test_a_file_too_large_for_the_desk_points_to_the_command(sqlite_doors: Doors) -> None:
    _, owner = make_desk(sqlite_doors)
    answer = upload(desk_of(sqlite_doors, owner), b"x" * (imports.MOST_BYTES + 1))
    assert answer.status_code == 413
    assert "vivavoce import" in answer.text
