"""Who works here: sign-in, members, API keys and the shell of the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from flask import Flask, request, session
from flask_security import Security
from flask_security.signals import user_authenticated
from werkzeug.wrappers import Response

from app.accounts import connecting, desk, entry, own, shell
from app.accounts.account import Accounts
from app.accounts.forms import SignInForm, is_own_path
from app.accounts.passwords import LANES, MEMORY_KIB, PASSES
from core.auth import public, sign_in_page
from core.doors import Doors
from core.signing import normal_address
from core.web import limiter

HOME = "/desk/"
IDLE = timedelta(hours=12)
"""How long a session lives that nothing renews (requirement A3)."""
_ATTEMPTS = "10/minute"


def install(app: Flask, doors: Doors) -> None:
    """Give `app` its sign-in, and the desk what surrounds its pages."""
    _configure(app, doors)
    Security(app, Accounts(doors.database), login_form=SignInForm)
    user_authenticated.connect(_renew_session, app)
    _guard(app)
    app.register_blueprint(entry.blueprint)
    app.register_blueprint(desk.blueprint)
    app.register_blueprint(connecting.blueprint)
    app.register_blueprint(own.blueprint)
    shell.install(app)


def _configure(app: Flask, doors: Doors) -> None:
    app.config.update(
        PERMANENT_SESSION_LIFETIME=IDLE,
        SECURITY_URL_PREFIX="/desk",
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_POST_LOGIN_VIEW=HOME,
        SECURITY_POST_LOGOUT_VIEW="/desk/sign-in",
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__type": "ID",
            "argon2__memory_cost": MEMORY_KIB,
            "argon2__time_cost": PASSES,
            "argon2__parallelism": LANES,
        },
        SECURITY_PASSWORD_SALT=doors.settings.secret_key,
        SECURITY_STATIC_FOLDER=None,
        SECURITY_FRESHNESS=timedelta(-1),
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
    )


def _guard(app: Flask) -> None:
    """Name the audience of every view that is not ours, and slow down guessing."""
    views = cast(dict[str, Any], app.view_functions)
    by_address = limiter.limit(_ATTEMPTS, methods=["POST"])
    by_account = limiter.limit(_ATTEMPTS, methods=["POST"], key_func=_account_key)
    views["security.login"] = sign_in_page(
        by_address(by_account(_staying(views["security.login"])))
    )
    for name, view in list(views.items()):
        if name.startswith("security.") and name != "security.login":
            views[name] = sign_in_page(view)
    views["static"] = public(views["static"])


def _staying(view: Callable[[], Any]) -> Callable[[], Any]:
    """Who signed in goes on to a path of ours, whatever `next` says (requirement A22)."""

    @wraps(view)
    def stayed() -> Any:
        answer = view()
        if isinstance(answer, Response) and answer.location:
            wished = request.form.get("next", "")
            answer.location = wished if is_own_path(wished) else HOME
        return answer

    return stayed


def _renew_session(_app: Flask, **_facts: object) -> None:
    """What was in the cookie before sign-in is worth nothing after it (requirement A3)."""
    session.pop("csrf_token", None)
    session.pop("store_id", None)


def _account_key() -> str:
    return "account:" + normal_address(request.form.get("email", ""))[:254]
