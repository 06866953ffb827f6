"""What became of my words: every version, its state, and the ways to change or take them back."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from collection.attributes import Asked
from collection.consent_texts import consent_texts
from collection.forms import AnswerForm, answer_form, answer_of, known_answers
from collection.operations.drafting import drop_drafts
from collection.operations.files import carry_files, files_of
from collection.operations.submitting import amend
from collection.operations.taking_back import withdraw, withdraw_use
from collection.policy import AMENDABLE, WITHDRAWABLE, Answer, Question, Step, steps_again
from collection.public.answering import accepts
from collection.public.ground import (
    BUSY,
    blueprint,
    full_size,
    language_links,
    onward,
    refusal_sentence,
    speak_to,
    thumbnail,
)
from collection.public.incoming import receive
from collection.public.pages import Page, picture_of, show, subject_name, typed_at
from collection.public.receiving import wall_path
from collection.public.telling import told
from collection.queries.attributes import asked_about
from collection.queries.drafts import draft_of
from collection.queries.given import Given, given_by, given_one
from collection.reasons import GROUNDS, MEDIA_STATES, STATES, TONES
from core.auth import link, token_holder
from core.errors import N_, InvalidInput
from core.models import ANSWERED_WITHIN, Customer, Media, Store
from core.states import LinkPurpose, MediaState, Use
from core.web import doors, language, limiter

_ADDED = ("video", "picture")
_FILES_ALONE: tuple[Step, ...] = ((Question.MEDIA,), (Question.VOICE,))
_KEPT = (MediaState.READY, MediaState.UPLOADED)


@blueprint.get("/s/<token>")
@token_holder(LinkPurpose.STATUS)
def status_page(token: str) -> str:
    """Everything this person gave, the newest first."""
    with doors().database.reading() as rows:
        store, customer = _people(rows)
        things = given_by(rows, link())
    return render_template(
        "collection/status.html",
        store=store,
        customer=customer,
        token=token,
        things=things,
        done=request.args.get("done", ""),
        contest_days=ANSWERED_WITHIN.days,
        states=STATES,
        tones=TONES,
        grounds=GROUNDS,
        media_states=MEDIA_STATES,
        refusal_sentence=refusal_sentence,
        amendable=AMENDABLE,
        withdrawable=WITHDRAWABLE,
        subject_name=subject_name,
        thumbnail=thumbnail,
        told=told,
        full_size=full_size,
        wall_path=wall_path,
        language_links=language_links(),
    )


@blueprint.get("/s/<token>/amend")
@token_holder(LinkPurpose.STATUS)
def amend_page(token: str) -> str | tuple[str, int]:
    """The same form again, filled with what was said."""
    with doors().database.reading() as rows:
        store, customer = _people(rows)
        given = given_one(rows, link(), request.args.get("what", ""))
        attributes = _asked(rows, given)
        draft = draft_of(rows, store.id, customer.id, _form_key(given))
    typed = dict(draft.fields) if draft else {}
    form = answer_form(
        _steps(given), None, known_answers(given.latest, customer.name) | typed, attributes
    )
    page = _page(store, customer, token, given, form, _files(given))
    page.draft_saved, page.attributes = typed_at(draft), attributes
    return show(page)


@blueprint.post("/s/<token>/amend")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.STATUS)
def send_amendment(token: str) -> Response | tuple[str, int]:
    """Keep a new version; the one before stays as it is until this one is decided."""
    with doors().database.reading() as rows:
        store, customer = _people(rows)
        given = given_one(rows, link(), request.args.get("what", ""))
        attributes = _asked(rows, given)
    form = answer_form(_steps(given), request.form, attributes=attributes)
    chosen = request.form.getlist("media")
    kept = [media for media in _files(given) if media.ref in chosen]
    incoming = receive(store, customer.id, kept)
    if not accepts(form, incoming, given.latest.kind, has_kept=bool(kept)):
        page = _page(store, customer, token, given, form, kept)
        page.incoming, page.attributes = incoming, attributes
        return show(page, 422)
    texts = consent_texts(language(), store.name, given.latest.kind)
    answer = replace(
        answer_of(form, customer.name, language(), texts, incoming.refs, attributes),
        captions=incoming.captions,
        trims=incoming.trims,
    )
    _keep(given, answer, kept)
    return onward(f"/s/{token}", done="amended")


@blueprint.get("/s/<token>/withdraw")
@token_holder(LinkPurpose.STATUS)
def withdraw_page(token: str) -> str:
    """Ask once more before taking something back for good."""
    with doors().database.reading() as rows:
        store, _customer = _people(rows)
        given = given_one(rows, link(), request.args.get("what", ""))
    return render_template(
        "collection/withdraw.html",
        store=store,
        token=token,
        submission=given.latest,
        versions=len(given.versions),
        name=_name(store, given),
        language_links=language_links(),
    )


@blueprint.post("/s/<token>/withdraw")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.STATUS)
def send_withdrawal(token: str) -> Response:
    """Take it back at once, every version of it."""
    with doors().database.transaction() as session:
        _people(session)
        given = given_one(session, link(), request.args.get("what", ""))
        withdraw(session, given.versions, doors().settings.secret_key, doors().now())
    return onward(f"/s/{token}", done="withdrawn")


@blueprint.post("/s/<token>/consent")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.STATUS)
def withdraw_consent(token: str) -> Response:
    """Take back one use; as easy as it was to allow it (GDPR art. 7(3))."""
    wish = request.form.get("use", "")
    if wish not in set(Use):
        raise InvalidInput(N_("Choose one of the uses on the page."), field="use")
    with doors().database.transaction() as session:
        _people(session)
        given = given_one(session, link(), request.form.get("what", ""))
        secret_key = doors().settings.secret_key
        withdraw_use(session, given.versions, Use(wish), secret_key, doors().now())
    return onward(f"/s/{token}", done="consent")


def _people(session: Session) -> tuple[Store, Customer]:
    """The store and the customer of the link; the page then speaks to them."""
    store = session.get_one(Store, link().store_id)
    customer = session.get_one(Customer, link().customer_id)
    speak_to(customer, store)
    return store, customer


def _steps(given: Given) -> tuple[Step, ...]:
    """The questions of its moment again, or the files alone when that is all that is added."""
    if request.args.get("add") in _ADDED:
        return _FILES_ALONE
    return steps_again(given.latest.moment, given.latest.kind)


def _asked(session: Session, given: Given) -> tuple[Asked, ...]:
    """What is asked of the product now, and what was answered though it is asked no more."""
    latest = given.latest
    answered = frozenset(latest.answers or {})
    return asked_about(session, latest.store_id, latest.product, language(), answered)


def _files(given: Given) -> list[Media]:
    """The photos and videos of the newest version that may be kept."""
    return [media for media in given.latest.media if media.state in _KEPT]


def _keep(given: Given, answer: Answer, kept: list[Media]) -> None:
    now = doors().now()
    with doors().database.transaction() as session:
        former = given_one(session, link(), given.latest.ref).latest
        drop_drafts(session, former.store_id, former.customer_id, _form_key(given))
        if request.args.get("add") in _ADDED:
            answer = replace(
                answer,
                rating=former.rating,
                title=former.title or "",
                words=former.words or "",
                answers=former.answers or {},
            )
        rows = files_of(session, former.store_id, former.id)
        wanted = {media.ref for media in kept}
        carried = carry_files(
            session, former, [row for row in rows if row.ref in wanted], answer.captions, now
        )
        amend(session, former, replace(answer, media=(*carried, *answer.media)), now)


def _page(
    store: Store,
    customer: Customer,
    token: str,
    given: Given,
    form: AnswerForm,
    kept: list[Media],
) -> Page:
    former = given.latest
    return Page(
        store=store,
        customer=customer,
        kind=former.kind,
        moment=former.moment,
        steps=_steps(given),
        form=form,
        ticket_url=f"/s/{token}/media",
        form_key=_form_key(given),
        name=_name(store, given),
        facts=_("A new version; the one before stays until this one is read."),
        image=picture_of(former.product),
        former=former,
        kept=kept,
    )


def _form_key(given: Given) -> str:
    return f"s:{given.latest.ref}"


def _name(store: Store, given: Given) -> str:
    return subject_name(store, given.latest.product, given.latest.store_event)
