"""Pages a customer reaches from a mail: one-click objection, and how often we may write."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.auth import link, token_holder
from core.errors import N_, InvalidInput
from core.models import Customer
from core.states import LinkPurpose
from core.web import doors, limiter
from solicitation.operations import stopping

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
        is_saved=is_saved,
        error=error,
    )


def _chosen(customer: Customer) -> str:
    if customer.objected_at is not None:
        return "never"
    if customer.paused_until is not None and customer.paused_until > doors().now():
        return "pause"
    return "fewer" if customer.is_asked_less else "usual"
