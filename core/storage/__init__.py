"""The storage door: where photos, videos and feeds are kept, in a bucket or a folder."""

from core.storage.choice import make_storage
from core.storage.contract import MEDIA_CACHE_CONTROL, ObjectInfo, Storage, UploadTicket
from core.storage.errors import (
    KeyInvalid,
    ObjectMissing,
    SignatureExpired,
    SignatureRefused,
    StorageUnavailable,
    UploadMalformed,
)
from core.storage.keys import valid_key
from core.storage.parts import Part, Parts

__all__ = [
    "MEDIA_CACHE_CONTROL",
    "KeyInvalid",
    "ObjectInfo",
    "ObjectMissing",
    "Part",
    "Parts",
    "SignatureExpired",
    "SignatureRefused",
    "Storage",
    "StorageUnavailable",
    "UploadMalformed",
    "UploadTicket",
    "make_storage",
    "valid_key",
]
