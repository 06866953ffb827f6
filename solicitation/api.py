"""What programs tell us: occasions, idempotent by their `external_id`."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import BadRequest

from core.auth import api_key
from core.errors import N_, InvalidInput
from core.web import doors, limiter, problem
from solicitation.inbound.errors import OccasionRefused
from solicitation.inbound.occasions import read_occasion
from solicitation.operations.taking import take

blueprint = Blueprint("asking_api", __name__, url_prefix="/api/v1")


@blueprint.post("/occasions")
@limiter.limit("600/minute")
@api_key("occasions:write")
def post_occasion() -> tuple[Response, int]:
    """Record a purchase, a resolved ticket or a check-in.

    201 when it was new or changed something, 200 when it was known already. 422 names every field
    at fault (RFC 9457).
    """
    try:
        fact = read_occasion(_json())
    except OccasionRefused as refused:
        return _refusal(refused), 422
    with doors().database.transaction() as session:
        is_new = take(session, g.store, fact, doors().now(), doors().secret_keys())
    return jsonify(recorded=is_new), 201 if is_new else 200


def _json() -> object:
    try:
        return request.get_json(force=True)
    except BadRequest as error:
        raise InvalidInput(N_("The body is not JSON."), field="body") from error


def _refusal(refused: OccasionRefused) -> Response:
    response = problem(422, refused.code, refused.problems[0].sentence, refused.problems[0].field)
    body = dict(response.get_json())
    body["problems"] = [
        {"field": one.field, "code": one.code, "detail": one.sentence} for one in refused.problems
    ]
    response.set_data(jsonify(body).get_data())
    return response
