"""What every open page does: shows its form, takes what was left, and says what happens next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import quote, urlencode

from flask import Response, g, render_template, request
from flask_babel import format_date
from flask_babel import gettext as _

from collection.consent_texts import REQUIRED, ConsentText, consent_texts
from collection.forms import OpenForm, open_answer, told_day
from collection.operations.leaving import KEPT, leave_words
from collection.policy import local_day
from collection.public.ground import language_links, onward
from collection.public.origin import origin_here
from collection.public.pages import picture_of
from collection.public.proving import Proof, challenge, judge, use
from collection.public.traps import Pace, pace, stamp
from collection.queries.open import Place, is_suppressed
from core.errors import N_
from core.i18n import LANGUAGES
from core.models import Store
from core.states import Collecting, SubjectKind, SubmissionKind, Use
from core.web import doors, language

CROWD = "30/minute;600/hour"
"""Guests of one event share one address of the net; each address of theirs has its own limit."""
LABELS = {
    "rating": N_("Stars"),
    "words": N_("Your words"),
    "happened_on": N_("When was it?"),
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
    challenge: str = ""
    """What the visitor's device is to work on, as JSON; empty where nobody asks for it."""
    uses: tuple[Use, ...] = field(default=(Use.SITE, Use.SOCIAL))

    @property
    def asks_proof(self) -> bool:
        """A tablet that a member set up proves itself."""
        return self.place.store.is_proof_asked and not self.is_kiosk

    @property
    def consents(self) -> tuple[ConsentText, ...]:
        """The boxes, in the reader's language."""
        texts = consent_texts(language(), self.place.store.name, SubmissionKind.REVIEW)
        return tuple(text for text in texts if text.use in self.uses)

    @property
    def image(self) -> str | None:
        """The product's picture."""
        return picture_of(self.place.product)

    @property
    def today(self) -> date:
        """The last day that may be told."""
        return local_day(doors().now(), self.place.store.timezone)

    @property
    def facts(self) -> str:
        """Where and when an event was, or whose product it is, in one quiet line."""
        event = self.place.event
        if event is None:
            return self.place.store.name if self.place.product else ""
        day = format_date(event.starts_at, "long") if event.starts_at else ""
        if event.place and day:
            return str(_("%(place)s, %(day)s", place=event.place, day=day))
        return event.place or day


def speak_for(place: Place) -> Place:
    """Say the page in its reader's language, else in the store's; its dates in the store's zone."""
    if not request.accept_languages.best_match(LANGUAGES):
        g.language = place.store.language
    g.timezone = place.store.timezone
    return place


def show_fresh(place: Place, *, is_kiosk: bool = False) -> str | tuple[str, int]:
    """The empty form, or why there is none."""
    if place.collecting(doors().now()) is not Collecting.OPEN:
        return _closed(place), 200
    form = OpenForm(data={"rating": request.args.get("stars")})
    return _show(OpenPage(place, form, is_kiosk))


def take(place: Place, *, is_kiosk: bool = False) -> Response | str | tuple[str, int]:
    """Keep what was left until its author confirms it; what cannot be taken is named."""
    if place.collecting(doors().now()) is not Collecting.OPEN:
        return _closed(place), 409
    page = OpenPage(place, OpenForm(request.form), is_kiosk)
    is_valid = page.form.validate()
    day = None if place.event else told_day(page.form, page.today)
    if not is_valid or page.form.happened_on.errors:
        page.stamp = page.form.opened.data or ""
        return _show(page, 422)
    if page.form.website.data:
        return _onward(page)
    found = pace(doors().secret_keys(), page.form.opened.data or "", doors().now())
    if found is not Pace.HUMAN:
        return _show_again(page, found)
    if proven := _unproven(page):
        return _show(page, proven)
    return _onward(page) if _keep(page, day) else _show(page, 422)


