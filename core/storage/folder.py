"""A folder that behaves as a bucket: for one machine, the demo and the tests."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

from core.clock import Clock
from core.storage import layout
from core.storage.container import Content, NotAContainer, read_label, write_container
from core.storage.contract import ObjectInfo, UploadTicket
from core.storage.disk import Disk
from core.storage.errors import ObjectMissing
from core.storage.folder_parts import FolderParts
from core.storage.keys import valid_content_type, valid_folder, valid_key, valid_prefix
from core.storage.limits import valid_sizes, valid_span
from core.storage.tickets import PartGrant, Signer, UploadGrant


class FolderStorage:
    """The storage door on a folder; `app.files` serves its signed addresses."""

    def __init__(self, root: Path, *, public_url: str, secret_key: str, clock: Clock) -> None:
        self._disk = Disk(root)
        self._public_url = public_url.rstrip("/")
        self._signer = Signer(secret_key)
        self._clock = clock
        self.parts = FolderParts(self, self._signer, self._public_url, clock)

    @property
    def origin(self) -> str:
        """The origin of this installation itself."""
        return "/".join(self._public_url.split("/", 3)[:3])

    def put(
        self,
        key: str,
        data: bytes | BinaryIO,
        *,
        content_type: str,
        cache_control: str | None = None,
    ) -> None:
        """Written aside, forced to disk, renamed into place."""
        path = layout.path_of(valid_key(key))
        write = partial(
            write_container,
            data=data,
            content_type=valid_content_type(content_type),
            cache_control=cache_control,
        )
        self._disk.write(path, write)

    def get(self, key: str) -> bytes:
        """All bytes of an object."""
        with self.open(key) as stream:
            return stream.read()

    def open(self, key: str) -> BinaryIO:
        """A stream that may also seek."""
        return self.stored(key)[1]

    def stored(self, key: str) -> tuple[ObjectInfo, BinaryIO]:
        """An object's description and its bytes, both of the same write; the stream can seek."""
        file = self._disk.open(layout.path_of(valid_key(key)))
        if file is None:
            raise ObjectMissing(key)
        try:
            info = _described(key, file)
        except NotAContainer:
            file.close()
            raise ObjectMissing(key) from None
        return info, io.BufferedReader(Content(file, info.size))

    def head(self, key: str) -> ObjectInfo | None:
        """What the label says."""
        try:
            info, stream = self.stored(key)
        except ObjectMissing:
            return None
        stream.close()
        return info

    def delete(self, key: str) -> None:
        """Unlinked, with the folders that are left empty."""
        self._disk.remove(layout.path_of(valid_key(key)))

    def delete_prefix(self, prefix: str) -> int:
        """Deleted one by one; calling again after a crash ends the work."""
        keys = self._keys(valid_folder(prefix))
        for key in keys:
            self.delete(key)
        return len(keys)

    def drop_former(self, prefix: str) -> None:
        """A folder keeps nothing of what was replaced."""
        valid_folder(prefix)

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """Described one by one as they are read; what is deleted meanwhile is left out."""
        for key in self._keys(valid_prefix(prefix)):
            info = self.head(key)
            if info:
                yield ObjectInfo(info.key, info.size, info.etag, info.modified_at)

    def copy(self, source: str, target: str) -> None:
        """Written again: a hard link renamed onto itself would stay behind."""
        valid_key(target)
        info, stream = self.stored(source)
        with stream:
            self.put(
                target,
                stream,
                content_type=info.content_type or "application/octet-stream",
                cache_control=info.cache_control,
            )

    def sign_upload(
        self,
        key: str,
        *,
        content_type: str,
        max_bytes: int,
        min_bytes: int = 1,
        expires_in: timedelta,
    ) -> UploadTicket:
        """A form for `POST /files/upload`."""
        valid_sizes(min_bytes, max_bytes)
        grant = UploadGrant(
            key=valid_key(key),
            content_type=valid_content_type(content_type),
            min_bytes=min_bytes,
            max_bytes=max_bytes,
            expires_at=self._clock.now() + valid_span(expires_in),
        )
        return UploadTicket(f"{self._public_url}/files/upload", self._signer.upload_fields(grant))

    def granted_upload(self, fields: Mapping[str, str]) -> UploadGrant:
        """What posted fields allow; raises SignatureRefused or SignatureExpired."""
        return self._signer.read_upload_fields(fields, self._clock.now())

    def granted_part(self, upload: str, number: int, query: Mapping[str, str]) -> PartGrant:
        """What a part's address allows; raises SignatureRefused or SignatureExpired."""
        return self._signer.read_part(upload, number, query, self._clock.now())

    def sign_download(self, key: str, *, expires_in: timedelta, filename: str | None = None) -> str:
        """An address below `/files/o/`."""
        expires_at = self._clock.now() + valid_span(expires_in)
        path = self._signer.download_path(valid_key(key), expires_at, filename)
        return f"{self._public_url}/files/o/{path}"

    def granted_download(self, key: str, query: Mapping[str, str]) -> str | None:
        """The file name a signed address asks for; raises SignatureRefused or SignatureExpired."""
        return self._signer.read_download(key, query, self._clock.now())

    def check(self) -> None:
        """Write a few bytes as any upload would be."""
        self._disk.check()

    def _keys(self, prefix: str) -> builtins.list[str]:
        """All keys with the prefix, in the byte order that S3 lists them in."""
        folder = layout.folder_of(prefix.rpartition("/")[0])
        keys = filter(None, map(layout.key_of, self._disk.files(folder)))
        return sorted((key for key in keys if key.startswith(prefix)), key=str.encode)


def _described(key: str, file: BinaryIO) -> ObjectInfo:
    label = read_label(file)
    return ObjectInfo(
        key=key,
        size=label.size,
        etag=label.etag,
        modified_at=datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC),
        content_type=label.content_type,
        cache_control=label.cache_control,
    )
