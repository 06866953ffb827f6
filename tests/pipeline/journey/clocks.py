"""Moving the demo's clock from its bar until somebody's request is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page
from sqlalchemy import func, select

from core.models import ClockShift, Customer, Solicitation
from core.states import SolicitationState
from tests.pipeline.journey.people import Person
from tests.pipeline.journey.processes import Demo
from tests.pipeline.journey.waiting import until

MOST_MOVES = 20


def demo_now(demo: Demo) -> datetime:
    """What time it is in the demo."""
    with demo.reading() as rows:
        ahead = rows.scalar(select(ClockShift.seconds)) or 0
    return datetime.now(UTC) + timedelta(seconds=ahead)


def first_due(demo: Demo, person: Person) -> datetime | None:
    """When the person's first request is due; None before it was planned."""
    with demo.reading() as rows:
        return rows.scalar(
            select(func.min(Solicitation.due_at))
            .join(Customer, Customer.id == Solicitation.customer_id)
            .where(Customer.email == person.email)
        )


def pass_time(demo: Demo, page: Page, person: Person) -> None:
    """Press the bar's buttons, as a visitor of the demo would, until the person is asked."""
    until(lambda: first_due(demo, person), "the order's requests are planned")
    for _move in range(MOST_MOVES):
        due = first_due(demo, person)
        assert due is not None
        left = due - demo_now(demo)
        if left <= timedelta(0):
            return
        press(page, "day" if left > timedelta(days=1) else "next")
        until(lambda: not _waiting(demo), "what became due was handed out")
    raise AssertionError(f"after {MOST_MOVES} moves of the clock nobody asked {person.email}")


def press(page: Page, step: str) -> None:
    """One press of the bar, and the page that tells what it did."""
    page.locator(f'.demo-bar button[value="{step}"]').click()
    page.wait_for_url("**due=**")
    assert page.locator(".demo-bar__moved").is_visible()


def _waiting(demo: Demo) -> int:
    """Requests that are due and were not yet looked at."""
    with demo.reading() as rows:
        return (
            rows.scalar(
                select(func.count())
                .select_from(Solicitation)
                .where(
                    Solicitation.state.in_((SolicitationState.PLANNED, SolicitationState.CLAIMED)),
                    Solicitation.due_at <= demo_now(demo),
                )
            )
            or 0
        )
