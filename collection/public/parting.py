"""A large file's parts: which are here, where the next goes, and that all of them are there.

The addresses and answers are those Uppy's `aws-s3` asks of its companion (`S3Companion` of
@uppy/aws-s3 6): the upload is named by our own name of the file, never by the store's.
"""

from __future__ import annotations

from flask import Response, jsonify

from collection.parts import part_size, whole
from collection.public.ground import blueprint
from collection.public.incoming import confirm, has_landed
from collection.public.uploading import TICKET_LIFE, remove
from collection.queries.files import pending_file
from core.auth import link, token_holder
from core.errors import N_, Conflict, NotFound
from core.models import Media
from core.states import LinkPurpose
from core.storage import ObjectMissing
from core.web import doors, limiter

PACE = "600/minute"
"""A video of 500 MB has 60 parts, each with one question."""


def list_parts(token: str, ref: str) -> Response:
    """The parts that are here: what a cut connection need not send again."""
    media = _arriving(ref)
    try:
        parts = doors().storage.parts.list(media.quarantine_key, media.upload)
    except ObjectMissing:
        if not has_landed(media):
            raise
        parts = whole(media.size)  # joined already: the word of it was lost on its way back
    return jsonify(
        [{"PartNumber": one.number, "Size": one.size, "ETag": one.etag} for one in parts]
    )


def sign_part(token: str, ref: str, number: int) -> Response:
    """Where the next part goes, for exactly its length."""
    media = _arriving(ref)
    url = doors().storage.parts.sign(
        media.quarantine_key,
        media.upload,
        number,
        size=part_size(media.size, number),
        expires_in=TICKET_LIFE,
    )
    return jsonify({"url": url})


def join(token: str, ref: str) -> Response:
    """All parts were sent: the store is asked whether that is so, never the browser."""
    media = _arriving(ref)
    if not has_landed(media):
        raise Conflict(N_("Some parts of this file have not arrived yet. Please send it again."))
    confirm([media])
    return jsonify({"location": "", "key": ref})


def drop(token: str, ref: str) -> Response:
    """The customer would rather not send it."""
    remove(ref)
    return jsonify({})


def _arriving(ref: str) -> Media:
    with doors().database.reading() as rows:
        media = pending_file(rows, link().store_id, link().customer_id, ref)
    if not media.upload:
        raise NotFound(N_("This file is not sent in parts."))
    return media


for _start, _purpose in (("r", LinkPurpose.ANSWER), ("s", LinkPurpose.STATUS)):
    for _rule, _method, _view in (
        ("", "GET", list_parts),
        ("/<int:number>", "GET", sign_part),
        ("/complete", "POST", join),
        ("", "DELETE", drop),
    ):
        blueprint.add_url_rule(
            f"/{_start}/<token>/media/s3/multipart/<ref>{_rule}",
            f"{_view.__name__}_{_purpose.value}",
            limiter.limit(PACE)(token_holder(_purpose)(_view)),
            methods=[_method],
        )
