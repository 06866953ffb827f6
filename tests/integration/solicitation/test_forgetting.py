"""Tickets and raw messages are let go once they can be of no more use."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from app.clock import tick
from core.doors import Doors
from core.models import MomentSetting, Occasion, Ticket, WebhookReceipt
from core.states import Moment, Reason
from solicitation.inbound.facts import PersonFact, TicketFact
from solicitation.jobs import forget_messages
from solicitation.operations.tickets import record_ticket
from tests.factories import NOW, make_store
from tests.houses import clock_of

NOBODY = PersonFact(email="", name="")
TOM = PersonFact(email="tom@example.com", name="Tom")


def fact(number: int, who: PersonFact = NOBODY, **values: object) -> TicketFact:
    told: dict[str, object] = {"resolved_at": NOW, "is_news": True} | values
    return TicketFact(f"zendesk:{number}", who, **told)  # type: ignore[arg-type] # a test's table


def tickets(doors: Doors) -> list[str]:
    with doors.database.reading() as session:
        return list(session.scalars(select(Ticket.external_id).order_by(Ticket.id)))


def test_tickets_are_forgotten_when_no_news_of_them_can_change_anything(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, slow = make_store(session), make_store(session)
        session.execute(
            update(MomentSetting)
            .where(
                MomentSetting.store_id == slow.id, MomentSetting.moment == Moment.SUPPORT_RESOLVED
            )
            .values(useful_days=120)
        )
        record_ticket(session, store, fact(1), NOW)
        record_ticket(session, store, fact(2, TOM), NOW)
        record_ticket(session, store, fact(3), NOW + timedelta(days=5))
        record_ticket(session, slow, fact(4), NOW)
    clock_of(doors).move(timedelta(days=89))
    assert forget_messages(doors) == 0
    clock_of(doors).move(timedelta(days=3))
    assert forget_messages(doors) == 2
    assert tickets(doors) == ["zendesk:3", "zendesk:4"], "the slow store still asks about it"
    with doors.database.transaction() as session:
        again = fact(2, resolved_at=None, reopened_at=NOW + timedelta(days=92))
        assert record_ticket(session, store, again, doors.now())
        assert session.scalars(select(Occasion)).one().stop_reason is Reason.REOPENED


def test_raw_messages_are_emptied_a_month_after_they_were_read(doors: Doors) -> None:
    ages = {
        "read long ago": (40, 31),
        "read lately": (40, 2),
        "unread": (40, None),
        "dead": (91, None),
    }
    with doors.database.transaction() as session:
        store = make_store(session)
        for name, (received, read) in ages.items():
            session.add(
                WebhookReceipt(
                    store_id=store.id,
                    system="shopify",
                    topic=name,
                    delivery_id=name,
                    body=b'{"email": "tom@example.com"}',
                    received_at=NOW - timedelta(days=received),
                    processed_at=None if read is None else NOW - timedelta(days=read),
                )
            )
    assert tick(doors)["forget_messages"] == 2
    assert forget_messages(doors) == 0
    with doors.database.reading() as session:
        rows = session.scalars(select(WebhookReceipt)).all()
    assert {row.topic for row in rows if not row.body} == {"read long ago", "dead"}
    assert len(rows) == 4, "a replay is still known"
