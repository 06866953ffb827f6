"""After sending: what happens next, the same for one star and for five (requirement L15)."""

from __future__ import annotations

from flask import Response, render_template, request

from collection.public.ground import BUSY, blueprint, language_links, onward, speak_to
from collection.queries.asked import asked_by
from core.auth import link, token_holder
from core.signing import mint_link
from core.states import LinkPurpose
from core.web import doors, limiter


@blueprint.get("/r/<token>/thanks")
@token_holder(LinkPurpose.ANSWER)
def thanks_page(token: str) -> Response | str:
    """Their words given back, what happens now, and what else they may do."""
    with doors().database.reading() as rows:
        asked = asked_by(rows, link())
        speak_to(asked.customer, asked.store)
    what = request.args.get("what", "")
    submission = next((one for one in asked.given if one.ref == what), None)
    if submission is None:
        return onward(f"/r/{token}")
    return render_template(
        "collection/thanks.html",
        store=asked.store,
        token=token,
        submission=submission,
        others=asked.left(submission.product_id),
        language_links=language_links(),
    )


@blueprint.post("/r/<token>/mine")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.ANSWER)
def open_status(token: str) -> Response:
    """Make the link to everything this person gave, and go there.

    Only hashes of tokens are kept, so it is made anew; a POST, since following links makes nothing.
    """
    held = link()
    with doors().database.transaction() as session:
        status = mint_link(
            session,
            LinkPurpose.STATUS,
            store_id=held.store_id,
            customer_id=held.customer_id,
            now=doors().now(),
        )
    what, then = request.form.get("what", ""), request.form.get("then", "")
    if then in ("video", "picture"):
        return onward(f"/s/{status}/amend", what=what, add=then)
    if then == "amend":
        return onward(f"/s/{status}/amend", what=what)
    return onward(f"/s/{status}")
