"""Messages as five helpdesks write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

SOLVED = datetime(2026, 6, 8, 10, 0, tzinfo=UTC)

TRIGGER: dict[str, Any] = {
    "ticket_id": "35436",
    "status": "Solved",
    "email": "tom@example.com",
    "name": "Tom Field",
    "language": "en-gb",
    "created_at": "2026-06-07T09:30Z",
    "updated_at": "2026-06-08T10:00Z",
    "score": "",
}


def zendesk_event(kind: str, event: dict[str, Any], **detail: Any) -> dict[str, Any]:
    return {
        "type": f"zen:event-type:{kind}",
        "account_id": 22129848,
        "id": "2b2d8b2a-8f5e-4d0c-a7a4-3b3a0f4f5c11",
        "time": "2026-06-08T10:00:00.123Z",
        "zendesk_event_version": "2022-11-06",
        "subject": "zen:ticket:35436",
        "detail": {"id": "35436", "requester_id": "20978392", "status": "SOLVED"} | detail,
        "event": event,
    }


def status_event(current: str, previous: str) -> dict[str, Any]:
    return zendesk_event("ticket.status_changed", {"current": current, "previous": previous})


def help_scout(status: str = "closed", **changes: Any) -> dict[str, Any]:
    return {
        "id": 1560011,
        "number": 349,
        "type": "email",
        "status": status,
        "state": "published",
        "subject": "Where is my bowl?",
        "createdAt": "2026-06-07T09:30:00Z",
        "closedAt": "2026-06-08T10:00:00Z",
        "userUpdatedAt": "2026-06-08T11:00:00Z",
        "primaryCustomer": {
            "id": 449379,
            "type": "customer",
            "first": "Tom",
            "last": "Field",
            "email": "tom@example.com",
        },
    } | changes


def help_scout_rating(rating: str) -> dict[str, Any]:
    return {
        "id": 5434,
        "customer": {
            "id": 449379,
            "firstName": "Tom",
            "lastName": "Field",
            "emails": [{"id": 1220012, "value": "tom@example.com", "location": "work"}],
        },
        "ticketId": 1560011,
        "threadId": 3002084,
        "mailbox": {"id": 1234, "name": "Shop"},
        "rating": rating,
        "comments": "he was really helpful",
        "createdAt": "2026-06-08T11:30:00Z",
        "modifiedAt": "2026-06-08T11:30:00Z",
    }


def intercom_news(topic: str, **item: Any) -> dict[str, Any]:
    return {
        "type": "notification_event",
        "app_id": "a86dr8yl",
        "id": "notif_78c122d0-23ba-11e4-9464-79b01267cc2e",
        "topic": topic,
        "created_at": int(SOLVED.timestamp()),
        "data": {
            "type": "notification_event_data",
            "item": {
                "type": "conversation",
                "id": "147",
                "created_at": 1780824600,
                "state": "closed",
                "source": {
                    "type": "conversation",
                    "author": {
                        "type": "user",
                        "id": "530370b477ad7120001d",
                        "name": "Tom Field",
                        "email": "tom@example.com",
                    },
                },
                "contacts": {"type": "contact.list", "contacts": [{"id": "530370b4"}]},
            }
            | item,
        },
    }


def csat(score: str) -> dict[str, Any]:
    return zendesk_event("ticket.csat_received", {"satisfaction_score": {"score": score}})


def rated(rating: int | None) -> dict[str, Any]:
    return intercom_news("", state="open", conversation_rating={"rating": rating})
