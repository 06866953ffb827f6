"""One's own account at the desk: language, password, and which store one works on."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, redirect, render_template, request, session
from flask_babel import gettext as _
from flask_security import login_user
from sqlalchemy import update
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.account import Account
from app.accounts.forms import LanguageForm, PasswordForm
from app.accounts.members import renew
from app.accounts.passwords import hash_password, is_right
from core.auth import here, member
from core.errors import N_, NotFound
from core.models import Member
from core.web import doors, limiter

blueprint = Blueprint("own_account", __name__, url_prefix="/desk")
BROWSER = "browser"
"""The choice that leaves the language to the browser; the row keeps nothing then."""


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Pages of one person: not stored."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/account")
@member()
def account_page() -> str:
    """The language and the password of whoever is here."""
    return _page(PasswordForm())


@blueprint.post("/account/language")
@member()
def choose_language() -> AnyResponse:
    """Keep the language in which this member reads the desk."""
    form = LanguageForm()
    if form.validate_on_submit():
        with doors().database.transaction() as rows:
            chosen = "" if form.language.data == BROWSER else form.language.data
            rows.execute(update(Member).where(Member.id == here().id).values(language=chosen))
    return redirect("/desk/account", 303)


@blueprint.post("/account/password")
@limiter.limit("10/minute")
@member()
def change_password() -> AnyResponse | tuple[str, int]:
    """Keep another password and end every other session of this member (requirement A3)."""
    form, known = PasswordForm(), _myself()
    if not form.takes(known.email):
        return _page(form), 422
    if not is_right(known.password, form.present.data or ""):
        form.present.errors = [_("This is not your present password.")]
        return _page(form), 422
    hashed = hash_password(form.password.data or "")
    with doors().database.transaction() as rows:
        changed = rows.get_one(Member, known.id)
        changed.password = hashed
        renew(changed)
    login_user(Account(changed), remember=False, authn_via=["password"])
    session["store_id"] = here().store_id
    flash(_("Your password was changed. You are signed out everywhere else."), "good")
    return redirect("/desk/account", 303)


@blueprint.post("/store")
@member()
def switch_store() -> AnyResponse:
    """Work on another of one's stores."""
    wanted = request.form.get("store", "")
    store = next((store for store in g.stores if store.key == wanted), None)
    if store is None:
        raise NotFound(N_("You do not belong to a store with that key."))
    session["store_id"] = store.id
    return redirect("/desk/", 303)


def _myself() -> Member:
    with doors().database.reading() as rows:
        return rows.get_one(Member, here().id)


def _page(form: PasswordForm) -> str:
    known = _myself()
    return render_template(
        "accounts/account.html",
        me=known,
        form=form,
        language_form=LanguageForm(formdata=None, language=known.language or BROWSER),
    )
