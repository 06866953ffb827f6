"""Desk pages on webhooks: which systems send here, how to connect one, its secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from flask import Blueprint, Response, flash, g, redirect, render_template
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import hooks
from app.accounts.forms import SecretForm, blame
from app.accounts.guides import GUIDES, Chooser, Guide, address_of
from core.auth import here, member
from core.errors import N_, NotFound, VivavoceError
from core.models import WebhookReceipt
from core.sealing import Seals
from core.states import Role
from core.web import doors

blueprint = Blueprint("hooks_desk", __name__, url_prefix="/desk/hooks")
LATEST = 5
"""Messages shown of one system."""
Make = Callable[[Session, int, str, Seals, datetime, str], str]


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """A secret is shown here once: no page is stored."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("")
@member(Role.OWNER)
def hooks_page() -> str:
    """Every system that can send here, and which do."""
    with doors().database.reading() as session:
        known = _secrets(session, here().store_id)
        last = {system: _latest(session, here().store_id, system, 1) for system in GUIDES}
    return render_template("accounts/hooks.html", guides=GUIDES, known=known, last=last)


@blueprint.get("/<system>")
@member(Role.OWNER)
def hook_page(system: str) -> str:
    """How one system is connected."""
    return _page(system, SecretForm())


@blueprint.post("/<system>/add")
@member(Role.OWNER)
def add(system: str) -> str | tuple[str, int]:
    """A first secret; ours is shown once by the page that answers."""
    return _make(system, hooks.add_secret)


@blueprint.post("/<system>/rotate")
@member(Role.OWNER)
def rotate(system: str) -> str | tuple[str, int]:
    """A second secret beside the first."""
    return _make(system, hooks.rotate_secret)


@blueprint.post("/<system>/retire")
@member(Role.OWNER)
def retire(system: str) -> AnyResponse:
    """Only the newest secret holds from now on."""
    _guide(system)
    with doors().database.transaction() as session:
        hooks.retire_former(session, here().store_id, system, doors().now())
    flash(_("Only the newest secret holds now."), "good")
    return redirect(f"/desk/hooks/{system}", 303)


def _make(system: str, make: Make) -> str | tuple[str, int]:
    guide, form = _guide(system), SecretForm()
    told = (form.secret.data or "").strip()
    if guide.chooser is Chooser.THEM and not told:
        form.secret.errors = [_("Paste the secret that this system shows.")]
        return _page(system, form), 422
    try:
        with doors().database.transaction() as session:
            secret = make(session, here().store_id, system, doors().seals(), doors().now(), told)
    except VivavoceError as refused:
        blame(form, refused)
        return _page(system, form), refused.status
    return _page(system, SecretForm(formdata=None), made="" if told else secret)


def _page(system: str, form: SecretForm, made: str | None = None) -> str:
    guide = _guide(system)
    with doors().database.reading() as session:
        valid = hooks.valid_secrets(session, here().store_id, system)
        messages = _latest(session, here().store_id, system, LATEST)
    return render_template(
        "accounts/hook.html",
        system=system,
        guide=guide,
        form=form,
        made=made,
        valid=valid,
        messages=messages,
        address=address_of(doors().settings.public_url, system, g.store.key, made or ""),
    )


def _guide(system: str) -> Guide:
    if system not in GUIDES:
        raise NotFound(N_("There is no such system here."))
    return GUIDES[system]


def _secrets(session: Session, store_id: int) -> Mapping[str, int]:
    """How many secrets hold, by system."""
    return {system: len(hooks.valid_secrets(session, store_id, system)) for system in GUIDES}


def _latest(session: Session, store_id: int, system: str, most: int) -> Sequence[WebhookReceipt]:
    return session.scalars(
        select(WebhookReceipt)
        .where(WebhookReceipt.store_id == store_id, WebhookReceipt.system == system)
        .order_by(WebhookReceipt.id.desc())
        .limit(most)
    ).all()
