"""Desk pages of the people and programs of a store."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import invitations, keys, members
from app.accounts.forms import InviteForm, KeyForm, RoleForm, blame
from core.auth import here, member
from core.errors import VivavoceError
from core.states import Role
from core.web import doors, limiter

blueprint = Blueprint("accounts", __name__, url_prefix="/desk")
_MAILS = "30/hour"


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Keys and links are shown here once: no page is stored."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/members")
@member(Role.OWNER)
def members_page() -> str:
    """Who works for the store."""
    return _members(InviteForm())


@blueprint.post("/members")
@limiter.limit(_MAILS)
@member(Role.OWNER)
def invite() -> str | tuple[str, int]:
    """Make somebody a member; the page that answers shows their link, once."""
    form = InviteForm()
    if not form.validate_on_submit():
        return _members(form), 422
    try:
        with doors().database.transaction() as session:
            invited = members.invite(
                session,
                g.store,
                form.email.data or "",
                Role(form.role.data),
                name=form.name.data or "",
                now=doors().now(),
            )
    except VivavoceError as refused:
        blame(form, refused)
        return _members(form), refused.status
    return _tell(invited)


@blueprint.post("/members/<int:member_id>/link")
@limiter.limit(_MAILS)
@member(Role.OWNER)
def invite_again(member_id: int) -> str:
    """Another link for somebody who has not chosen a password; the former one dies."""
    with doors().database.transaction() as session:
        invited = members.invite_again(session, here().store_id, member_id)
    return _tell(invited)


@blueprint.post("/members/<int:member_id>/role")
@member(Role.OWNER)
def change_role(member_id: int) -> AnyResponse:
    """Give a member another role."""
    form = RoleForm()
    if form.validate_on_submit():
        with doors().database.transaction() as session:
            members.change_role(session, here().store_id, member_id, Role(form.role.data))
        flash(_("The role was changed."), "good")
    return redirect("/desk/members", 303)


@blueprint.post("/members/<int:member_id>/remove")
@member(Role.OWNER)
def remove(member_id: int) -> AnyResponse:
    """Take somebody off the store, at once."""
    with doors().database.transaction() as session:
        members.remove(session, here().store_id, member_id)
    flash(_("This person no longer works for the store and is signed out of it."), "good")
    return redirect("/desk/members", 303)


@blueprint.get("/keys")
@member(Role.OWNER)
def keys_page() -> str:
    """The keys of programs."""
    return _keys(KeyForm())


@blueprint.post("/keys")
@member(Role.OWNER)
def create_key() -> str | tuple[str, int]:
    """Make a key; the page that answers shows it, once."""
    form = KeyForm()
    if not form.validate_on_submit():
        return _keys(form), 422
    days = int(form.days.data or 0) or None
    try:
        with doors().database.transaction() as session:
            row, key = keys.create_key(
                session,
                here().store_id,
                form.name.data or "",
                form.scopes.data or [],
                doors().now(),
                days=days,
            )
    except VivavoceError as refused:
        blame(form, refused)
        return _keys(form), refused.status
    return _keys(KeyForm(formdata=None), key=key, name=row.name)


@blueprint.post("/keys/<int:key_id>/revoke")
@member(Role.OWNER)
def revoke_key(key_id: int) -> AnyResponse:
    """Make a key useless, at once."""
    with doors().database.transaction() as session:
        row = keys.revoke_key(session, here().store_id, key_id, doors().now())
    flash(_("The key “%(name)s” no longer works.", name=row.name), "good")
    return redirect("/desk/keys", 303)


def _tell(invited: members.Invited) -> str:
    """Mail the link after the transaction, and show it where no other store could be harmed."""
    token = None
    if invited.needs_password:
        token = invitations.make_token(doors().settings, invited.member, doors().now())
    is_mailed = invitations.mail_invitation(doors(), g.store, invited.member, token)
    shown = token if token and invited.is_ours_alone else None
    return _members(
        InviteForm(formdata=None),
        invited=invited.member,
        is_mailed=is_mailed,
        address=invitations.address_of(doors().settings, shown) if shown else "",
    )


def _members(form: InviteForm, **told: object) -> str:
    with doors().database.reading() as session:
        people = members.memberships(session, here().store_id)
    return render_template(
        "accounts/members.html", form=form, people=people, roles=members.ROLES, **told
    )


def _keys(form: KeyForm, **told: object) -> str:
    with doors().database.reading() as session:
        known = keys.keys_of(session, here().store_id)
    return render_template(
        "accounts/keys.html",
        form=form,
        known=known,
        scopes=keys.SCOPES,
        now=doors().now(),
        **told,
    )
