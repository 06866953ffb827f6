"""Open pages of events: scanned from a poster or standing on a tablet, for whoever was there."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Response, g, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from collection.consent_texts import REQUIRED, ConsentText, consent_texts
from collection.forms import OpenForm, open_answer
from collection.operations.leaving import KEPT, leave_words
from collection.public.ground import blueprint, language_links, onward
from collection.public.traps import Pace, pace, stamp
from collection.queries.open import Place, is_suppressed, open_place
from core.auth import public
from core.errors import N_
from core.i18n import LANGUAGES
from core.qr import qr_svg
from core.states import Collecting, SubmissionKind, Use
from core.web import doors, language, limiter

CROWD = "30/minute;600/hour"
"""Guests of one event share one address of the net; each address of theirs has its own limit."""
CODE_AGE = 86_400
"""Seconds that a code may be kept: its address never changes."""
LABELS = {
    "rating": N_("Stars"),
    "words": N_("Your words"),
    "own_name": N_("Your name"),
    "email": N_("Your e-mail address"),
    "site": N_("Where it may be shown"),
}


@dataclass(slots=True)
class OpenPage:
    """One open page, for its template."""

    place: Place
    form: OpenForm
    is_kiosk: bool
    stamp: str = ""
    pause: str = ""
    """Said above a form that came too fast or too late."""
    uses: tuple[Use, ...] = field(default=(Use.SITE, Use.SOCIAL))

    @property
    def consents(self) -> tuple[ConsentText, ...]:
        """The boxes, in the reader's language."""
        texts = consent_texts(language(), self.place.store.name, SubmissionKind.REVIEW)
        return tuple(text for text in texts if text.use in self.uses)

    @property
    def facts(self) -> str:
        """Where and when, in one quiet line."""
        event = self.place.event
        day = format_date(event.starts_at, "long") if event.starts_at else ""
        if event.place and day:
            return str(_("%(place)s, %(day)s", place=event.place, day=day))
        return event.place or day


@blueprint.get("/c/<store_key>/<slug>.svg")
@public
def open_code(store_key: str, slug: str) -> Response:
    """The QR code of an open page, alone; anybody may show it."""
    with doors().database.reading() as rows:
        place = open_place(rows, store_key, slug)
    answer = Response(qr_svg(_address(place)), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = f"public, max-age={CODE_AGE}"
    return answer


@blueprint.get("/c/<store_key>/<slug>")
@public
def open_page(store_key: str, slug: str) -> str | tuple[str, int]:
    """The form on a phone."""
    return _show_fresh(store_key, slug, is_kiosk=False)


@blueprint.get("/c/<store_key>/<slug>/kiosk")
@public
def kiosk_page(store_key: str, slug: str) -> str | tuple[str, int]:
    """The same, full screen, for a tablet that passes from hand to hand."""
    return _show_fresh(store_key, slug, is_kiosk=True)


@blueprint.post("/c/<store_key>/<slug>")
@limiter.limit(CROWD)
@public
def send_open(store_key: str, slug: str) -> Response | str | tuple[str, int]:
    """Keep what was left, until its author confirms it."""
    return _receive(store_key, slug, is_kiosk=False)


@blueprint.post("/c/<store_key>/<slug>/kiosk")
@limiter.limit(CROWD)
@public
def send_kiosk(store_key: str, slug: str) -> Response | str | tuple[str, int]:
    """The same, from the tablet."""
    return _receive(store_key, slug, is_kiosk=True)


@blueprint.get("/c/<store_key>/<slug>/thanks")
@public
def open_thanks(store_key: str, slug: str) -> str:
    """What happens now; the same for everybody, whatever is known of their address."""
    return _thanks(store_key, slug, is_kiosk=False)


@blueprint.get("/c/<store_key>/<slug>/kiosk/thanks")
@public
def kiosk_thanks(store_key: str, slug: str) -> str:
    """Thank you, and soon back to the beginning for whoever comes next."""
    return _thanks(store_key, slug, is_kiosk=True)


def _find(store_key: str, slug: str) -> Place:
    """The event, with the page said in its reader's language, else in the store's."""
    with doors().database.reading() as rows:
        place = open_place(rows, store_key, slug)
    if not request.accept_languages.best_match(LANGUAGES):
        g.language = place.store.language
    g.timezone = place.store.timezone
    return place


def _show_fresh(store_key: str, slug: str, *, is_kiosk: bool) -> str | tuple[str, int]:
    place = _find(store_key, slug)
    if place.event.collecting(doors().now()) is not Collecting.OPEN:
        return _closed(place), 200
    form = OpenForm(data={"rating": request.args.get("stars")})
    return _show(OpenPage(place, form, is_kiosk))


def _receive(store_key: str, slug: str, *, is_kiosk: bool) -> Response | str | tuple[str, int]:
    place = _find(store_key, slug)
    if place.event.collecting(doors().now()) is not Collecting.OPEN:
        return _closed(place), 409
    page = OpenPage(place, OpenForm(request.form), is_kiosk)
    if not page.form.validate():
        page.stamp = page.form.opened.data or ""
        return _show(page, 422)
    if page.form.website.data:
        return _onward(page)
    found = pace(_keys(), page.form.opened.data or "", doors().now())
    if found is not Pace.HUMAN:
        return _show_again(page, found)
    _keep(page)
    return _onward(page)


def _show_again(page: OpenPage, found: Pace) -> tuple[str, int]:
    """Nothing typed is lost: a person presses once more, a program seldom does."""
    if found is Pace.HASTY:
        page.stamp = page.form.opened.data or ""
    page.pause = _("Please look it over and press the button once more.")
    return _show(page, 422)


def _keep(page: OpenPage) -> None:
    """Keep the words, unless the address is never to be written to: it could never confirm them."""
    place, email = page.place, page.form.email.data or ""
    answer = open_answer(page.form, language(), page.consents)
    with doors().database.transaction() as session:
        if not is_suppressed(session, place.store.id, _keys(), email):
            leave_words(session, place, email, answer, doors().now())


def _show(page: OpenPage, status: int = 200) -> tuple[str, int]:
    page.stamp = page.stamp or stamp(doors().settings.secret_key, doors().now())
    body = render_template(
        _template(page.is_kiosk),
        page=page,
        form=page.form,
        labels=LABELS,
        required_use=REQUIRED,
        **_around(page.place),
    )
    return body, status


def _closed(place: Place) -> str:
    event = place.event
    return render_template(
        "collection/open_closed.html",
        state=event.collecting(doors().now()),
        event=event,
        **_around(place),
    )


def _thanks(store_key: str, slug: str, *, is_kiosk: bool) -> str:
    place = _find(store_key, slug)
    return render_template(
        "collection/kiosk_thanks.html" if is_kiosk else "collection/open_thanks.html",
        event=place.event,
        days=KEPT.days,
        again=f"{_path(place)}/kiosk",
        **_around(place),
    )


def _around(place: Place) -> dict[str, object]:
    return {"store": place.store, "language_links": language_links(), "subject": place.event.name}


def _template(is_kiosk: bool) -> str:
    return "collection/kiosk.html" if is_kiosk else "collection/open.html"


def _onward(page: OpenPage) -> Response:
    kiosk = "/kiosk" if page.is_kiosk else ""
    return onward(f"{_path(page.place)}{kiosk}/thanks")


def _path(place: Place) -> str:
    return f"/c/{place.store.key}/{place.event.key}"


def _address(place: Place) -> str:
    return f"{doors().settings.public_url}{_path(place)}"


def _keys() -> tuple[str, ...]:
    settings = doors().settings
    return (settings.secret_key, *settings.secret_key_fallbacks)
