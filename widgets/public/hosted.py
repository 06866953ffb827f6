"""Our own pages with a store's reviews: for reading all of them, and for links from mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core.auth import public
from core.errors import N_, NotFound
from core.states import SubjectKind
from core.web import doors, language, limiter
from widgets.feeds import Place, Scope
from widgets.feeds.document import Document, review_of
from widgets.feeds.facts import web_address
from widgets.feeds.fragment import day_said
from widgets.feeds.names import quoted
from widgets.policy import Given, Sort, Summary, Voice, arranged, paged, summary_of, voices
from widgets.public.ground import CACHE_CONTROL, address, enter, language_links, onward
from widgets.queries.given import given_about, given_everywhere
from widgets.queries.subjects import (
    fact_of_product,
    fact_of_store,
    place_of,
    product_of_ref,
    subjects_of,
)

blueprint = Blueprint("hosted", __name__, template_folder="../templates")

SORTS: Mapping[Sort, str] = {
    Sort.NEWEST: N_("Newest first"),
    Sort.HIGHEST: N_("Highest rating first"),
    Sort.LOWEST: N_("Lowest rating first"),
    Sort.MEDIA: N_("With photos and videos first"),
}
_BUSY = "240/minute"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a review is about, and the page with all the reviews of it."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of reviews; `subjects` only where they differ from review to review."""

    summary: Summary
    reviews: Sequence[Document]
    sort: Sort
    page: int
    pages: int
    subjects: Mapping[str, Subject]


@blueprint.app_template_filter("day_said")
def _day_said(iso: str) -> str:
    return day_said(iso, language())


@blueprint.get("/t/<store_key>/reviews")
@limiter.limit(_BUSY)
@public
def all_reviews(store_key: str) -> Response:
    """Every published review of the store: of its products, its events and itself."""
    with doors().database.reading() as session:
        store = enter(session, store_key)
        givens = given_everywhere(session, store.id)
        named = subjects_of(session, store)
    scope, place = Scope(fact_of_store(store), None), place_of(doors().settings)
    everything = voices(givens)
    subjects = {voice.given.ref: _subject(voice.given, named, store.key) for voice in everything}
    return _page(scope, _shown(everything, scope, place, subjects))


@blueprint.get("/t/<store_key>/products/<path:ref>", merge_slashes=False)
@limiter.limit(_BUSY)
@public
def product_reviews(store_key: str, ref: str) -> Response:
    """Every published review of one product."""
    with doors().database.reading() as session:
        store = enter(session, store_key)
        product = product_of_ref(session, store.id, ref) if "\0" not in ref else None
        if product is None:
            raise NotFound(N_("There are no reviews under this address."))
        givens = given_about(session, store.id, product.id)
    scope = Scope(fact_of_store(store), fact_of_product(product))
    return _page(scope, _shown(voices(givens), scope, place_of(doors().settings), {}))


@blueprint.get("/t/<store_key>/reviews/<ref>")
@limiter.limit(_BUSY)
@public
def one_review(store_key: str, ref: str) -> AnyResponse:
    """The place of one review on the page of what it is about: for links in mails."""
    with doors().database.reading() as session:
        store = enter(session, store_key)
        everything = voices(given_everywhere(session, store.id))
        named = subjects_of(session, store)
    found = next((voice for voice in everything if _speaks(voice, ref)), None)
    if found is None:
        raise NotFound(N_("This review is not shown, or not any more."))
    subject = (found.given.subject, found.given.subject_id)
    is_product = found.given.subject is SubjectKind.PRODUCT
    among = [v for v in everything if (v.given.subject, v.given.subject_id) == subject]
    listed = among if is_product else everything
    path = f"/t/{quoted(store.key)}/reviews"
    if is_product:
        path = f"/t/{quoted(store.key)}/products/{quoted(named[subject][1])}"
    page = 1 + listed.index(found) // len(paged(listed)[0])
    target = address(path, page=page if page > 1 else None, sort=None)
    return redirect(f"{target}#vv-{found.given.ref}", 302)


def _speaks(voice: Voice, ref: str) -> bool:
    return ref in (voice.given.ref, *(before.ref for before in voice.earlier))


def _subject(
    given: Given, named: Mapping[tuple[SubjectKind, int | None], tuple[str, str]], store_key: str
) -> Subject:
    name, ref = named[given.subject, given.subject_id]
    url = onward(f"/t/{quoted(store_key)}/products/{quoted(ref)}") if ref else None
    return Subject(name, url)


def _shown(
    everything: Sequence[Voice], scope: Scope, place: Place, subjects: Mapping[str, Subject]
) -> Shown:
    sort = _sort()
    cuts = paged(arranged(everything, sort))
    page = min(max(request.args.get("page", 1, type=int), 1), len(cuts))
    reviews = [review_of(voice, scope, place) for voice in cuts[page - 1]]
    return Shown(summary_of(everything), reviews, sort, page, len(cuts), subjects)


def _sort() -> Sort:
    """The order asked for; anything unknown is the default, newest first."""
    wished = request.args.get("sort", "")
    return Sort(wished) if wished in {str(sort) for sort in Sort} else Sort.NEWEST


def _page(scope: Scope, shown: Shown) -> Response:
    body = render_template(
        "widgets/reviews.html",
        store_url=web_address(scope.store.url),
        language_links=language_links(),
        rules_url=onward(f"/t/{quoted(scope.store.key)}"),
        reviews_url=onward(f"/t/{quoted(scope.store.key)}/reviews"),
        product=scope.product,
        product_url=scope.url if scope.product else None,
        shown=shown,
        sorts=[
            (sort, _(name), address(sort=_said(sort), page=None)) for sort, name in SORTS.items()
        ],
        stars_urls={n: address(sort=f"stars-{n}", page=None) for n in range(1, 6)},
        all_url=address(sort=None, page=None),
        newer_url=address(page=shown.page - 1) if shown.page > 1 else None,
        older_url=address(page=shown.page + 1) if shown.page < shown.pages else None,
    )
    response = make_response(body)
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def _said(sort: Sort) -> str | None:
    return None if sort is Sort.NEWEST else str(sort)
