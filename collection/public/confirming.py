"""The link in the mail: these words are mine."""

from __future__ import annotations

from flask import Response, render_template

from collection.operations.leaving import confirm_words
from collection.public.ground import BUSY, blueprint, language_links, onward, speak_to
from collection.public.pages import subject_name
from collection.queries.open import left_words
from core.auth import link, token_holder
from core.errors import N_, LinkUnknown
from core.models import Customer, Store
from core.signing import mint_link
from core.states import LinkPurpose, SubmissionState
from core.web import doors, limiter

_GONE = (SubmissionState.WITHDRAWN, SubmissionState.ERASED)


@blueprint.get("/v/<token>")
@token_holder(LinkPurpose.CONFIRM)
def confirm_page(token: str) -> str:
    """The words, and one button; scanners follow links, so nothing changes here."""
    with doors().database.reading() as rows:
        submission = left_words(rows, link())
        store = rows.get_one(Store, link().store_id)
    if submission.state in _GONE:
        raise LinkUnknown(N_("These words were taken back; there is nothing left to confirm."))
    speak_to(submission.customer, store)
    return render_template(
        "collection/confirm.html",
        store=store,
        token=token,
        submission=submission,
        is_open=submission.state is SubmissionState.UNCONFIRMED,
        name=subject_name(store, submission.product, submission.store_event),
        language_links=language_links(),
    )


@blueprint.post("/v/<token>")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.CONFIRM)
def confirm(token: str) -> Response:
    """Confirm, and go to the page of what was given; pressing twice changes nothing."""
    now = doors().now()
    with doors().database.transaction() as session:
        submission = left_words(session, link(), is_locked=True)
        confirm_words(session, submission, now)
        customer = session.get_one(Customer, submission.customer_id)
        customer.acted_at = now
        status = mint_link(
            session,
            LinkPurpose.STATUS,
            store_id=submission.store_id,
            customer_id=submission.customer_id,
            submission_id=submission.id,
            now=now,
        )
    return onward(f"/s/{status}", done="confirmed")
