"""Which store an installation keeps its objects in."""

from __future__ import annotations

from core.clock import Clock, SystemClock
from core.errors import SettingError
from core.storage.address import folder_path, s3_address
from core.storage.contract import Storage
from core.storage.folder import FolderStorage
from core.storage.s3 import S3Storage


def make_storage(
    url: str, *, public_url: str, secret_key: str, clock: Clock | None = None
) -> Storage:
    """The store that VIVAVOCE_STORAGE_URL names; raises SettingError, and talks to nobody yet.

    A folder's signed addresses lie below `public_url` and are signed with `secret_key`; a bucket
    needs neither. Signatures live by the machine's own clock unless a test brings another.
    """
    if url.startswith("s3://"):
        return S3Storage(s3_address(url))
    if url.startswith("folder:"):
        return FolderStorage(
            folder_path(url),
            public_url=public_url,
            secret_key=secret_key,
            clock=clock or SystemClock(),
        )
    raise SettingError("VIVAVOCE_STORAGE_URL is malformed: it begins with s3:// or folder:///.")
