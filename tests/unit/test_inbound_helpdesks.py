"""What five helpdesks say of a ticket: their own field names, their gaps, their test messages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from solicitation.inbound import freshdesk, gorgias, zendesk
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import Ignored, PersonFact, TicketFact
from solicitation.inbound.systems import HELPDESKS
from tests.helpdesks import (
    SOLVED,
    TRIGGER,
    csat,
    help_scout,
    help_scout_rating,
    intercom_news,
    rated,
    status_event,
    zendesk_event,
)

CAME = datetime(2026, 6, 8, 12, 0, tzinfo=UTC)
TOM = PersonFact("tom@example.com", "Tom Field", "en-GB")


def told(system: str, payload: dict[str, Any], topic: str = "") -> TicketFact | Ignored:
    return HELPDESKS[system](topic, payload, CAME)


RESOLVED = [
    ("zendesk", "", TRIGGER, "zendesk:35436", "a trigger's body, filled in"),
    ("zendesk", "", TRIGGER | {"status": "Résolu"}, "zendesk:35436", "a French agent's Zendesk"),
    ("zendesk", "", status_event("SOLVED", "OPEN"), "zendesk:35436", "an event, without address"),
    ("gorgias", "", TRIGGER | {"status": "closed"}, "gorgias:35436", "an HTTP integration"),
    (
        "freshdesk",
        "",
        {"ticket_id": 35436, "status": "Resolved", "email": "tom@example.com", "name": "Tom Field"},
        "freshdesk:35436",
        "a rule, which tells no moment",
    ),
    (
        "freshdesk",
        "",
        {
            "freshdesk_webhook": {
                "ticket_id": 35436,
                "ticket_status": "Closed",
                "ticket_requester_email": "tom@example.com",
                "ticket_requester_name": "Tom Field",
            }
        },
        "freshdesk:35436",
        "a rule with the simple content",
    ),
    ("helpscout", "convo.status", help_scout(), "helpscout:1560011", "a closed conversation"),
    (
        "helpscout",
        "convo.status",
        help_scout(primaryCustomer=None, customer={"firstName": "Tom", "email": "tom@example.com"}),
        "helpscout:1560011",
        "the first version's customer",
    ),
    (
        "intercom",
        "conversation.admin.closed",
        intercom_news("conversation.admin.closed"),
        "intercom:147",
        "closed by a teammate",
    ),
    (
        "intercom",
        "conversation.rating.added",
        intercom_news(
            "conversation.rating.added",
            conversation_rating={"rating": 4},
            statistics={"last_close_at": int(SOLVED.timestamp())},
        ),
        "intercom:147",
        "rated after it was closed, which is told here first",
    ),
]


@pytest.mark.parametrize(
    ("system", "topic", "payload", "ticket", "why"), RESOLVED, ids=[row[-1] for row in RESOLVED]
)
def test_a_resolved_ticket_is_told(
    system: str, topic: str, payload: dict[str, Any], ticket: str, why: str
) -> None:
    fact = told(system, payload, topic)
    assert isinstance(fact, TicketFact), why
    assert (fact.external_id, fact.reopened_at, fact.is_news) == (ticket, None, True)
    assert fact.resolved_at is not None
    assert fact.resolved_at.replace(microsecond=0) in {SOLVED, CAME}
    assert fact.person.email in {"tom@example.com", ""}


def test_a_trigger_tells_who_when_and_in_which_language() -> None:
    fact = told("zendesk", TRIGGER)
    assert isinstance(fact, TicketFact)
    assert (fact.person, fact.resolved_at, fact.score) == (TOM, SOLVED, None)
    assert fact.opened_at == datetime(2026, 6, 7, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("system", ["zendesk", "gorgias", "freshdesk"])
def test_a_message_that_tells_no_moment_speaks_of_the_one_it_came(system: str) -> None:
    fact = told(system, TRIGGER | {"updated_at": "{{ticket.updated_at}}"})
    assert isinstance(fact, TicketFact)
    assert fact.resolved_at == CAME


REOPENED = [
    ("zendesk", "", TRIGGER | {"status": "Open"}, "a trigger"),
    ("zendesk", "", status_event("PENDING", "SOLVED"), "back to waiting"),
    ("gorgias", "", TRIGGER | {"status": "open"}, "an HTTP integration"),
    ("freshdesk", "", TRIGGER | {"status": "Waiting on Customer"}, "a rule"),
    ("helpscout", "convo.status", help_scout("active"), "a status"),
    ("helpscout", "convo.customer.reply.created", help_scout("active"), "a customer's reply"),
    ("intercom", "conversation.admin.opened", intercom_news(""), "opened by a teammate"),
    ("intercom", "conversation.user.replied", intercom_news(""), "a customer's reply"),
]


@pytest.mark.parametrize(
    ("system", "topic", "payload", "why"),
    REOPENED,
    ids=[f"{row[0]}: {row[-1]}" for row in REOPENED],
)
def test_a_ticket_opened_again_is_told(
    system: str, topic: str, payload: dict[str, Any], why: str
) -> None:
    fact = told(system, payload, topic)
    assert isinstance(fact, TicketFact), why
    assert fact.reopened_at is not None
    assert (fact.resolved_at, fact.score) == (None, None)


SCORES = [
    ("zendesk", "", csat("GOOD"), 1.0, "the event's word"),
    ("zendesk", "", csat("BAD"), 0.0, "the event's other word"),
    ("zendesk", "", TRIGGER | {"score": "Good with comment"}, 1.0, "a trigger's word"),
    ("zendesk", "", TRIGGER | {"score": "Offered"}, None, "offered is not answered"),
    ("zendesk", "", TRIGGER | {"score": "4"}, 0.8, "the newer scale of five"),
    ("helpscout", "satisfaction.ratings", help_scout_rating("Great"), 1.0, "great"),
    ("helpscout", "satisfaction.ratings", help_scout_rating("Okay"), 0.5, "okay"),
    ("helpscout", "satisfaction.ratings", help_scout_rating("Not Good"), 0.0, "the old word"),
    ("helpscout", "satisfaction.ratings", help_scout_rating("Bad"), 0.0, "bad"),
    ("intercom", "conversation.rating.added", rated(5), 1.0, "five of five"),
    ("intercom", "conversation.rating.added", rated(1), 0.2, "one of five"),
    ("gorgias", "", TRIGGER | {"score": 3, "score_max": 3}, 1.0, "a scale of one's own"),
    ("freshdesk", "", TRIGGER | {"score": "9"}, None, "more than there is"),
]


@pytest.mark.parametrize(
    ("system", "topic", "payload", "share", "why"), SCORES, ids=[f"{r[0]}: {r[-1]}" for r in SCORES]
)
def test_a_score_becomes_a_share(
    system: str, topic: str, payload: dict[str, Any], share: float | None, why: str
) -> None:
    fact = told(system, payload, topic)
    assert isinstance(fact, TicketFact), why
    assert (None if fact.score is None else fact.score / fact.score_max) == share


IGNORED = [
    ("zendesk", "", status_event("CLOSED", "SOLVED"), "had been resolved", "closed by itself"),
    ("zendesk", "", status_event("OPEN", "NEW"), "being worked on", "taken up"),
    ("zendesk", "", zendesk_event("ticket.comment_added", {}), "comment_added", "not subscribed"),
    ("zendesk", "", TRIGGER | {"status": "Wacht"}, "“Wacht” is not known", "a custom status"),
    ("zendesk", "", {"ticket_id": "1"}, "neither a status nor a score", "too small a body"),
    ("helpscout", "convo.status", help_scout("spam"), "spam", "spam"),
    ("helpscout", "tag.created", {"id": 1}, "tag.created", "not subscribed"),
    ("intercom", "ping", {"topic": "ping"}, "test message", "the test on saving"),
    ("intercom", "contact.created", {}, "contact.created", "not subscribed"),
    ("intercom", "conversation.rating.added", rated(None), "neither", "no rating in it"),
]


@pytest.mark.parametrize(
    ("system", "topic", "payload", "sentence", "why"), IGNORED, ids=[row[-1] for row in IGNORED]
)
def test_what_asks_for_nothing_says_why(
    system: str, topic: str, payload: dict[str, Any], sentence: str, why: str
) -> None:
    fact = told(system, payload, topic)
    assert isinstance(fact, Ignored), why
    assert sentence in fact.sentence


@pytest.mark.parametrize(
    ("system", "topic"),
    [
        ("zendesk", ""),
        ("gorgias", ""),
        ("freshdesk", ""),
        ("helpscout", "convo.status"),
        ("helpscout", "satisfaction.ratings"),
        ("intercom", "conversation.admin.closed"),
        ("intercom", "conversation.rating.added"),
    ],
)
def test_a_ticket_without_its_number_cannot_be_read(system: str, topic: str) -> None:
    with pytest.raises(UnreadablePayload, match="missing"):
        told(system, {"status": "closed"}, topic)


@pytest.mark.parametrize("module", [zendesk, gorgias, freshdesk])
def test_the_body_to_paste_is_json_that_its_translator_reads(module: Any) -> None:
    body = json.loads(module.BODY)
    assert all(value.startswith("{{") for value in body.values())
    filled = {key: TRIGGER[key] for key in body}
    assert isinstance(told(module.SYSTEM, filled), TicketFact)


def test_an_agent_who_wrote_first_is_not_the_customer() -> None:
    agent = {"type": "admin", "name": "Ann", "email": "ann@shop.example"}
    contacts = {"contacts": [{"id": "1", "email": "tom@example.com", "name": "Tom Field"}]}
    payload = intercom_news("", source={"author": agent}, contacts=contacts)
    fact = told("intercom", payload, "conversation.admin.closed")
    assert isinstance(fact, TicketFact)
    assert fact.person == PersonFact("tom@example.com", "Tom Field")
