"""What is being typed, kept as it is typed: another tab or another device goes on with it."""

from __future__ import annotations

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from collection.operations.drafting import keep_draft
from collection.policy import WORDS_LIMIT
from collection.public.ground import blueprint
from core.auth import link, token_holder
from core.errors import N_, InvalidInput
from core.states import LinkPurpose
from core.web import doors, limiter

PACE = "60/minute"
"""The page saves when typing pauses, every second or so at most."""
MOST_FIELDS = 40
LONGEST = 2 * WORDS_LIMIT
"""Characters of one answer: more than fits, since a draft may be too long still."""
NEVER = frozenset({"site", "social", "mail", "print", "what", "product", "csrf_token"})
"""Consents are ticked anew by whoever sends the form; the rest belongs to the page."""


class Typed(BaseModel):
    """A form as it stands."""

    model_config = ConfigDict(strict=True)

    form: str = Field(min_length=3, max_length=80, pattern=r"^[\w:-]+$")
    fields: dict[str, str | list[str]] = Field(max_length=MOST_FIELDS)

    @field_validator("fields")
    @classmethod
    def bounded(cls, fields: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        """Only names and texts of a size that a form has; never a consent."""
        if any(len(name) > 60 or len("".join(text)) > LONGEST for name, text in fields.items()):
            raise ValueError("too long")
        return {name: text for name, text in fields.items() if name not in NEVER}


@blueprint.put("/r/<token>/draft")
@limiter.limit(PACE)
@token_holder(LinkPurpose.ANSWER)
def keep_answer_draft(token: str) -> Response:
    """Keep what is being typed as an answer."""
    return _keep()


@blueprint.put("/s/<token>/draft")
@limiter.limit(PACE)
@token_holder(LinkPurpose.STATUS)
def keep_amendment_draft(token: str) -> Response:
    """Keep what is being typed as a new version."""
    return _keep()


def _keep() -> Response:
    try:
        typed = Typed.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        raise InvalidInput(N_("This is not a draft of one of our forms.")) from error
    with doors().database.transaction() as session:
        keep_draft(
            session, link().store_id, link().customer_id, typed.form, typed.fields, doors().now()
        )
    return Response(status=204)
