"""May this request leave now? A table, a reason per row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.states import Moment, Reason, SubmissionKind
from solicitation.judging import Cap, Course, Facts, Rival, Verdict, judge
from solicitation.policy import Quiet, expected_answer, kinds_asked
from tests.factories import NOW

DAY = timedelta(days=1)
CAPS = (Cap(1, 14), Cap(4, 180))
READY = Facts(
    key=7,
    due_at=NOW,
    useful_until=NOW + 40 * DAY,
    expected_answer=0.2,
    zone=ZoneInfo("Europe/Paris"),
    quiet=Quiet(20, 9, is_sunday_quiet=True),
    caps=CAPS,
)


def test_a_request_with_nothing_against_it_goes() -> None:
    assert judge(READY, NOW) == Verdict(Course.GO, Reason.HANDED_OVER)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_erased": True, "has_address": False}, Reason.ERASED),
        ({"is_objecting": True}, Reason.OBJECTED),
        ({"is_suppressed": True}, Reason.SUPPRESSED),
        ({"has_address": False}, Reason.NO_ADDRESS),
        ({"stop_reason": Reason.REFUNDED}, Reason.REFUNDED),
        ({"stop_reason": Reason.REOPENED}, Reason.REOPENED),
        ({"is_answered": True}, Reason.ANSWERED),
        ({"is_moment_on": False}, Reason.MOMENT_OFF),
        ({"has_subject": False}, Reason.NO_PRODUCT_LEFT),
        ({"is_objecting": True, "stop_reason": Reason.REFUNDED}, Reason.OBJECTED),
    ],
)
def test_what_stops_a_request_for_good(change: dict[str, Any], reason: Reason) -> None:
    assert judge(replace(READY, **change), NOW) == Verdict(Course.STOP, reason)


@pytest.mark.parametrize(
    ("change", "now", "verdict"),
    [
        pytest.param(
            {"paused_until": NOW + 5 * DAY},
            NOW,
            Verdict(Course.WAIT, Reason.PAUSED, NOW + 5 * DAY + timedelta(hours=0)),
            id="a pause ends on a Monday at eleven",
        ),
        pytest.param(
            {"handed_over": (NOW - 10 * DAY,)},
            NOW,
            Verdict(Course.WAIT, Reason.FATIGUE_CAP, NOW + 5 * DAY - timedelta(hours=2)),
            id="one in 14 days: room on the 14th, a Sunday, so Monday at nine",
        ),
        pytest.param(
            {"handed_over": tuple(NOW - d * DAY for d in (150, 120, 60, 20))},
            NOW,
            Verdict(Course.WAIT, Reason.FATIGUE_CAP, NOW + 30 * DAY),
            id="four in 180 days",
        ),
        pytest.param(
            {"handed_over": (NOW - 14 * DAY,)},
            NOW,
            Verdict(Course.GO, Reason.HANDED_OVER),
            id="exactly 14 days ago is outside the cap",
        ),
        pytest.param(
            {"rivals": (Rival(NOW + 3 * DAY, 0.4, 9),)},
            NOW,
            Verdict(Course.WAIT, Reason.STRONGER_ASK, NOW + 17 * DAY),
            id="a likelier request comes within the cap: this one moves behind it",
        ),
        pytest.param(
            {"rivals": (Rival(NOW + 3 * DAY, 0.1, 9),)},
            NOW,
            Verdict(Course.GO, Reason.HANDED_OVER),
            id="a weaker rival gives way",
        ),
        pytest.param(
            {"rivals": (Rival(NOW + 20 * DAY, 0.4, 9),)},
            NOW,
            Verdict(Course.GO, Reason.HANDED_OVER),
            id="a rival beyond the cap does not collide",
        ),
        pytest.param(
            {"rivals": (Rival(NOW, 0.2, 3),)},
            NOW,
            Verdict(Course.WAIT, Reason.STRONGER_ASK, NOW + 14 * DAY),
            id="equals: the elder goes",
        ),
        pytest.param(
            {},
            NOW + timedelta(hours=12),
            Verdict(Course.WAIT, Reason.QUIET_HOURS, NOW + timedelta(hours=22)),
            id="night",
        ),
        pytest.param(
            {"useful_until": NOW + 3 * DAY, "handed_over": (NOW - 2 * DAY,)},
            NOW,
            Verdict(Course.DROP, Reason.FATIGUE_CAP),
            id="room would come past its usefulness",
        ),
        pytest.param(
            {"useful_until": NOW - DAY},
            NOW,
            Verdict(Course.DROP, Reason.PAST_ITS_USE),
            id="too late already",
        ),
    ],
)
def test_what_makes_a_request_wait_or_fall(
    change: dict[str, Any], now: datetime, verdict: Verdict
) -> None:
    assert judge(replace(READY, **change), now) == verdict


def test_two_equal_requests_never_wait_for_each_other() -> None:
    one = replace(READY, key=1, rivals=(Rival(NOW, 0.2, 2),))
    two = replace(READY, key=2, rivals=(Rival(NOW, 0.2, 1),))
    assert [judge(facts, NOW).course for facts in (one, two)] == [Course.GO, Course.WAIT]


@pytest.mark.parametrize("satisfaction", [None, 0.0, 0.5, 0.74])
def test_without_a_positive_score_support_asks_for_a_review_alone(
    satisfaction: float | None,
) -> None:
    kinds = kinds_asked(
        Moment.SUPPORT_RESOLVED, satisfaction, is_testimonial_on=True, is_review_on=True
    )
    assert kinds == (SubmissionKind.REVIEW,)


@pytest.mark.parametrize("satisfaction", [None, 0.0, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("moment", list(Moment))
def test_every_satisfaction_is_asked_for_the_same_review(
    moment: Moment, satisfaction: float | None
) -> None:
    """FTC guide; CMA208; requirement L16: who is asked for a review never depends on sentiment."""
    kinds = kinds_asked(moment, satisfaction, is_testimonial_on=True, is_review_on=True)
    assert kinds[0] is SubmissionKind.REVIEW


def test_testimonials_are_never_asked_without_reviews() -> None:
    assert not kinds_asked(Moment.SUPPORT_RESOLVED, 1.0, is_testimonial_on=True, is_review_on=False)


def test_measured_rates_move_the_prior() -> None:
    prior = expected_answer(Moment.AFTER_PURCHASE, 0, 0)
    assert prior == pytest.approx(0.075)
    assert expected_answer(Moment.AFTER_PURCHASE, 1000, 300) > 0.25
    assert expected_answer(Moment.AFTER_PURCHASE, 1000, 0) < 0.01
