"""Contest a refusal from the page of what I sent: free, in my own words."""

from __future__ import annotations

from flask import Response, render_template, request
from flask_babel import gettext as _

from collection.operations.contesting import LIMIT, contest, refusal_of
from collection.public.ground import BUSY, blueprint, language_links, onward, speak_to
from collection.public.pages import subject_name
from collection.queries.given import given_one
from collection.reasons import GROUNDS
from core.auth import link, token_holder
from core.errors import Conflict, InvalidInput
from core.models import ANSWERED_WITHIN, Customer, Store
from core.states import LinkPurpose
from core.web import doors, limiter


@blueprint.get("/s/<token>/contest")
@token_holder(LinkPurpose.STATUS)
def contest_page(token: str) -> tuple[str, int]:
    """Why it was refused, and a field to say why that is wrong."""
    return _page(token)


@blueprint.post("/s/<token>/contest")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.STATUS)
def send_contest(token: str) -> Response | tuple[str, int]:
    """Keep it; somebody else at the store decides about it."""
    words = request.form.get("words", "")
    try:
        with doors().database.transaction() as session:
            given = given_one(session, link(), request.args.get("what", ""))
            contest(session, given.latest, words, doors().now())
    except (InvalidInput, Conflict) as error:
        return _page(token, words, _(error.sentence), error.status)
    return onward(f"/s/{token}", done="contested")


def _page(token: str, words: str = "", error: str = "", status: int = 200) -> tuple[str, int]:
    with doors().database.reading() as rows:
        store = rows.get_one(Store, link().store_id)
        speak_to(rows.get_one(Customer, link().customer_id), store)
        given = given_one(rows, link(), request.args.get("what", ""))
        refusal = refusal_of(rows, given.latest)
    body = render_template(
        "collection/contest.html",
        store=store,
        token=token,
        submission=given.latest,
        refusal=refusal,
        ground=GROUNDS[refusal.ground] if refusal and refusal.ground else "",
        name=subject_name(store, given.latest.product, given.latest.store_event),
        days=ANSWERED_WITHIN.days,
        limit=LIMIT,
        words_typed=words,
        error=error,
        language_links=language_links(),
    )
    return body, status
