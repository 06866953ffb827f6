"""The form behind a mailed link: one thing at a time, the same for every rating."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, render_template, request
from flask_babel import gettext as _

from collection.attributes import Asked as Attribute
from collection.consent_texts import consent_texts
from collection.forms import AnswerForm, answer_form, answer_of
from collection.operations.drafting import drop_drafts
from collection.operations.submitting import submit
from collection.policy import steps_for
from collection.public.ground import BUSY, blueprint, language_links, onward, speak_to
from collection.public.incoming import Incoming, receive
from collection.public.origin import origin_here
from collection.public.pages import Page, picture_of, show, subject_facts, subject_name, typed_at
from collection.queries.asked import Asked, asked_by, chosen_product, earlier_words
from collection.queries.attributes import asked_about
from collection.queries.drafts import draft_of
from core.auth import link, token_holder
from core.errors import NotFound
from core.models import Product, Submission
from core.states import LinkPurpose, SubjectKind, SubmissionKind
from core.web import doors, language, limiter


@blueprint.get("/r/<token>")
@token_holder(LinkPurpose.ANSWER)
def answer_page(token: str) -> str | tuple[str, int]:
    """The form, or what was given already; scanners follow links, so nothing changes here."""
    with doors().database.reading() as rows:
        asked = asked_by(rows, link())
        speak_to(asked.customer, asked.store)
        if asked.ask.is_media_only and asked.given and not request.args.get("p"):
            return _picture(asked, token)
        try:
            product = chosen_product(asked, request.args.get("p", ""))
        except NotFound as gone:
            return _gone(asked, token, gone), gone.status
        earlier = earlier_words(rows, asked, product)
        attributes = asked_about(rows, asked.store.id, product, language())
        draft = draft_of(rows, asked.store.id, asked.customer.id, _form_key(asked, product))
    known = asked.answer_to(product.id if product else None)
    if known is not None:
        return _answered(asked, token, known)
    steps = steps_for(asked.ask.moment, asked.ask.kind)
    typed = dict(draft.fields) if draft else {}
    form = answer_form(steps, None, typed | _pressed(), attributes)
    page = _page(asked, token, product, earlier, form)
    page.attributes = attributes
    page.draft_saved = typed_at(draft)
    return show(page)


def _pressed() -> dict[str, str]:
    """The star pressed in the mail: newer than anything typed before."""
    stars = request.args.get("stars")
    return {"rating": stars} if stars else {}


def _form_key(asked: Asked, product: Product | None) -> str:
    return f"r:{asked.ask.id}:{product.id if product else 0}"


@blueprint.post("/r/<token>")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.ANSWER)
def send_answer(token: str) -> Response | str | tuple[str, int]:
    """Keep the answer and move on; what cannot be taken is named, and nothing typed is lost."""
    with doors().database.reading() as rows:
        asked = asked_by(rows, link())
        speak_to(asked.customer, asked.store)
        try:
            product = chosen_product(
                asked, request.form.get("product") or request.args.get("p", "")
            )
        except NotFound as gone:
            return _gone(asked, token, gone), gone.status
        earlier = earlier_words(rows, asked, product)
        attributes = asked_about(rows, asked.store.id, product, language())
    steps = steps_for(asked.ask.moment, asked.ask.kind)
    form = answer_form(steps, request.form, attributes=attributes)
    incoming = receive(asked.store, asked.customer.id)
    if not accepts(form, incoming, asked.ask.kind):
        page = _page(asked, token, product, earlier, form)
        page.incoming, page.attributes = incoming, attributes
        return show(page, 422)
    kept = _keep(asked, product, form, incoming, attributes)
    return onward(f"/r/{token}/thanks", what=kept.ref)


def accepts(
    form: AnswerForm, incoming: Incoming, kind: SubmissionKind, *, has_kept: bool = False
) -> bool:
    """Whether the form can be kept; a testimonial needs words, or a picture to speak for them."""
    is_valid = form.validate()
    has_files = has_kept or bool(incoming.files)
    asks_words = kind is SubmissionKind.TESTIMONIAL and "words" in form
    if asks_words and not (form.words.data or has_files):
        form.words.errors = [_("Write a few sentences, or add a video: one of the two is enough.")]
        return False
    return is_valid and not incoming.faults


def _keep(
    asked: Asked,
    product: Product | None,
    form: AnswerForm,
    incoming: Incoming,
    attributes: tuple[Attribute, ...],
) -> Submission:
    texts = consent_texts(language(), asked.store.name, asked.ask.kind)
    answer = replace(
        answer_of(form, asked.customer.name, language(), texts, incoming.refs, attributes),
        captions=incoming.captions,
        trims=incoming.trims,
        origin=origin_here(asked.store.id),
    )
    with doors().database.transaction() as session:
        locked = asked_by(session, link(), is_locked=True)
        drop_drafts(session, asked.store.id, asked.customer.id, _form_key(asked, product))
        return submit(session, locked, product, answer, doors().now())


def _page(
    asked: Asked,
    token: str,
    product: Product | None,
    earlier: Submission | None,
    form: AnswerForm,
) -> Page:
    about_event = asked.subject is SubjectKind.EVENT
    event = asked.occasion.store_event if about_event else None
    return Page(
        store=asked.store,
        customer=asked.customer,
        kind=asked.ask.kind,
        moment=asked.ask.moment,
        steps=steps_for(asked.ask.moment, asked.ask.kind),
        form=form,
        ticket_url=f"/r/{token}/media",
        form_key=_form_key(asked, product),
        name=subject_name(asked.store, product, event),
        facts=subject_facts(asked.occasion),
        product_id=product.id if product else None,
        image=picture_of(product),
        earlier=earlier,
        can_wait=True,
    )


def _picture(asked: Asked, token: str) -> str:
    """The newest words without a picture, and the way to add one to them; any rating alike."""
    newest = {one.product_id: one for one in reversed(asked.given)}
    bare = next((one for one in newest.values() if not one.media), asked.given[0])
    return render_template(
        "collection/picture.html",
        store=asked.store,
        token=token,
        submission=bare,
        name=subject_name(asked.store, bare.product, None),
        image=picture_of(bare.product),
        language_links=language_links(),
    )


def _answered(asked: Asked, token: str, known: Submission) -> str:
    about_event = asked.subject is SubjectKind.EVENT
    event = asked.occasion.store_event if about_event else None
    return render_template(
        "collection/answered.html",
        store=asked.store,
        token=token,
        submission=known,
        name=subject_name(asked.store, known.product, event),
        others=asked.left(known.product_id),
        language_links=language_links(),
    )


def _gone(asked: Asked, token: str, gone: NotFound) -> str:
    return render_template(
        "collection/gone.html",
        store=asked.store,
        token=token,
        sentence=_(gone.sentence),
        others=asked.left(),
        language_links=language_links(),
    )
