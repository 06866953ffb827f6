"""Rows of published reviews, for the tests of the widgets storey."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core.doors import Doors
from core.events import SubmissionApproved
from core.models import Customer, Media, Product, Store, Submission, SubmissionLabel
from core.states import Label, MediaKind, MediaState, SubmissionState
from tests.factories import NOW, make_customer, make_product, make_store, make_submission
from widgets.handlers import publish


def make_shelf(session: Session, **values: Any) -> tuple[Store, Product]:
    """A store `luce` with one product `SKU-1`."""
    store = make_store(session, **({"key": "luce", "name": "Maison Luce"} | values))
    return store, make_product(session, store, ref="SKU-1", url="https://luce.example/bol")


def approved(
    session: Session, store: Store, product: Product | None = None, **values: Any
) -> Submission:
    """An approved review; of the store itself when no product is given."""
    customer: Customer = values.pop("customer", None) or make_customer(session, store)
    values = {
        "state": SubmissionState.APPROVED,
        "decided_at": NOW - timedelta(hours=1),
        "answers": {"fit": 4, "pros": "Lourd", "ease": 9, "odd": ""},
        "experience_day": 12,
    } | values
    return make_submission(session, customer, product=product, **values)


def add_label(session: Session, submission: Submission, label: Label) -> None:
    """Label a submission."""
    session.add(
        SubmissionLabel(
            store_id=submission.store_id,
            submission_id=submission.id,
            label=label,
            created_at=NOW,
        )
    )


def add_photo(session: Session, submission: Submission, **values: Any) -> Media:
    """A prepared photo in two formats."""
    folder = f"media/luce/{submission.ref}"
    values = {
        "ref": submission.ref,
        "kind": MediaKind.PHOTO,
        "state": MediaState.READY,
        "content_type": "image/jpeg",
        "quarantine_key": "quarantine/luce/x",
        "width": 1600,
        "height": 1067,
        "colour": "#8A7A66",
        "created_at": NOW,
        "renditions": [
            {"name": f"{width}.{ending}", "key": f"{folder}/{width}.{ending}", "bytes": 9}
            | {"type": f"image/{kind}", "width": width, "height": width * 2 // 3}
            for kind, ending in (("jpeg", "jpg"), ("webp", "webp"))
            for width in (480, 1600)
        ],
    } | values
    media = Media(
        store_id=submission.store_id,
        customer_id=submission.customer_id,
        submission_id=submission.id,
        **values,
    )
    session.add(media)
    session.flush()
    return media


def film(folder: str) -> list[dict[str, Any]]:
    """The renditions of a video."""
    return [
        {"name": "video.mp4", "key": f"{folder}/video.mp4", "type": "video/mp4"}
        | {"width": 720, "height": 1280, "bytes": 9},
        {"name": "480.jpg", "key": f"{folder}/480.jpg", "type": "image/jpeg"}
        | {"width": 480, "height": 853, "bytes": 9},
        {"name": "preview.mp4", "key": f"{folder}/preview.mp4", "type": "video/mp4"}
        | {"width": 360, "height": 640, "bytes": 9},
        {"name": "captions-a.vtt", "key": f"{folder}/captions-a.vtt", "type": "text/vtt"}
        | {"width": 0, "height": 0, "bytes": 9, "language": "fr"},
    ]


def show(doors: Doors, *submissions: Submission) -> None:
    """Publish them, as the relay would."""
    for one in submissions:
        publish(doors, SubmissionApproved(one.store_id, one.id))


def days_ago(days: float) -> datetime:
    """A moment before now."""
    return NOW - timedelta(days=days)
