"""Serves what is stored: signed uploads and downloads of the folder store, and public media.

A bucket serves its own signed addresses; then only `/media/` answers here, by sending the reader
on to the bucket.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, BinaryIO, TypeVar, cast

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.sansio.multipart import Data, Event, Field, File, MultipartDecoder, NeedData
from werkzeug.wsgi import FileWrapper

from core.auth import public, signed_url
from core.errors import N_, NotFound, TooLarge, VivavoceError
from core.storage import (
    MEDIA_CACHE_CONTROL,
    KeyInvalid,
    ObjectInfo,
    ObjectMissing,
    UploadMalformed,
)
from core.storage.disposition import attachment
from core.storage.folder import FolderStorage
from core.web import doors

View = TypeVar("View", bound=Callable[..., Response])

blueprint = Blueprint("files", __name__)

_CHUNK = 1 << 16
# Fields, boundaries and part headers: what a form may weigh beside its file.
_FORM_BYTES = 1 << 16
_FORM_PARTS = 20
# What is still read of a refused upload, so that a browser hears why instead of a reset.
_DRAINED_BYTES = 1 << 20
# Stored bytes are other people's: whatever a browser takes them for, it may run none of it.
_CONTENT_POLICY = "default-src 'none'; sandbox"
_SINGLE_RANGE = re.compile(r"bytes=[^,]*")
_REDIRECT_SPAN = timedelta(minutes=15)
_REDIRECT_CACHE_CONTROL = "public, max-age=300"


def _running_nothing(view: View) -> View:
    """Give the view, its errors too, the policy that Talisman would replace by the pages' own."""
    view.talisman_view_options = {  # type: ignore[attr-defined]  # how Talisman is told
        "content_security_policy": _CONTENT_POLICY
    }
    return view


@blueprint.post("/files/upload")
@signed_url
def upload() -> Response:
    """Store the file of a ticket's form, cut off as soon as it is more than was allowed."""
    # The ticket says how much is taken; the application's own limit is for its own forms.
    request.max_content_length = None
    try:
        info = _received(_folder(), _events())
    except VivavoceError:
        _drain()
        raise
    response = Response(status=204)
    response.set_etag(info.etag)
    return response


@blueprint.put("/files/part/<upload_name>/<int:number>")
@signed_url
def upload_part(upload_name: str, number: int) -> Response:
    """Keep one part of a large object: all of it, or nothing."""
    request.max_content_length = None
    folder = _folder()
    grant = folder.granted_part(upload_name, number, request.args.to_dict())
    if request.content_length != grant.size:
        _drain()
        raise UploadMalformed(N_("This part is not as long as it was announced."))
    response = Response(status=200)
    response.set_etag(folder.parts.take(grant, cast(BinaryIO, request.stream)))
    return response


@blueprint.get("/files/o/<path:key>")
@signed_url
@_running_nothing
def download(key: str) -> Response:
    """One object, to the holder of a signed address."""
    folder = _folder()
    filename = folder.granted_download(key, request.args.to_dict())
    response = _answer(*folder.stored(key))
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if filename:
        response.headers["Content-Disposition"] = attachment(filename)
    return response


@blueprint.get("/media/<path:name>")
@public
@_running_nothing
def media(name: str) -> Response:
    """One public rendition, to anyone on any page."""
    try:
        response = _public_object(f"media/{name}")
    except (KeyInvalid, ObjectMissing):
        response = Response(status=404, content_type="text/plain")
        response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _folder() -> FolderStorage:
    storage = doors().storage
    if not isinstance(storage, FolderStorage):
        raise NotFound(N_("Files are not served here; their bucket serves them itself."))
    return storage


def _received(folder: FolderStorage, events: Iterator[Event]) -> ObjectInfo:
    """Store the form's file; nothing is kept of one that is cut, empty or too large."""
    grant = folder.granted_upload(_fields(events))
    declared = request.content_length or 0
    if declared > grant.max_bytes + _FORM_BYTES:
        raise _too_large(grant.max_bytes)
    part = io.BufferedReader(_FilePart(events, grant.min_bytes, grant.max_bytes), _CHUNK)
    folder.put(grant.key, part, content_type=grant.content_type)
    info = folder.head(grant.key)
    if info is None:
        raise ObjectMissing(grant.key)
    return info


