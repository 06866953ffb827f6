"""The demo's shop, outbox and clock: they answer, move forward only, and trust no stranger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.engine import make_url

from app.demo import content
from app.demo.clock import DemoClock
from app.factory import create_app
from core.doors import Doors
from core.mail import make_mail
from tests.factories import NOW, make_customer, make_occasion, make_solicitation, make_store
from tests.fakes.mails import batch, person
from tests.houses import house

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def demo(sqlite_url: str, tmp_path: Path) -> Iterator[Doors]:
    """A demo with a store, a planned request and one mail."""
    with house(sqlite_url, tmp_path, DEMO="1") as doors:
        with doors.database.transaction() as session:
            store = make_store(session, key="demo")
            occasion = make_occasion(session, make_customer(session, store))
            make_solicitation(session, occasion, due_at=NOW + timedelta(days=3650))
        make_mail(doors.settings.mail_url).send(batch(person()))
        yield replace(doors, clock=DemoClock(doors.database))


@pytest.fixture
def client(demo: Doors) -> FlaskClient:
    return create_app(demo).test_client()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/demo/",
        "/demo/shop",
        *(f"/demo/shop/{one.handle}" for one in content.products()),
        "/demo/outbox",
    ],
)
def test_every_page_answers_in_both_languages_without_a_cookie(
    client: FlaskClient, path: str, lang: str
) -> None:
    answer = client.get(path, query_string={"lang": lang})
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_product_the_shop_does_not_have_is_not_found(client: FlaskClient) -> None:
    assert client.get("/demo/shop/no-such-thing").status_code == 404


@pytest.mark.parametrize(("step", "days"), [("day", 1), ("month", 30), ("next", 3000)])
def test_the_clock_moves_forward_and_comes_back_to_the_page(
    demo: Doors, client: FlaskClient, step: str, days: int
) -> None:
    before = demo.now()
    answer = client.post(
        "/demo/clock", data={"step": step, "back": "/demo/outbox?lang=fr"}, headers=OWN
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/demo/outbox?lang=fr&due=")
    assert demo.now() - before >= timedelta(days=days)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_no_other_site_moves_the_clock(
    demo: Doors, client: FlaskClient, headers: dict[str, str]
) -> None:
    assert client.post("/demo/clock", data={"step": "day"}, headers=headers).status_code == 403
    assert isinstance(demo.clock, DemoClock)
    assert demo.clock.shift() == timedelta(0)


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example",
        "//evil.example",
        "/desk/",
        "/demonstration",
        "/demo//evil",
        "/demo/\\evil",
        "/demo/../desk/",
        "/demo/%2e%2e/desk/",
        "/demo/shop\r\nX-Evil: 1",
        "",
    ],
)
def test_the_clock_leads_back_to_the_demo_alone(client: FlaskClient, back: str) -> None:
    answer = client.post("/demo/clock", data={"step": "day", "back": back}, headers=OWN)
    assert answer.headers["Location"].startswith("/demo/shop?due=")


def test_a_step_that_makes_no_sense_is_refused(client: FlaskClient) -> None:
    answer = client.post("/demo/clock", data={"step": "yesterday"}, headers=OWN)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("view", "sign"),
    [
        ("html", "<iframe"),
        ("text", "Bonjour Inès"),
        ("source", "List-Unsubscribe"),
        ("no-such-view", "<iframe"),
    ],
)
def test_a_mail_is_read_in_each_view(client: FlaskClient, view: str, sign: str) -> None:
    assert sign in client.get(f"/demo/outbox?view={view}").text


def test_a_long_outbox_is_read_page_by_page_and_keeps_its_place(
    demo: Doors, client: FlaskClient
) -> None:
    mails = [person(f"reader-{n}@example.com", name=f"Reader {n}.") for n in range(40)]
    make_mail(demo.settings.mail_url).send(batch(*mails))
    first, second = client.get("/demo/outbox").text, client.get("/demo/outbox?from=30").text
    assert "Reader 39." in first
    assert "Reader 3." not in first
    assert "Reader 3." in second
    assert "Reader 39." not in second
    assert "?from=30" in first
    oldest = sorted(_folder(demo).glob("*.json"))[0].stem
    assert "1–30 / 41" not in client.get(f"/demo/outbox/{oldest}").text


@pytest.mark.parametrize("asked", ["-5", "999", "x", "41"])
def test_a_place_that_the_list_does_not_have_is_still_a_page(
    client: FlaskClient, asked: str
) -> None:
    assert "mailbox__item" in client.get(f"/demo/outbox?from={asked}").text


def test_the_mails_own_html_runs_no_script_and_is_framed_by_us_alone(
    demo: Doors, client: FlaskClient
) -> None:
    (letter,) = _folder(demo).glob("*.json")
    answer = client.get(f"/demo/outbox/{letter.stem}/html")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("key", ["..", "%2e%2e%2fsecret", "..%5c", "nothing", "a" * 300])
def test_a_mail_that_is_not_there_is_not_found(client: FlaskClient, key: str) -> None:
    assert client.get(f"/demo/outbox/{key}").status_code == 404


def test_the_links_of_the_bar_carry_the_language_once(client: FlaskClient) -> None:
    page = client.get("/demo/shop?lang=fr").text
    assert 'href="/desk/queue?lang=fr"' in page
    assert 'href="/demo/outbox?lang=fr"' in page
    assert "lang=xx" not in client.get("/demo/shop?lang=xx%22%3E").text


@pytest.mark.parametrize(
    ("asked", "chosen"), [("colour=clay", "clay"), ("colour=nonsense", "mix"), ("", "mix")]
)
def test_the_basket_keeps_the_choice_and_says_that_nothing_was_sold(
    client: FlaskClient, asked: str, chosen: str
) -> None:
    page = client.get(f"/demo/shop/bols-gres?lang=en&buy=1&{asked}").text
    assert f'value="{chosen}" checked' in page
    assert "nobody sells anything here" in page


def test_the_start_tells_the_sign_in_once_the_demo_is_seeded(
    demo: Doors, client: FlaskClient
) -> None:
    assert "<code>" not in client.get("/demo/").text
    database = make_url(demo.settings.database_url).database
    assert database is not None
    written = {"email": "camille@example.com", "password": "sept cailloux"}
    (Path(database).parent / "demo-member.json").write_text(json.dumps(written))
    page = client.get("/demo/").text
    assert "<code>camille@example.com</code>" in page
    assert "<code>sept cailloux</code>" in page


def test_the_start_shows_the_five_moments(client: FlaskClient) -> None:
    page = client.get("/demo/?lang=en").text
    assert page.count('line__stop"') == 5
    assert "182 days after delivery" in page
    assert "2 hours after the event" in page


def test_an_empty_outbox_says_what_to_do(sqlite_url: str, tmp_path: Path) -> None:
    with house(sqlite_url, tmp_path, DEMO="1") as doors:
        page = create_app(doors).test_client().get("/demo/outbox?lang=en").text
    assert "Move the clock to the next ask" in page


def test_a_demo_that_sends_for_real_has_no_outbox(sqlite_url: str, tmp_path: Path) -> None:
    with house(sqlite_url, tmp_path, DEMO="1", MAIL_URL="smtp://127.0.0.1:2525") as doors:
        page = create_app(doors).test_client().get("/demo/outbox?lang=en").text
    assert "there is no outbox to look into" in page


def test_outside_the_demo_there_is_no_demo(sqlite_doors: Doors) -> None:
    client = create_app(sqlite_doors).test_client()
    assert client.get("/demo/shop").status_code == 404
    assert client.post("/demo/clock", data={"step": "day"}, headers=OWN).status_code in (400, 404)


def _folder(demo: Doors) -> Path:
    return Path(demo.settings.mail_url.removeprefix("outbox://"))
