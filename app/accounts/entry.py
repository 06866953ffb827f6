"""The page on which an invited member chooses a password."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template
from flask_security import login_user
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.account import Account
from app.accounts.forms import NewPasswordForm
from app.accounts.invitations import read_token
from app.accounts.members import renew
from app.accounts.passwords import hash_password
from core.auth import sign_in_page
from core.models import Member
from core.web import doors, limiter

blueprint = Blueprint("entering", __name__, url_prefix="/desk")


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """The address holds a secret: the page is not stored."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/invitation/<token>")
@limiter.limit("30/minute")
@sign_in_page
def invitation_page(token: str) -> str:
    """Looking changes nothing: mail scanners look too."""
    return _page(_invited(token), NewPasswordForm())


@blueprint.post("/invitation/<token>")
@limiter.limit("10/minute")
@sign_in_page
def accept_invitation(token: str) -> AnyResponse | tuple[str, int]:
    """Keep the password, end the link, and let the member in."""
    member, form = _invited(token), NewPasswordForm()
    if not form.takes(member.email):
        return _page(member, form), 422
    hashed = hash_password(form.password.data or "")
    with doors().database.transaction() as session:
        member = read_token(session, doors().settings, token, doors().now())
        member.password = hashed
        renew(member)
    login_user(Account(member), remember=False, authn_via=["password"])
    return redirect("/desk/", 303)


def _invited(token: str) -> Member:
    with doors().database.reading() as session:
        return read_token(session, doors().settings, token, doors().now())


def _page(member: Member, form: NewPasswordForm) -> str:
    return render_template("security/invitation.html", invited=member, form=form)
