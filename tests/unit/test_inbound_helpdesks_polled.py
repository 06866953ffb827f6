"""What is polled from helpdesks, and what must hold for any JSON that calls itself theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solicitation.inbound import freshdesk, gorgias
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import Ignored, TicketFact
from solicitation.inbound.systems import HELPDESKS
from tests.helpdesks import SOLVED

CAME = datetime(2026, 6, 8, 12, 0, tzinfo=UTC)
patient = settings(
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_a_polled_ticket_of_gorgias_says_the_same_as_its_integration() -> None:
    ticket = {
        "id": 35436,
        "status": "closed",
        "language": "fr",
        "customer": {"id": 8, "email": "tom@example.com", "name": "Tom Field", "language": None},
        "created_datetime": "2026-06-07T09:30:00+00:00",
        "closed_datetime": "2026-06-08T10:00:00.000000+00:00",
        "satisfaction_survey": {"id": 3, "score": 5},
    }
    fact = gorgias.translate_rest(ticket, CAME)
    assert isinstance(fact, TicketFact)
    assert (fact.external_id, fact.resolved_at, fact.score) == ("gorgias:35436", SOLVED, 5)
    assert fact.person.language == "fr"
    survey = {"id": 3, "ticket_id": 35436, "score": 4, "scored_datetime": "2026-06-08T10:00:00Z"}
    scored = gorgias.translate_survey(survey, CAME)
    assert isinstance(scored, TicketFact)
    assert (scored.score, scored.score_max, scored.resolved_at) == (4, 5, None)
    assert isinstance(gorgias.translate_survey(survey | {"score": None}, CAME), Ignored)
    assert isinstance(gorgias.translate_rest(ticket | {"status": "archived"}, CAME), Ignored)


@pytest.mark.parametrize(
    ("status", "is_solved"), [(2, False), (3, False), (4, True), (5, True), (6, False)]
)
def test_a_polled_ticket_of_freshdesk_is_told_by_its_number(status: int, is_solved: bool) -> None:
    ticket = {
        "id": 35436,
        "status": status,
        "requester": {"email": "tom@example.com", "name": "Tom Field"},
        "stats": {"resolved_at": "2026-06-08T10:00:00Z", "reopened_at": "2026-06-08T11:00:00Z"},
        "created_at": "2026-06-07T09:30:00Z",
    }
    fact = freshdesk.translate_rest(ticket, CAME)
    assert isinstance(fact, TicketFact)
    assert (fact.resolved_at == SOLVED, fact.reopened_at is None) == (is_solved, is_solved)
    assert isinstance(freshdesk.translate_rest(ticket | {"status": 99}, CAME), Ignored)


@pytest.mark.parametrize(
    ("points", "share"), [(103, 1.0), (102, 5 / 6), (100, 0.5), (-101, 2 / 6), (-103, 0.0)]
)
def test_freshdesks_faces_become_a_share(points: int, share: float) -> None:
    rating = {"ticket_id": 7, "ratings": {"default_question": points}, "created_at": "2026-06-08"}
    fact = freshdesk.translate_survey(rating, CAME)
    assert isinstance(fact, TicketFact)
    assert fact.score is not None
    assert fact.score / fact.score_max == share
    assert isinstance(freshdesk.translate_survey(rating | {"ratings": {}}, CAME), Ignored)


KEYS = [
    "id", "ticket_id", "status", "email", "score", "score_max", "updated_at", "created_at", "type",
    "detail", "event", "time", "satisfaction_score", "current", "previous", "freshdesk_webhook",
    "customer", "primaryCustomer", "emails", "value", "rating", "ticketId", "closedAt", "data",
    "item", "source", "author", "contacts", "conversation_rating", "statistics", "last_close_at",
    "requester", "stats", "ratings", "default_question", "satisfaction_survey", "name", "language",
]  # fmt: skip
WORDS = st.sampled_from([
    "solved", "open", "good", "zen:event-type:ticket.status_changed", "tom@example.com", "103",
    "zen:event-type:ticket.csat_received", "2026-06-08", "user", "\x00", "1e999", "\ud800",
    "closed",
])  # fmt: skip
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=12,
)
TOPICS = [
    "", "convo.status", "satisfaction.ratings", "conversation.admin.closed",
    "conversation.user.replied", "conversation.rating.added",
]  # fmt: skip


@patient
@given(st.dictionaries(st.sampled_from(KEYS), ANY, max_size=12), st.sampled_from(TOPICS))
def test_any_json_is_read_or_refused_in_words(payload: dict[str, Any], topic: str) -> None:
    polled = [
        lambda _topic, told, came, read=read: read(told, came)
        for module in (gorgias, freshdesk)
        for read in (module.translate_rest, module.translate_survey)
    ]
    for translate in [*HELPDESKS.values(), *polled]:
        try:
            fact = translate(topic, payload, CAME)
        except UnreadablePayload:
            continue
        if isinstance(fact, TicketFact):
            assert "\x00" not in fact.external_id
            fact.external_id.encode()
            assert fact.score is None or 0 <= fact.score <= fact.score_max
