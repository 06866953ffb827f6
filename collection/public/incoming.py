"""The files of a plain form: looked at, put into quarantine, and kept whatever else is amiss."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import SEEK_END
from pathlib import PurePath
from typing import BinaryIO, cast

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from collection.forms import plain
from collection.media.inspect import (
    BY_CLAIM,
    BY_EXTENSION,
    HEAD_BYTES,
    NO_CLAIM,
    Looked,
    recognised,
    refuse_weight,
)
from collection.media.limits import DEFAULT_LIMITS
from collection.media.refusals import MediaRefused, RefusalReason
from collection.operations.files import NewFile, expect_file, land_files
from collection.parts import join_parts
from collection.policy import CAPTION_LIMIT, PHOTOS_LIMIT, VIDEOS_LIMIT, Span, read_span
from collection.queries.files import pending_files
from core.errors import VivavoceError
from core.models import Media, Store
from core.states import MediaKind, MediaState
from core.web import doors


@dataclass(slots=True)
class Incoming:
    """The files of one form: those that are here, and what was wrong with the others."""

    files: list[Media] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    captions: dict[str, str] = field(default_factory=dict)
    trims: dict[str, Span] = field(default_factory=dict)

    @property
    def refs(self) -> tuple[str, ...]:
        """The public names of the files, in order."""
        return tuple(media.ref for media in self.files)


def promised(name: str, claim: str, size: int) -> NewFile:
    """What a file is by its name and claimed type; raises `MediaRefused` before a byte is sent."""
    by_name = BY_EXTENSION.get(PurePath(name).suffix.lower().removeprefix("."), frozenset())
    claim = claim.partition(";")[0].strip().lower()
    found = by_name if claim in NO_CLAIM else by_name & BY_CLAIM.get(claim, frozenset())
    if not found:
        raise MediaRefused(RefusalReason.WRONG_TYPE)
    looked = sorted(found, key=lambda one: (one.type != claim, one.type))[0]
    return _new_file(looked, name, size)


def _new_file(looked: Looked, name: str, size: int) -> NewFile:
    if size < 1:
        raise MediaRefused(RefusalReason.EMPTY)
    refuse_weight(size, looked.kind, DEFAULT_LIMITS)
    return NewFile(MediaKind(looked.kind.value), looked.type, PurePath(name).name, size)


def receive(store: Store, customer_id: int, kept: Sequence[Media] = ()) -> Incoming:
    """The form's files: those sent ahead (`media`), then those in the form itself (`files`).

    `kept` are files of a former version: they count, and are not looked for among the new ones.
    """
    incoming = Incoming()
    known = {media.ref for media in kept}
    refs = [ref for ref in dict.fromkeys(request.form.getlist("media")[:50]) if ref not in known]
    _take_sent_ahead(incoming, store, customer_id, refs)
    for upload in request.files.getlist("files"):
        if upload.filename:
            _take(incoming, store, customer_id, upload)
    _count(incoming, kept)
    _read_captions(incoming, (*kept, *incoming.files))
    _read_trims(incoming)
    return incoming


def _read_captions(incoming: Incoming, files: Iterable[Media]) -> None:
    """What the author says of each file (`alt-` and its name); too much is said, not cut."""
    for media in files:
        told = plain(request.form.get(f"alt-{media.ref}", media.alt))
        incoming.captions[media.ref] = told
        if len(told) > CAPTION_LIMIT:
            incoming.faults.append(
                _(
                    "%(file)s: what can be seen has %(count)s characters, %(limit)s fit.",
                    file=media.name,
                    count=len(told),
                    limit=CAPTION_LIMIT,
                )
            )


def _read_trims(incoming: Incoming) -> None:
    """Where the author cut each new video (`trim-` and its name)."""
    for media in incoming.files:
        told = request.form.get(f"trim-{media.ref}", "")
        span = read_span(told, DEFAULT_LIMITS.video_seconds + 1)
        if span is not None:
            incoming.trims[media.ref] = span
        elif told:
            incoming.faults.append(
                _(
                    "%(file)s: its start and end could not be read. Please film again.",
                    file=media.name,
                )
            )


def _take_sent_ahead(
    incoming: Incoming, store: Store, customer_id: int, refs: Sequence[str]
) -> None:
    with doors().database.reading() as rows:
        known = pending_files(rows, store.id, customer_id, refs)
    here = [media for media in known if has_landed(media)]
    confirm(here)
    if len(here) < len(refs):
        incoming.faults.append(_("One of your files did not arrive. Please choose it again."))
    incoming.files.extend(here)


def has_landed(media: Media) -> bool:
    """Whether the bytes are in the store; asked of the store itself, never of the browser."""
    if media.state is MediaState.UPLOADED:
        return True
    info = doors().storage.head(media.quarantine_key)
    if info is None and media.upload:
        return join_parts(doors().storage, media)
    return info is not None and info.size == (media.size or info.size) > 0


def confirm(files: Sequence[Media]) -> None:
    """Note that the bytes of these files are there."""
    with doors().database.transaction() as session:
        land_files([session.get_one(Media, media.id) for media in files], doors().now())


def _take(incoming: Incoming, store: Store, customer_id: int, upload: FileStorage) -> None:
    try:
        incoming.files.append(_keep(store, customer_id, upload))
    except VivavoceError as error:
        sentence = _(error.sentence, **error.values) if error.values else _(error.sentence)
        incoming.faults.append(
            _("%(file)s: %(why)s", file=PurePath(upload.filename or "").name, why=sentence)
        )


def _keep(store: Store, customer_id: int, upload: FileStorage) -> Media:
    size = upload.stream.seek(0, SEEK_END)
    upload.stream.seek(0)
    file = promised(upload.filename or "", upload.mimetype or "", size)
    if recognised(upload.stream.read(HEAD_BYTES)).kind.value != file.kind.value:
        raise MediaRefused(RefusalReason.MISMATCH)
    upload.stream.seek(0)
    now = doors().now()
    with doors().database.transaction() as session:
        media = expect_file(session, store, customer_id, file, now)
    doors().storage.put(
        media.quarantine_key, cast(BinaryIO, upload.stream), content_type=file.content_type
    )
    confirm([media])
    return media


def _count(incoming: Incoming, kept: Sequence[Media]) -> None:
    """Keep what fits in one submission, and say that there were more."""
    photo_room = PHOTOS_LIMIT - len(_of_kind(kept, MediaKind.PHOTO))
    video_room = VIDEOS_LIMIT - len(_of_kind(kept, MediaKind.VIDEO))
    photos = _of_kind(incoming.files, MediaKind.PHOTO)
    videos = _of_kind(incoming.files, MediaKind.VIDEO)
    if len(photos) > photo_room or len(videos) > video_room:
        incoming.faults.append(
            _(
                "At most %(photos)s photos and one video fit; the others were left out.",
                photos=PHOTOS_LIMIT,
            )
        )
    fitting = [*photos[:photo_room], *videos[:video_room]]
    incoming.files = [media for media in incoming.files if media in fitting]


def _of_kind(files: Iterable[Media], kind: MediaKind) -> list[Media]:
    return [media for media in files if media.kind is kind]
