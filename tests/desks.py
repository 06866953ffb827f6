"""A member at the desk of a test house, signed in as people do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.passwords import hash_password
from app.factory import create_app
from core.doors import Doors
from core.models import Member, Store
from core.states import Role
from tests.factories import make_member, make_store

PASSWORD = "sept cailloux blancs"
_HASH = hash_password(PASSWORD)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def make_desk(doors: Doors, role: Role = Role.OWNER, **store: Any) -> tuple[Store, Member]:
    """A store and a member of it whose password is PASSWORD."""
    with doors.database.transaction() as session:
        made = make_store(session, **store)
        return made, make_member(session, made, role, password=_HASH)


def join(doors: Doors, store: Store, role: Role, **values: Any) -> Member:
    """One more member of `store`, whose password is PASSWORD."""
    with doors.database.transaction() as session:
        return make_member(session, store, role, password=_HASH, **values)


def visitor(doors: Doors) -> FlaskClient:
    """Somebody who has not signed in, at an application of their own."""
    app = create_app(doors)
    app.testing = True
    return app.test_client()


def token_of(page: TestResponse) -> str:
    """The CSRF token of a page's first form."""
    found = _TOKEN.search(page.get_data(as_text=True))
    assert found, page.get_data(as_text=True)[:2000]
    return found[1]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Fill in the sign-in page."""
    form = {"csrf_token": token_of(client.get("/desk/sign-in")), "email": email}
    return client.post("/desk/sign-in", data=form | {"password": password} | more)


def desk_of(doors: Doors, member: Member) -> FlaskClient:
    """A browser in which `member` has signed in."""
    client = visitor(doors)
    assert sign_in(client, member.email).status_code == 302
    return client


def send(client: FlaskClient, path: str, form: Mapping[str, Any], page: str = "") -> TestResponse:
    """Send a form of the desk, with the token of `page` (or of the account's page)."""
    token = token_of(client.get(page or "/desk/account"))
    return client.post(path, data={"csrf_token": token} | dict(form))
