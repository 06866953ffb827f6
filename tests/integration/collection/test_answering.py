"""What a customer sends behind a mailed link is kept, once, word for word."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.factory import create_app
from core.doors import Doors
from core.models import Consent, OutboxEvent, Submission
from core.states import Moment, SubjectKind, SubmissionKind, SubmissionState
from tests.integration.collection.asking import MOMENTS, filled, someone_asked


@pytest.fixture
def client(doors: Doors) -> FlaskClient:
    return create_app(doors).test_client()


def submissions(doors: Doors) -> list[Submission]:
    with doors.database.reading() as rows:
        return list(
            rows.scalars(
                select(Submission)
                .options(selectinload(Submission.consents), selectinload(Submission.media))
                .order_by(Submission.id)
            )
        )


@pytest.mark.parametrize(("moment", "kind"), MOMENTS)
def test_every_moment_has_its_form_and_keeps_its_answer(
    doors: Doors, client: FlaskClient, moment: Moment, kind: SubmissionKind
) -> None:
    person = someone_asked(doors, moment, kind)
    page = client.get(person.path)
    assert page.status_code == 200
    assert ('name="rating"' in page.text) is (kind is SubmissionKind.REVIEW)
    sent = client.post(person.path, data=filled(kind))
    assert sent.status_code == 303, sent.text
    thanks = client.get(sent.headers["Location"])
    assert thanks.status_code == 200
    assert "It keeps tea warm." in thanks.text
    (kept,) = submissions(doors)
    assert (kept.kind, kept.moment, kept.state) == (kind, moment, SubmissionState.RECEIVED)
    assert kept.words == "It keeps tea warm."
    assert kept.display_name == "Élodie"
    assert kept.is_verified
    assert kept.occasion_id == person.ask.occasion_id
    assert (kept.experience_on.isoformat(), kept.experience_day) in {
        ("2026-06-05", 5),
        ("2026-06-09", 1),
    }
