"""What programs read of publications: each with its words while it is shown."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from core.auth import api_key
from core.errors import N_, InvalidInput
from core.models import Publication, Submission
from core.web import doors, limiter
from widgets.queries.published import published_after

blueprint = Blueprint("showing_api", __name__, url_prefix="/api/v1")

_MOST = 100
_USUAL = 50


@blueprint.get("/publications")
@limiter.limit("600/minute")
@api_key("publications:read")
def publications() -> Response:
    """Oldest first; `?after=` is the `next` of the page before, `?limit=` is 50 and at most 100.

    What was taken back stays in the list with its `unpublished_at` and without its words.
    """
    after, limit = _number("after", 0, 2**63 - 1), _number("limit", _USUAL, _MOST)
    with doors().database.reading() as session:
        rows = published_after(session, g.store.id, after, max(limit, 1))
        items = [_item(publication, submission) for publication, submission in rows]
    is_full = len(items) == max(limit, 1)
    response = jsonify(publications=items, next=rows[-1][0].id if is_full else None)
    response.headers["Cache-Control"] = "no-store"
    return response


def _number(name: str, usual: int, most: int) -> int:
    raw = request.args.get(name, "")
    if not raw:
        return usual
    if not (raw.isascii() and raw.isdecimal()) or int(raw) > most:
        raise InvalidInput(
            N_("%(name)s is a number from 0 to %(most)d."), field=name, name=name, most=most
        )
    return int(raw)


def _item(publication: Publication, submission: Submission) -> dict[str, Any]:
    is_shown = publication.unpublished_at is None
    ended_at = publication.unpublished_at
    return {
        "id": publication.id,
        "submission": submission.ref,
        "kind": submission.kind,
        "subject": publication.subject,
        "product": submission.product.ref if submission.product else None,
        "published_at": publication.published_at.isoformat(),
        "unpublished_at": ended_at.isoformat() if ended_at else None,
        "review": _words(submission) if is_shown else None,
    }


def _words(submission: Submission) -> dict[str, Any]:
    return {
        "rating": submission.rating,
        "title": submission.shown("title", submission.title or "") or None,
        "words": submission.shown("words", submission.words or ""),
        "language": submission.language,
        "author": submission.display_name,
        "submitted_at": submission.submitted_at.isoformat(),
        "experience_on": submission.experience_on.isoformat(),
        "verified": submission.is_verified,
        "labels": sorted(label.label for label in submission.labels),
    }
