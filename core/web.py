"""What every page shares: the doors, the language, errors said to a person, headers, CORS."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask_babel import gettext
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from core.doors import Doors
from core.errors import N_, VivavoceError
from core.i18n import LANGUAGES, regional, spoken

limiter = Limiter(get_remote_address, headers_enabled=True, swallow_errors=True)
"""Counts in Redis; when Redis is away it counts in this process (requirement A13)."""

RETRY_SECONDS = 60
_PASSING = (429, 503)
_SENTENCES = {
    400: N_("The request could not be read. Go back, reload the page and try again."),
    401: N_("Please sign in first."),
    403: N_("You may not do this here."),
    404: N_("There is nothing at this address. Check it, or go back to where you came from."),
    405: N_("This address does not work that way."),
    409: N_("Somebody changed this a moment ago. Reload the page to see it."),
    410: N_("This is no longer here."),
    413: N_("That is too large. Send fewer or smaller files."),
    415: N_("That kind of content is not taken here."),
    422: N_("Some of what you sent cannot be taken."),
    429: N_("That was a little fast. Wait a minute and try again."),
    500: N_("Something went wrong on our side. Nothing was lost. Try again in a moment."),
    503: N_("A part of the service is resting. Try again in a minute."),
}


def doors() -> Doors:
    """The doors of this process."""
    return cast(Doors, current_app.extensions["vivavoce"])


def language() -> str:
    """The visitor's language: `?lang=`, what the page set for its reader, else the browser's."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    if known := g.get("language"):
        return spoken([known])
    return request.accept_languages.best_match(LANGUAGES) or "en"


def locale() -> str:
    """The locale of the page's dates and figures, as the store's country writes them."""
    store = g.get("store")
    return regional(language(), store.country if store is not None else "")


def wants_json() -> bool:
    """Whether a program is asking: API, incoming webhooks, uploads."""
    path = request.path
    return path.startswith(("/api/", "/hooks/", "/files/")) or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def problem(status: int, code: str, sentence: str, field: str | None = None) -> Response:
    """A problem detail (RFC 9457) for programs."""
    body: dict[str, Any] = {
        "type": f"https://vivavoce.example/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": sentence,
        "request_id": g.get("request_id", ""),
    }
    if field:
        body["field"] = field
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def fail(status: int, code: str, sentence: str, field: str | None = None) -> Response:
    """The answer to a caller whose request cannot be met, as a page or as a problem."""
    if wants_json():
        response = problem(status, code, sentence, field)
    else:
        retry_after = RETRY_SECONDS if status in _PASSING else None
        page = render_template(
            "errors/error.html",
            status=status,
            code=code,
            sentence=sentence,
            retry_after=retry_after,
        )
        response = Response(page, status)
    response.headers["Cache-Control"] = "no-store"
    if status in _PASSING:
        response.headers.setdefault("Retry-After", str(RETRY_SECONDS))
    return response


def install(app: Flask) -> None:
    """Give `app` its request ids, error answers and closing headers."""
    app.before_request(_name_request)
    app.after_request(_close_headers)
    app.register_error_handler(VivavoceError, _on_known_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(OperationalError, _on_database_away)
    app.register_error_handler(Exception, _on_surprise)


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)


def _close_headers(response: Response) -> Response:
    response.headers.setdefault("X-Request-Id", g.get("request_id", ""))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


def _on_known_error(error: VivavoceError) -> Response:
    said = gettext(error.sentence, **error.values) if error.values else gettext(error.sentence)
    return fail(error.status, error.code, said, error.field)


def _on_http_error(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        error.code = 413
    status = error.code or 500
    if status < 400 and error.response is not None:
        return cast(Response, error.response)
    said = gettext(_SENTENCES.get(status, _SENTENCES[400 if status < 500 else 500]))
    return fail(status, f"http_{status}", said)


def _on_database_away(error: OperationalError) -> Response:
    current_app.logger.error("database away: %s", type(error.orig).__name__)
    return fail(503, "part_unavailable", gettext(_SENTENCES[503]))


def _on_surprise(error: Exception) -> Response:
    current_app.logger.error("request %s failed", g.get("request_id", ""), exc_info=error)
    return fail(500, "surprise", gettext(_SENTENCES[500]))
