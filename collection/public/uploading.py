"""Photos and videos on their way: a ticket to the store, word of arrival, and a change of mind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response, jsonify, request, url_for
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collection.operations.files import NewFile, expect_file, remove_files
from collection.parts import PART_BYTES, begin_parts, goes_in_parts
from collection.preparing import clear_removed
from collection.public.ground import BUSY, blueprint, speak_to
from collection.public.incoming import confirm, has_landed, promised
from collection.queries.files import pending_file
from core.auth import link, token_holder
from core.errors import N_, Conflict, InvalidInput
from core.models import Customer, Media, Store
from core.states import LinkPurpose, MediaState
from core.web import doors, limiter

TICKET_LIFE = timedelta(minutes=10)
"""Requirement U10; a slow upload only has to begin within it."""


class FileAhead(BaseModel):
    """What a browser says of the file it is about to send."""

    model_config = ConfigDict(strict=True)

    name: str = Field(min_length=1, max_length=1000)
    type: str = Field(default="", max_length=200)
    bytes: int = Field(ge=0)
    form: str = Field(default="", max_length=80, pattern=r"[\w:-]*")
    """The form it was chosen on, as the page names it."""
    made: int = Field(default=0, ge=0)
    """When the file says it was last changed, in milliseconds; with its size it is known again."""


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
    return remove(ref)


@blueprint.delete("/s/<token>/media/<ref>")
@limiter.limit(BUSY)
@token_holder(LinkPurpose.STATUS)
def amendment_file(token: str, ref: str) -> tuple[str, int]:
    """The customer would rather not send this file."""
    return remove(ref)


def _ticket(endpoint: str, token: str) -> tuple[Response, int]:
    told = _told()
    with doors().database.transaction() as session:
        customer = session.get_one(Customer, link().customer_id)
        store = session.get_one(Store, link().store_id)
        speak_to(customer, store)
        file = replace(
            promised(told.name, told.type, told.bytes),
            form=told.form,
            made=str(told.made) if told.made and told.form else "",
        )
        media = expect_file(session, store, customer.id, file, doors().now())
    here = url_for(endpoint, token=token, ref=media.ref)
    body: dict[str, Any] = {"media_id": media.ref, "remove_url": here}
    if media.state is MediaState.UPLOADED:
        return jsonify(body | {"is_here": True}), 200
    return jsonify(body | _way(media, file, here)), 201


def _way(media: Media, file: NewFile, here: str) -> dict[str, Any]:
    """How the bytes get to the store: in one form, or in parts."""
    if goes_in_parts(file.size):
        begin_parts(doors(), media)
        return {"parts_url": here.rpartition("/")[0], "part_bytes": PART_BYTES}
    ticket = doors().storage.sign_upload(
        media.quarantine_key,
        content_type=file.content_type,
        min_bytes=file.size,
        max_bytes=file.size,
        expires_in=TICKET_LIFE,
    )
    return {"url": ticket.url, "fields": ticket.fields, "done_url": f"{here}/done"}


def _told() -> FileAhead:
    try:
        return FileAhead.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        raise InvalidInput(
            N_("A file is announced with its name, its type and how many bytes it has.")
        ) from error


def _done(ref: str) -> tuple[str, int]:
    with doors().database.reading() as rows:
        media = pending_file(rows, link().store_id, link().customer_id, ref)
    if not has_landed(media):
        raise Conflict(N_("This file has not arrived yet. Please send it again."))
    confirm([media])
    return "", 204


def remove(ref: str) -> tuple[str, int]:
    """Forget a file nobody sent with words yet, and every byte of it."""
    with doors().database.transaction() as session:
        media = pending_file(session, link().store_id, link().customer_id, ref)
        remove_files([media], doors().now())
    clear_removed(doors(), [media])
    return "", 204
