"""Moving the demo's clock from its bar until somebody's request is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import requests
from playwright.sync_api import Page
from sqlalchemy import func, select

from core.models import ClockShift, Customer, Solicitation
from core.states import SolicitationState
from tests.pipeline.journey.people import Person
from tests.pipeline.journey.processes import Demo
from tests.pipeline.journey.waiting import until

MOST_MOVES = 20
Press = Callable[[str], None]
"""Moves the clock by `day`, `month`, or to the `next` ask."""


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


def pass_time(demo: Demo, press: Press, person: Person) -> None:
    """Press the bar's buttons, as a visitor of the demo would, until the person is asked."""
    until(lambda: first_due(demo, person), "the order's requests are planned")
    for _move in range(MOST_MOVES):
        due = first_due(demo, person)
        assert due is not None
        left = due - demo_now(demo)
        if left <= timedelta(0):
            return
        press("day" if left > timedelta(days=1) else "next")
        until(lambda: not waiting(demo), "what became due was handed out")
    raise AssertionError(f"after {MOST_MOVES} moves of the clock nobody asked {person.email}")


def bar_of(page: Page) -> Press:
    """The buttons of the bar on the page, and the page that tells what each did."""

    def press(step: str) -> None:
        page.locator(f'.demo-bar button[value="{step}"]').click()
        page.wait_for_url("**due=**")
        assert page.locator(".demo-bar__moved").is_visible()

    return press


def form_of(demo: Demo) -> Press:
    """The same without a browser: the form that the buttons send."""

    def press(step: str) -> None:
        answer = requests.post(
            f"{demo.url}/demo/clock",
            {"step": step},
            headers={"Origin": demo.url, "Sec-Fetch-Site": "same-origin"},
            timeout=30,
            allow_redirects=False,
        )
        assert answer.status_code == 303, answer.text

    return press


def waiting(demo: Demo) -> int:
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
