"""Pages a customer reaches from a mail: one-click objection, and how often we may write."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import link, public, token_holder
from core.errors import N_, Conflict, InvalidInput, VivavoceError
from core.models import Customer, Solicitation, Store
from core.states import LinkPurpose
from core.web import doors, limiter
from solicitation.mail_copy.brand import Brand, sheet_of
from solicitation.operations import postponing, stopping
from solicitation.operations.planning import zone_for
from solicitation.policy import LATER

blueprint = Blueprint("asking", __name__, template_folder="templates")

_BUSY = "120/minute"


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Mailed links lead to one person's pages: not stored, not indexed (requirement M3)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _customer(session: Session) -> Customer:
    customer = session.get_one(Customer, link().customer_id)
    g.language = customer.language or g.store.language
    return customer


@blueprint.get("/u/<token>")
@token_holder(LinkPurpose.UNSUBSCRIBE)
def unsubscribe_page(token: str) -> str:
    """Ask before acting: scanners follow links, so a GET changes nothing (RFC 8058, rule 4)."""
    with doors().database.reading() as rows:
        customer = _customer(rows)
    return render_template(
        "solicitation/unsubscribe.html", is_done=customer.objected_at is not None
    )


@blueprint.post("/u/<token>")
@limiter.limit(_BUSY)
@token_holder(LinkPurpose.UNSUBSCRIBE)
def unsubscribe(token: str) -> str:
    """Object at once: 200, no redirect, no cookie, no sign-in; a second time is as good."""
    with doors().database.transaction() as session:
        customer = _customer(session)
        stopping.object_to_mails(session, customer, doors().settings.secret_key, doors().now())
    return render_template("solicitation/unsubscribe.html", is_done=True)


@blueprint.get("/brand/<key>.css")
@public
def brand_sheet(key: str) -> Response:
    """The store's colour on its customers' pages, as a file: inline styles are refused there."""
    with doors().database.reading() as rows:
        colour = rows.scalar(select(Store.brand_colour).where(Store.key == key))
    return Response(sheet_of(Brand(colour)) if colour else "", mimetype="text/css")


@blueprint.get("/p/test")
@public
def test_mail() -> str:
    """Where all links of a test mail lead: it says so, and nothing happens."""
    return render_template("solicitation/test_mail.html")


@blueprint.get("/p/<token>")
@token_holder(LinkPurpose.PREFERENCES)
def preferences_page(token: str) -> str:
    """How often we may write: as now, fewer, a pause, or never."""
    with doors().database.reading() as rows:
        customer = _customer(rows)
    return _preferences(customer, is_saved="saved" in request.args)


@blueprint.post("/p/<token>")
@limiter.limit(_BUSY)
@token_holder(LinkPurpose.PREFERENCES)
def save_preferences(token: str) -> Response | tuple[str, int]:
    """Keep the choice; anything else than a choice of the page is refused and named."""
    choice = request.form.get("choice", "")
    with doors().database.transaction() as session:
        customer = _customer(session)
        try:
            _choose(session, customer, choice)
        except InvalidInput as refused:
            sentence = _(refused.sentence)
            return _preferences(customer, error=sentence), 422
    return redirect(f"/p/{token}?saved=1", 303)  # type: ignore[return-value] # werkzeug's wider type


def _choose(session: Session, customer: Customer, choice: str) -> None:
    secret, now = doors().settings.secret_key, doors().now()
    if choice == "never":
        stopping.object_to_mails(session, customer, secret, now)
        return
    if choice not in ("usual", "fewer", *(f"pause-{days}" for days in stopping.PAUSES)):
        raise InvalidInput(N_("Choose one of the answers."), field="choice")
    stopping.resume_mails(session, customer, secret, now)
    customer.is_asked_less = choice == "fewer"
    days = int(choice.removeprefix("pause-")) if choice.startswith("pause-") else 0
    stopping.pause_mails(customer, days, now)


def _preferences(customer: Customer, *, is_saved: bool = False, error: str = "") -> str:
    return render_template(
        "solicitation/preferences.html",
        chosen=_chosen(customer),
        choices=[
            ("usual", _("As now: at most one mail in %(days)s days", days=g.store.short_cap_days)),
            ("fewer", _("Fewer: at most half as often")),
            ("pause-30", _("A pause of one month")),
            ("pause-90", _("A pause of three months")),
            ("pause-365", _("A pause of one year")),
            ("never", _("Never again")),
        ],
        paused_until=customer.paused_until if _chosen(customer) == "pause" else None,
        can_wait=link().solicitation_id is not None and customer.objected_at is None,
        is_saved=is_saved,
        error=error,
    )


def _chosen(customer: Customer) -> str:
    if customer.objected_at is not None:
        return "never"
    if customer.paused_until is not None and customer.paused_until > doors().now():
        return "pause"
    return "fewer" if customer.is_asked_less else "usual"


@blueprint.get("/r/<token>/later")
@token_holder(LinkPurpose.ANSWER)
def later_page(token: str) -> str:
    """Offer another day, or say which one was chosen; following the link changes nothing."""
    return _later_page(f"/r/{token}")


@blueprint.post("/r/<token>/later")
@limiter.limit(_BUSY)
@token_holder(LinkPurpose.ANSWER)
def choose_later(token: str) -> Response | tuple[str, int]:
    """Ask again on the day chosen."""
    return _choose_later(f"/r/{token}")


@blueprint.get("/p/<token>/later")
@token_holder(LinkPurpose.PREFERENCES)
def later_preferences_page(token: str) -> str:
    """The same from the page of preferences."""
    return _later_page(f"/p/{token}")


@blueprint.post("/p/<token>/later")
@limiter.limit(_BUSY)
@token_holder(LinkPurpose.PREFERENCES)
def choose_later_preferences(token: str) -> Response | tuple[str, int]:
    """Ask again on the day chosen."""
    return _choose_later(f"/p/{token}")


def _choose_later(path: str) -> Response | tuple[str, int]:
    told = request.form.get("days", "")
    days = int(told) if told.isdecimal() and len(told) < 4 else 0
    try:
        with doors().database.transaction() as session:
            _customer(session)
            postponing.postpone(session, _asked(session), days, doors().now())
    except (Conflict, InvalidInput) as refused:
        return _later_page(path, refused), refused.status
    return redirect(f"{path}/later", 303)  # type: ignore[return-value] # werkzeug's wider type


def _asked(session: Session) -> Solicitation:
    """The request that the link's mail was about."""
    held = link()
    if held.solicitation_id is None:
        raise Conflict(N_("There is nothing left to ask you about."))
    return session.get_one(Solicitation, held.solicitation_id)


def _later_page(path: str, refused: VivavoceError | None = None) -> str:
    with doors().database.reading() as rows:
        customer = _customer(rows)
        g.timezone = zone_for(customer, g.store).key
        chosen_on = _chosen_on(rows)
    return render_template(
        "solicitation/later.html",
        choices=[(str(LATER[0]), _("In a week")), (str(LATER[1]), _("In a month"))],
        chosen_on=chosen_on,
        error=_(refused.sentence, **refused.values) if refused else "",
        back=path,
    )


def _chosen_on(session: Session) -> datetime | None:
    """The day that stands, if the customer chose one."""
    if link().solicitation_id is None:
        return None
    return postponing.chosen_day(session, _asked(session))
