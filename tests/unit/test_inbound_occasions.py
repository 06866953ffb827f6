"""Occasions posted by a store's own program: what they become, and what is said of mistakes."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.states import OrderStatus
from solicitation.inbound.errors import OccasionRefused
from solicitation.inbound.facts import AttendeeFact, OrderFact, TicketFact
from solicitation.inbound.occasions import read_occasion

HAPPENED = datetime(2026, 9, 6, 14, 20, tzinfo=UTC)
PERSON = {
    "email": "ada@example.com",
    "name": "Ada",
    "language": "fr_FR",
    "timezone": "europe/paris",
}


def occasion(kind: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "external_id": "X-1",
        "happened_at": "2026-09-06T16:20:00+02:00",
        "person": PERSON,
        **changes,
    }


def faults(payload: object) -> list[tuple[str, str]]:
    with pytest.raises(OccasionRefused) as refused:
        read_occasion(payload)
    assert refused.value.status == 422
    assert refused.value.field == refused.value.problems[0].field
    return [(problem.field, problem.sentence) for problem in refused.value.problems]


def test_a_purchase_becomes_a_delivered_order() -> None:
    lines = [{"product": {"ref": 91, "name": "Socks", "gtin": "4006381333931"}, "price": "19.90"}]
    order = {"currency": "eur", "total": 19.9, "ordered_at": "2026-09-03T10:00:00Z", "lines": lines}
    found = read_occasion(occasion("purchase", order=order))
    assert isinstance(found, OrderFact)
    assert (found.status, found.delivered_at) == (OrderStatus.DELIVERED, HAPPENED)
    assert found.ordered_at == datetime(2026, 9, 3, 10, tzinfo=UTC)
    assert (found.source, found.currency, found.total) == ("own", "EUR", Decimal("19.9"))
    assert (found.person.language, found.person.timezone) == ("fr-FR", "Europe/Paris")
    assert (found.lines[0].product.ref, found.lines[0].price) == ("91", Decimal("19.90"))


@pytest.mark.parametrize(
    ("order", "field", "expected"),
    [
        ({"status": "placed"}, "ordered_at", OrderStatus.PLACED),
        ({"status": "fulfilled"}, "fulfilled_at", OrderStatus.FULFILLED),
        ({"status": "refunded"}, "refunded_at", OrderStatus.REFUNDED),
        ({"status": "returned"}, "refunded_at", OrderStatus.RETURNED),
        ({"status": "cancelled"}, "cancelled_at", OrderStatus.CANCELLED),
        (None, "delivered_at", OrderStatus.DELIVERED),
    ],
)
def test_what_happened_is_the_date_of_the_order_s_state(
    order: dict[str, Any] | None, field: str, expected: OrderStatus
) -> None:
    found = read_occasion(occasion("purchase", order=order))
    assert isinstance(found, OrderFact)
    assert found.status is expected
    assert getattr(found, field) == HAPPENED
    assert found.ordered_at == HAPPENED, "nothing earlier was told"


def test_a_resolved_ticket_brings_its_score() -> None:
    ticket = {"score": "4.5", "comment": "Merci", "order_id": 77}
    found = read_occasion(occasion("support", ticket=ticket))
    assert isinstance(found, TicketFact)
    assert (found.resolved_at, found.score, found.score_max) == (HAPPENED, 4.5, 5.0)
    assert (found.comment, found.order_id) == ("Merci", "77")
    assert isinstance(read_occasion(occasion("support")), TicketFact)


def test_an_event_brings_who_came_and_who_did_not() -> None:
    came = read_occasion(occasion("event", event={"name": "Atelier feutre"}))
    assert isinstance(came, AttendeeFact)
    assert (came.event, came.checked_in_at, came.external_id) == ("Atelier feutre", HAPPENED, "X-1")
    away = read_occasion(occasion("event", event={"name": "Atelier feutre", "checked_in": False}))
    assert isinstance(away, AttendeeFact)
    assert away.checked_in_at is None


@pytest.mark.parametrize(
    ("payload", "field", "sentence"),
    [
        ([], "", "Send one JSON object."),
        (occasion("birthday"), "kind",
         "“kind” must be one of: purchase, support or event."),
        (occasion("purchase", hapened_at="x"), "hapened_at",
         "“hapened_at” is not a field of an occasion. Check its spelling, or leave it out."),
        (occasion("purchase", external_id=""), "external_id",
         "“external_id” must be a text of 1 to 200 characters."),
        (occasion("purchase", happened_at="2026-09-06T16:20:00"), "happened_at",
         "“happened_at” must be a moment with its offset from UTC, such as"
         " 2026-09-03T10:14:00+02:00."),
        (occasion("purchase", happened_at="0001-01-01T00:00:00+14:00"), "happened_at",
         "“happened_at” must be a moment with its offset from UTC, such as"
         " 2026-09-03T10:14:00+02:00."),
        (occasion("purchase", person={"email": "ada"}), "person.email",
         "“person.email” must be an e-mail address, such as ada@example.com."),
        (occasion("purchase", person={"email": ""}), "person.email",
         "“person.email” must be an e-mail address, such as ada@example.com."),
        (occasion("purchase", person={**PERSON, "country": "XX"}), "person.country",
         "“person.country” must be a country's two-letter code, such as FR."),
        (occasion("purchase", person={**PERSON, "language": "q"}), "person.language",
         "“person.language” must be a language's code, such as fr or pt-BR."),
        (occasion("purchase", person={**PERSON, "timezone": "Paris"}), "person.timezone",
         "“person.timezone” must be a time zone's name, such as Europe/Paris."),
        (occasion("purchase", person="Ada"), "person",
         "“person” must be an object with named fields."),
        (occasion("purchase", order={"lines": {}}), "order.lines",
         "“order.lines” must be a list of at most 500 entries."),
        (occasion("purchase", order={"currency": "XXY"}), "order.currency",
         "“order.currency” must be a currency's three-letter code, such as EUR."),
        (occasion("purchase", order={"lines": [{"product": {}}]}), "order.lines[0].product.ref",
         "“order.lines[0].product.ref” is required."),
        (occasion("purchase", order={"lines": [{"product": {"ref": "A"}, "quantity": -1}]}),
         "order.lines[0].quantity",
         "“order.lines[0].quantity” must be a number, 0 or more."),
        (occasion("purchase", order={"lines": [{"product": {"ref": "A"}, "refunded": "perhaps"}]}),
         "order.lines[0].refunded", "“order.lines[0].refunded” must be true or false."),
        (occasion("purchase", order={"lines": [{"product": {"ref": "A", "url": "javascript:1"}}]}),
         "order.lines[0].product.url",
         "“order.lines[0].product.url” must be a web address that starts with https://."),
        (occasion("purchase", order={"total": "free"}), "order.total",
         "“order.total” must be a number."),
        (occasion("purchase", order={"total": 10**10}), "order.total",
         "“order.total” must be a number below 10000000000."),
        (occasion("support", ticket={"score": 7}), "ticket",
         "In “ticket”, the score must not be higher than “score_max”."),
        (occasion("support", ticket={"score_max": 0}), "ticket.score_max",
         "“ticket.score_max” must be a number above 0.0."),
        (occasion("event"), "event", "An occasion of kind “event” needs “event”."),
        (occasion("support", order={}), "order",
         "“order” does not belong to an occasion of kind “support”."),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_what_to_send_instead(
    payload: object, field: str, sentence: str
) -> None:
    assert faults(payload) == [(field, sentence)]


def test_every_mistake_is_named_at_once() -> None:
    payload = occasion("purchase", external_id=None, person={"name": "Ada"})
    assert [field for field, _ in faults(payload)] == ["external_id", "person.email"]


def test_an_empty_optional_text_means_that_nothing_was_said() -> None:
    found = read_occasion(occasion("support", person={**PERSON, "country": "", "language": " "}))
    assert isinstance(found, TicketFact)
    assert (found.person.country, found.person.language) == (None, None)
