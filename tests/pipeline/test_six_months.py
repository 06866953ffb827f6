"""One customer's five moments over six months, through the command line, each with its reason.

`pytest -s tests/pipeline/test_six_months.py` prints the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.accounts.stores import create_store
from app.cli import vivavoce
from core.db import Database
from core.mail import read_outbox
from core.models import MomentSetting, Solicitation
from core.states import Moment, Reason, SolicitationState
from tests.houses import SECRET

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ORDERS = """order_id,ordered_at,fulfilled_at,delivered_at,status,email,name,language,country,\
timezone,currency,total,product_ref,product_name,variant,quantity,price
A-1,2026-03-02 10:00,2026-03-03 10:00,2026-03-05 11:00,{status},lea@example.com,Léa Martin,fr,FR,\
Europe/Paris,EUR,84.00,BOL-1,Bol en grès,,1,42.00
"""
TICKETS = """ticket_id,email,name,language,opened_at,resolved_at,reopened_at,score,score_max,\
comment,order_id
T-9,lea@example.com,Léa Martin,fr,2026-05-04 10:00,2026-05-05 16:00,,3,5,Merci !,A-1
"""
ATTENDEES = """event,email,name,language,checked_in_at
Atelier ouvert,lea@example.com,Léa Martin,fr,2026-06-20 14:00
"""


class Shop:
    """A store and its command line, on SQLite, a folder and an outbox."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.database = Database(database_url)
        self.env = {
            "VIVAVOCE_DATABASE_URL": database_url,
            "VIVAVOCE_REDIS_URL": "redis://127.0.0.1:1/0",
            "VIVAVOCE_STORAGE_URL": f"folder://{folder}/store",
            "VIVAVOCE_MAIL_URL": f"outbox://{folder}/outbox",
            "VIVAVOCE_PUBLIC_URL": "http://vivavoce.test",
            "VIVAVOCE_SECRET_KEY": SECRET,
        }
        with self.database.transaction() as session:
            create_store(session, "maison", name="Maison", email="a@maison.example", now=START)

    def run(self, *arguments: str) -> str:
        result = CliRunner().invoke(
            vivavoce, arguments, env=self.env, catch_exceptions=False, standalone_mode=False
        )
        return result.output

    def take(self, kind: str, text: str) -> str:
        file = self.folder / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        return self.run("import", kind, str(file), "--store", "maison")

    def live(self, since: datetime, days: int) -> None:
        """Let the clock tick once a day, outside the quiet hours."""
        for day in range(days):
            self.run("tick", "--now", (since + timedelta(days=day)).isoformat())

    def tell_everything(self) -> None:
        """An order, its ticket and an event, and seven months of ticks."""
        self.take("orders", ORDERS.format(status="delivered"))
        self.take("tickets", TICKETS)
        self.take("attendees", ATTENDEES)
        self.live(START, 215)

    def assert_caps_are_kept(self) -> None:
        """One request in 14 days, four in 180, reminders counted (rule 1)."""
        handed = sorted(a.handed_over_at for a in self.asks() if a.handed_over_at is not None)
        assert len(read_outbox(self.folder / "outbox")) == len(handed)
        for most, days in ((1, 14), (4, 180)):
            spans = [later - early for early, later in zip(handed, handed[most:], strict=False)]
            assert all(span >= timedelta(days=days) for span in spans)

    def asks(self) -> list[Solicitation]:
        with self.database.reading() as session:
            return list(session.scalars(select(Solicitation).order_by(Solicitation.due_at)))


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path, sqlite_url)
    yield shop
    shop.database.close()


def test_five_moments_over_six_months_each_with_its_reason(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    with shop.database.transaction() as session:
        for setting in session.scalars(select(MomentSetting)):
            setting.reminders = 0
    shop.tell_everything()
    with capsys.disabled():
        print("\n" + shop.run("explain", "lea@example.com", "--store", "maison"))
    asks = [a for a in shop.asks() if a.kind == "review"]
    assert [a.moment for a in asks] == [
        *list(Moment)[:2],
        Moment.SUPPORT_RESOLVED,
        Moment.EVENT,
        Moment.SIX_MONTHS,
    ]
    assert {(a.state, a.reason) for a in asks} == {(SolicitationState.SENT, Reason.HANDED_OVER)}
    shop.assert_caps_are_kept()


def test_reminders_spend_the_same_budget_and_every_ask_held_back_says_why(shop: Shop) -> None:
    shop.tell_everything()
    shop.assert_caps_are_kept()
    held = [a for a in shop.asks() if a.handed_over_at is None]
    assert {a.reason for a in held} == {Reason.FATIGUE_CAP}
    assert "asked often enough lately" in shop.run(
        "explain", "lea@example.com", "--store", "maison"
    )


def test_a_refund_in_the_middle_stops_the_rest(shop: Shop) -> None:
    shop.take("orders", ORDERS.format(status="delivered"))
    shop.live(START, 40)
    shop.take("orders", ORDERS.format(status="refunded"))
    shop.live(START + timedelta(days=40), 175)
    last = [a for a in shop.asks() if a.moment is Moment.SIX_MONTHS]
    assert [(a.state, a.reason) for a in last] == [(SolicitationState.STOPPED, Reason.REFUNDED)]
    assert "the purchase was refunded" in shop.run(
        "explain", "lea@example.com", "--store", "maison"
    )


def test_importing_twice_changes_nothing(shop: Shop) -> None:
    shop.take("orders", ORDERS.format(status="delivered"))
    again = shop.take("orders", ORDERS.format(status="delivered"))
    assert "0 new, 1 known already" in again


def test_bad_rows_go_to_a_file_and_good_rows_are_kept(shop: Shop) -> None:
    bad = ORDERS.format(status="delivered") + (
        "A-2,never,,,delivered,tom@example.com,Tom,en,GB,,GBP,1,X,Y,,1,1\n"
    )
    told = shop.take("orders", bad)
    assert "1 new" in told
    assert "line 3" in told
    assert "never" in (shop.folder / "orders.csv.refused.csv").read_text("utf-8-sig")
