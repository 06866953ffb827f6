"""What two ticketing systems send and answer about an evening in a workshop."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.factory import create_app
from core.doors import Doors
from core.models import Store
from solicitation.operations.connecting import add_connection
from tests.fakes import remotes
from tests.fakes.shop import FakeShop

BEGINS, ENDS = "2026-06-10T16:00:00Z", "2026-06-10T20:00:00Z"
SEEN = "2026-06-10T16:20:00Z"
EVENTBRITE_EVENTS: dict[str, dict[str, Any]] = {
    "16113455780": {
        "id": "16113455780",
        "name": {"text": "Soirée au tour", "html": "<p>Soirée au tour</p>"},
        "start": {"timezone": "Europe/Paris", "local": "2026-06-10T18:00:00", "utc": BEGINS},
        "end": {"timezone": "Europe/Paris", "local": "2026-06-10T22:00:00", "utc": ENDS},
        "capacity": 24,
        "venue": {"name": "Atelier Nord", "address": {"city": "Lyon", "country": "FR"}},
    }
}
PRETIX_EVENTS: dict[str, dict[str, Any]] = {
    "soiree": {
        "slug": "soiree",
        "name": {"fr": "Soirée au tour", "en": "An evening at the wheel"},
        "date_from": BEGINS,
        "date_to": ENDS,
        "location": {"fr": "Atelier Nord\nLyon"},
    },
    "soiree/subevents/7": {
        "id": 7,
        "name": {"fr": "Soirée au tour, juillet"},
        "date_from": "2026-07-10T16:00:00Z",
        "date_to": None,
        "location": None,
    },
}


def eventbrite_news(action: str = "barcode.checked_in", attendee: str = "518287324") -> Any:
    host = "https://www.eventbriteapi.com"
    return {
        "config": {
            "action": action,
            "user_id": "147236",
            "endpoint_url": "https://avis.example/hooks/eventbrite/maison",
            "webhook_id": "1806556",
        },
        "api_url": f"{host}/v3/events/16113455780/attendees/{attendee}/",
    }


def eventbrite_attendee(number: str = "518287324", **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "event_id": "16113455780",
        "order_id": "410166381",
        "created": "2026-06-01T06:37:07Z",
        "changed": SEEN,
        "checked_in": True,
        "cancelled": False,
        "refunded": False,
        "status": "Checked In",
        "profile": {
            "first_name": "Léa",
            "last_name": "Roy",
            "name": "Léa Roy",
            "email": f"lea{number}@example.com",
            "addresses": {"bill": {"country": "CA", "region": "QC"}},
        },
        "barcodes": [{"status": "used", "changed": SEEN, "barcode": f"4101663815{number}001"}],
    } | changes


def pretix_news(action: str = "pretix.event.checkin", code: str = "ABC12", number: int = 1) -> Any:
    return {
        "notification_id": number,
        "organizer": "maison",
        "event": "soiree",
        "code": code,
        "action": action,
        "orderposition_id": 23442,
        "orderposition_positionid": 1,
        "checkin_list": 1,
        "type": "entry",
        "first_checkin": True,
    }


def scan(at: str = SEEN, **changes: Any) -> dict[str, Any]:
    return {"id": 1, "list": 1, "datetime": at, "type": "entry", "auto_checked_in": False} | changes


def ticket(number: int = 23442, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "order": "ABC12",
        "positionid": 1,
        "canceled": False,
        "attendee_name": "Léa Roy",
        "attendee_email": None,
        "subevent": None,
        "checkins": [scan()],
    } | changes


def pretix_order(code: str = "ABC12", **changes: Any) -> dict[str, Any]:
    return {
        "code": code,
        "event": "soiree",
        "status": "p",
        "testmode": False,
        "email": f"{code.lower()}@example.com",
        "locale": "fr",
        "datetime": "2026-06-01T10:00:00Z",
        "last_modified": SEEN,
        "invoice_address": {"name": "Léa Roy", "country": "CA", "state": "QC"},
        "positions": [ticket()],
    } | changes


SECRETS = ("first-secret-0123456789", "second-secret-0123456789")
NEWS: dict[str, Any] = {"eventbrite": eventbrite_news(), "pretix": pretix_news()}


class House:
    """A ticketing system whose answers a test may change, and the store connected to it."""

    def __init__(self, doors: Doors, store: Store, system: str) -> None:
        self.doors, self.store, self.system = doors, store, system
        self.rows: list[dict[str, Any]] = []
        known: Any = EVENTBRITE_EVENTS if system == "eventbrite" else PRETIX_EVENTS
        self.shop = FakeShop(getattr(remotes, system)(self.rows, known))
        self.web = create_app(doors).test_client()

    def connect(self, wait: timedelta = timedelta(days=30)) -> None:
        """Connected, and not read by itself before `wait` is over."""
        with self.doors.database.transaction() as session:
            told = (self.system, self.shop.url, "TOKEN-0123456789")
            now = self.doors.now()
            made = add_connection(session, self.store.id, *told, self.doors.seals(), now)
            made.due_at = now + wait

    def tell(self, news: Any = None, secret: str = SECRETS[0]) -> int:
        body = json.dumps(news or NEWS[self.system])
        place = f"/hooks/{self.system}/maison"
        return self.web.post(place, query_string={"secret": secret}, data=body).status_code

    def came(self, **changes: Any) -> None:
        """One person, who came or did not."""
        self.rows[:] = [eventbrite_attendee(**changes)]
        if self.system == "pretix":
            is_here = changes.get("checked_in", True)
            last = changes.get("changed", SEEN)
            scans = [scan()] if is_here else []
            self.rows[:] = [pretix_order(last_modified=last, positions=[ticket(checkins=scans)])]

    def all(self, kind: Any) -> Any:
        with self.doors.database.reading() as session:
            return list(session.scalars(select(kind).order_by(kind.id)))