def _events() -> Iterator[Event]:
    """The form, read as it comes in; raises UploadMalformed when it breaks off."""
    boundary = request.mimetype_params.get("boundary", "")
    if request.mimetype != "multipart/form-data" or not boundary:
        raise UploadMalformed(N_("An upload is sent as multipart/form-data."))
    decoder = MultipartDecoder(
        boundary.encode("latin-1", "replace"), _FORM_BYTES + 2 * _CHUNK, max_parts=_FORM_PARTS
    )
    try:
        while chunk := request.stream.read(_CHUNK):
            yield from _decoded(decoder, chunk)
        yield from _decoded(decoder, None)
    except ValueError as error:
        raise UploadMalformed(N_("The upload broke off. Please try it again.")) from error


def _decoded(decoder: MultipartDecoder, chunk: bytes | None) -> Iterator[Event]:
    decoder.receive_data(chunk)
    while not isinstance(event := decoder.next_event(), NeedData):
        yield event
        if chunk is None:
            return


def _fields(events: Iterator[Event]) -> dict[str, str]:
    """The fields before the file, as S3 reads them; each may come once."""
    fields: dict[str, str] = {}
    for event in events:
        if isinstance(event, File) and event.name == "file":
            return fields
        if isinstance(event, File) or (isinstance(event, Field) and event.name in fields):
            break
        if isinstance(event, Field):
            fields[event.name] = _value(events)
    raise UploadMalformed(N_("An upload has its signed fields once each, then one file."))


def _value(events: Iterator[Event]) -> str:
    value = bytearray()
    for event in events:
        if isinstance(event, Data):
            value += event.data
            if len(value) > _FORM_BYTES:
                raise _too_large(_FORM_BYTES)
            if not event.more_data:
                break
    return value.decode(errors="replace")


class _FilePart(io.RawIOBase):
    """The file of a form as a stream that never yields more, nor ends with less, than allowed."""

    def __init__(self, events: Iterator[Event], min_bytes: int, max_bytes: int) -> None:
        self._events = events
        self._min_bytes = min_bytes
        self._max_bytes = max_bytes
        self._size = 0
        self._pending = b""
        self._is_complete = False

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer is private
        """Hand on what came in; raises TooLarge or UploadMalformed as soon as that is known."""
        while not self._pending and not self._is_complete:
            self._take(next(self._events))
        view = memoryview(buffer)
        chunk, self._pending = self._pending[: len(view)], self._pending[len(view) :]
        view[: len(chunk)] = chunk
        return len(chunk)

    def _take(self, event: Event) -> None:
        if not isinstance(event, Data):
            raise UploadMalformed(N_("The upload broke off. Please try it again."))
        self._pending = event.data
        self._size += len(event.data)
        self._is_complete = not event.more_data
        if self._size > self._max_bytes:
            raise _too_large(self._max_bytes)
        if self._is_complete and self._size < self._min_bytes:
            raise UploadMalformed(N_("This file is empty, or too small to be what it should be."))


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(N_("This file is larger than %(max_bytes)d bytes."), max_bytes=max_bytes)


def _drain() -> None:
    left = _DRAINED_BYTES
    while left > 0 and (chunk := request.stream.read(_CHUNK)):
        left -= len(chunk)


def _public_object(key: str) -> Response:
    storage = doors().storage
    if not isinstance(storage, FolderStorage):
        address = storage.sign_download(key, expires_in=_REDIRECT_SPAN)
        headers = {"Location": address, "Cache-Control": _REDIRECT_CACHE_CONTROL}
        return Response(status=302, headers=headers)
    info, stream = storage.stored(key)
    response = _answer(info, stream)
    response.headers["Cache-Control"] = info.cache_control or MEDIA_CACHE_CONTROL
    return response


def _answer(info: ObjectInfo, stream: BinaryIO) -> Response:
    """The object, a range of it, or the word that the caller has it already (RFC 9110)."""
    # Not the server's own file wrapper: only this one keeps to what the stream shows.
    response = Response(FileWrapper(stream, _CHUNK), content_type=info.content_type)
    response.content_length = info.size
    response.set_etag(info.etag)
    response.last_modified = info.modified_at
    response.headers["Content-Security-Policy"] = _CONTENT_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    try:
        response.make_conditional(_asked(), accept_ranges=True, complete_length=info.size)
    except RequestedRangeNotSatisfiable:
        stream.close()
        response = Response(status=416)
        response.headers["Content-Range"] = f"bytes */{info.size}"
    return response


def _asked() -> dict[str, Any]:
    """The request's headers, but a `Range` only of one run of bytes: others may be ignored."""
    environ = dict(request.environ)
    if not _SINGLE_RANGE.fullmatch(environ.get("HTTP_RANGE", "")):
        environ.pop("HTTP_RANGE", None)
    return environ
