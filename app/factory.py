"""Makes the web application, as a list of named steps."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import Babel
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import app.demo.pages as demo
import collection.desk as giving_desk
import collection.public as collecting
import moderation.desk as moderating
import solicitation.api as asking_api
import solicitation.desk as asking_desk
import solicitation.public as asking
import widgets.api as showing_api
import widgets.desk as showing_desk
import widgets.public as showing
from app import accounts, files
from app.compiled import TEMPLATES
from app.health import blueprint as health
from app.opening import open_doors
from core import web
from core.auth import COOKIELESS, WITH_COOKIE
from core.config import Settings
from core.doors import Doors
from core.i18n import CATALOGUES, LANGUAGES
from solicitation import hooks

STATIC = Path(__file__).parent.parent / "static"
YEAR_SECONDS = 31_536_000
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": ["'self'", "data:", "blob:"],
    "media-src": ["'self'", "blob:"],
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def create_app(doors: Doors | None = None) -> Flask:
    """The application on `doors`, or on those the environment names."""
    doors = doors or open_doors(Settings.from_environ(os.environ))
    app = Flask("app", static_folder=str(STATIC), template_folder="templates")
    app.extensions["vivavoce"] = doors
    app.session_interface = DeskSessions()
    _configure(app, doors.settings)
    _age_files(app)
    web.install(app)
    _speak(app)
    _limit(app, doors.settings)
    csrf = CSRFProtect(app)
    accounts.install(app, doors)
    _register(app, doors.settings)
    _exempt_cookieless(app, csrf)
    _harden(app, doors)
    _help_templates(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SESSION_COOKIE_NAME="__Host-vivavoce" if settings.is_secure else "vivavoce",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=600 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=300,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.is_secure,
        TEMPLATES_AUTO_RELOAD=False,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign] # Flask's documented way


class DeskSessions(SecureCookieSessionInterface):
    """Sessions for members alone: no other answer sets a cookie or varies by one."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep a member's session; leave every cookieless answer as it is."""
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "audience", None) in WITH_COOKIE:
            super().save_session(app, session, response)


def _age_files(app: Flask) -> None:
    """A file asked for by its content's hash keeps for a year; any other is asked about again."""

    def max_age(_name: str | None) -> int | None:
        return YEAR_SECONDS if "v" in request.args else None

    app.get_send_file_max_age = max_age  # type: ignore[assignment,method-assign] # Flask's hook


def _speak(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    Babel(app, locale_selector=web.locale, timezone_selector=lambda: g.get("timezone"))


def _limit(app: Flask, settings: Settings) -> None:
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_KEY_PREFIX="vv",
    )
    web.limiter.init_app(app)


def _register(app: Flask, settings: Settings) -> None:
    for storey in (
        health,
        files.blueprint,
        asking.blueprint,
        asking_api.blueprint,
        asking_desk.blueprint,
        hooks.blueprint,
        collecting.blueprint,
        moderating.blueprint,
        showing.blueprint,
        showing_api.blueprint,
        giving_desk.blueprint,
        showing_desk.blueprint,
    ):
        app.register_blueprint(storey)
    if settings.demo:
        app.register_blueprint(demo.blueprint)


def _exempt_cookieless(app: Flask, csrf: CSRFProtect) -> None:
    """Views known by a token, a key or a signature take no cookie, so none can be forged."""
    for view in app.view_functions.values():
        if getattr(view, "audience", None) in COOKIELESS:
            csrf.exempt(view)


def _harden(app: Flask, doors: Doors) -> None:
    settings, policy = doors.settings, dict[str, Any](POLICY)
    own = _origin(settings.public_url)
    elsewhere = {_origin(settings.media_url), doors.storage.origin} - {own, ""}
    for name in ("img-src", "media-src", "connect-src"):
        known = POLICY[name] if isinstance(POLICY[name], list) else [POLICY[name]]
        policy[name] = [*known, *sorted(elsewhere)]
    Talisman(
        app,
        force_https=False,
        strict_transport_security=settings.is_secure,
        strict_transport_security_max_age=YEAR_SECONDS,
        session_cookie_secure=settings.is_secure,
        content_security_policy=policy,
        content_security_policy_nonce_in=[],
        referrer_policy="no-referrer",
        frame_options="DENY",
        x_xss_protection=False,
    )


def _origin(address: str) -> str:
    """Scheme and host alone: with a path, a policy allows that one file (CSP 3, path-part)."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _help_templates(app: Flask) -> None:
    app.jinja_env.bytecode_cache = TEMPLATES
    app.jinja_env.globals.update(asset_url=_asset_url, languages=LANGUAGES)

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        return {
            "lang": web.language(),
            "store": g.get("store"),
            "stores": g.get("stores", []),
            "member": g.get("member"),
            "request_id": g.get("request_id", ""),
            "is_demo": web.doors().settings.demo,
        }


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _asset_url(name: str) -> str:
    """The address of a static file, which changes when its bytes do."""
    return url_for("static", filename=name, v=_digest(name))
