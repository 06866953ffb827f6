"""Photos and videos on their way: a ticket to the store, word of arrival, and a change of mind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, jsonify, request, url_for
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collection.media.inspect import MediaKind
from collection.media.limits import DEFAULT_LIMITS
from collection.operations.files import expect_file, remove_files
from collection.preparing import clear_removed
from collection.public.ground import BUSY, blueprint, speak_to
from collection.public.incoming import confirm, has_landed, promised
from collection.queries.files import pending_file
from core.auth import link, token_holder
from core.errors import N_, Conflict, InvalidInput
from core.models import Customer, Media, Store
from core.states import LinkPurpose
from core.web import doors, limiter

TICKET_LIFE = timedelta(minutes=10)
"""Requirement U10; a slow upload only has to begin within it."""


class FileAhead(BaseModel):
    """What a browser says of the file it is about to send."""

    model_config = ConfigDict(strict=True)

    name: str = Field(min_length=1, max_length=1000)
    type: str = Field(default="", max_length=200)
    bytes: int = Field(ge=0)


@blueprint.post("/r/<token>/media")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.ANSWER)
def answer_ticket(token: str) -> tuple[Response, int]:
    """A ticket for one file of an answer."""
    return _ticket("collecting.answer_file", token)


@blueprint.post("/s/<token>/media")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.STATUS)
def amendment_ticket(token: str) -> tuple[Response, int]:
    """A ticket for one file of a new version."""
    return _ticket("collecting.amendment_file", token)


@blueprint.post("/r/<token>/media/<ref>/done")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.ANSWER)
def answer_file_done(token: str, ref: str) -> tuple[str, int]:
    """A file of an answer arrived."""
    return _done(ref)


@blueprint.post("/s/<token>/media/<ref>/done")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.STATUS)
def amendment_file_done(token: str, ref: str) -> tuple[str, int]:
    """A file of a new version arrived."""
    return _done(ref)


@blueprint.delete("/r/<token>/media/<ref>")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.ANSWER)
def answer_file(token: str, ref: str) -> tuple[str, int]:
    """The customer would rather not send this file."""
    return _remove(ref)


@blueprint.delete("/s/<token>/media/<ref>")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.STATUS)
def amendment_file(token: str, ref: str) -> tuple[str, int]:
    """The customer would rather not send this file."""
    return _remove(ref)


def _ticket(endpoint: str, token: str) -> tuple[Response, int]:
    told = _told()
    with doors().database.transaction() as session:
        customer = session.get_one(Customer, link().customer_id)
        store = session.get_one(Store, link().store_id)
        speak_to(customer, store)
        file = promised(told.name, told.type, told.bytes)
        media = expect_file(session, store, customer.id, file, doors().now())
    ticket = doors().storage.sign_upload(
        media.quarantine_key,
        content_type=file.content_type,
        max_bytes=_most(media),
        expires_in=TICKET_LIFE,
    )
    here = url_for(endpoint, token=token, ref=media.ref)
    body: dict[str, Any] = {"media_id": media.ref, "url": ticket.url, "fields": ticket.fields}
    return jsonify(body | {"done_url": f"{here}/done", "remove_url": here}), 201


def _told() -> FileAhead:
    try:
        return FileAhead.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        raise InvalidInput(
            N_("A file is announced with its name, its type and how many bytes it has.")
        ) from error


def _most(media: Media) -> int:
    is_photo = media.kind.value == MediaKind.PHOTO.value
    return DEFAULT_LIMITS.photo_bytes if is_photo else DEFAULT_LIMITS.video_bytes


def _done(ref: str) -> tuple[str, int]:
    with doors().database.reading() as rows:
        media = pending_file(rows, link().store_id, link().customer_id, ref)
    if not has_landed(media):
        raise Conflict(N_("This file has not arrived yet. Please send it again."))
    confirm([media])
    return "", 204


def _remove(ref: str) -> tuple[str, int]:
    with doors().database.transaction() as session:
        media = pending_file(session, link().store_id, link().customer_id, ref)
        remove_files([media], doors().now())
    clear_removed(doors(), [media])
    return "", 204