def thanks(place: Place, *, is_kiosk: bool = False) -> str:
    """What happens now; the same for everybody, whatever is known of their address."""
    return render_template(
        "collection/kiosk_thanks.html" if is_kiosk else "collection/open_thanks.html",
        event=place.event,
        days=KEPT.days,
        again=f"{path_of(place)}/kiosk",
        wall=wall_path(place.store) if is_from_wall(place) else "",
        **_around(place),
    )


def path_of(place: Place) -> str:
    """The address of an open page, below the installation's own."""
    if place.event is not None:
        return f"/c/{place.store.key}/{place.event.key}"
    query = f"?{urlencode({'product': place.product.ref})}" if place.product else ""
    return f"/c/{place.store.key}{query}"


def wall_path(store: Store) -> str:
    """The wall of the store: a page of another storey, known by its address alone."""
    return f"/w/{quote(store.key, safe='')}"


def is_from_wall(place: Place) -> bool:
    """Whether the reader came by “Add yours”, and has an open wall to go back to."""
    is_own = place.subject is SubjectKind.STORE and place.store.is_wall_open
    return is_own and bool(request.args.get("wall"))


def address_of(place: Place) -> str:
    """The whole address, for posters and codes."""
    return f"{doors().settings.public_url}{path_of(place)}"


def _show_again(page: OpenPage, found: Pace) -> tuple[str, int]:
    """Nothing typed is lost: a person presses once more, a program seldom does."""
    if found is Pace.HASTY:
        page.stamp = page.form.opened.data or ""
    page.pause = _("Please look it over and press the button once more.")
    return _show(page, 422)


def _unproven(page: OpenPage) -> int:
    """The status of a page whose proof does not do, with a sentence on it; 0 when all is well."""
    if not page.asks_proof:
        return 0
    store = page.place.store
    found = judge(doors().secret_keys(), store.id, page.form.proof.data or "", doors().now())
    if found is Proof.TOO_MANY:
        page.pause = _(
            "Too much came from your network without a check by its device. Switch scripts on in"
            " your browser, or try again in an hour; what you typed is still here."
        )
        return 429
    if found is Proof.USELESS:
        page.pause = _("Please look it over and press the button once more.")
        return 422
    return 0


def _keep(page: OpenPage, day: date | None) -> bool:
    """Keep the words, unless the address is never to be written to: it could never confirm them.

    False when the proof that came with them was used before.
    """
    place, email = page.place, page.form.email.data or ""
    answer = open_answer(page.form, language(), page.consents, day)
    if place.event is None:  # at an event everybody comes from one network
        answer = replace(answer, origin=origin_here(place.store.id))
    proof = page.form.proof.data if page.asks_proof else ""
    with doors().database.transaction() as session:
        if proof and not use(session, place.store.id, proof):
            page.pause = _("Please look it over and press the button once more.")
            return False
        if not is_suppressed(session, place.store.id, doors().secret_keys(), email):
            leave_words(session, place, email, answer, doors().now())
    return True


def _show(page: OpenPage, status: int = 200) -> tuple[str, int]:
    secret_key, now = doors().settings.secret_key, doors().now()
    page.stamp = page.stamp or stamp(secret_key, now)
    page.challenge = challenge(secret_key, page.place.store.id, now) if page.asks_proof else ""
    body = render_template(
        "collection/kiosk.html" if page.is_kiosk else "collection/open.html",
        page=page,
        form=page.form,
        labels=LABELS,
        required_use=REQUIRED,
        **_around(page.place),
    )
    return body, status


def _closed(place: Place) -> str:
    return render_template(
        "collection/open_closed.html",
        state=place.collecting(doors().now()),
        event=place.event,
        **_around(place),
    )


def _around(place: Place) -> dict[str, object]:
    return {"store": place.store, "language_links": language_links(), "subject": place.name}


def _onward(page: OpenPage) -> Response:
    place = page.place
    if place.event is None:
        ref = place.product.ref if place.product else None
        wall = "1" if is_from_wall(place) else None
        return onward(f"/c/{place.store.key}", product=ref, wall=wall, done="1")
    return onward(f"{path_of(place)}{'/kiosk' if page.is_kiosk else ''}/thanks")
