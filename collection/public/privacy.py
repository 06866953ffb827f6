"""A customer's own copy of everything, and being forgotten (GDPR art. 15, 17 and 20)."""

from __future__ import annotations

from flask import Response, render_template
from sqlalchemy.orm import Session

from collection.exporting import export_answer
from collection.public.ground import BUSY, blueprint, language_links, speak_to
from core.auth import link, token_holder
from core.events import ErasureWanted
from core.models import Customer, Store
from core.outbox import record
from core.states import LinkPurpose
from core.web import doors, limiter


@blueprint.get("/s/<token>/copy")
@limiter.limit("10/hour")
@token_holder(LinkPurpose.STATUS)
def own_copy(token: str) -> Response:
    """Everything kept of the holder, as a ZIP."""
    with doors().database.reading() as rows:
        customer = rows.get_one(Customer, link().customer_id)
    return export_answer(doors(), customer)


@blueprint.get("/s/<token>/erase")
@token_holder(LinkPurpose.STATUS)
def erase_page(token: str) -> str:
    """Say what goes and what stays, and ask once more."""
    with doors().database.reading() as rows:
        store = _speaking(rows)
    return _page(store, token)


@blueprint.post("/s/<token>/erase")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.STATUS)
def send_erasure(token: str) -> str:
    """Forget the holder; the link that brought them here ends with it."""
    with doors().database.transaction() as session:
        store = _speaking(session)
        record(session, ErasureWanted(store.id, link().customer_id), doors().now())
    return _page(store, token, is_begun=True)


def _speaking(session: Session) -> Store:
    store = session.get_one(Store, link().store_id)
    speak_to(session.get_one(Customer, link().customer_id), store)
    return store


def _page(store: Store, token: str, *, is_begun: bool = False) -> str:
    return render_template(
        "collection/erase.html",
        store=store,
        token=token,
        is_begun=is_begun,
        language_links=[] if is_begun else language_links(),
    )
