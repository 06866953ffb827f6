"""What S3's refusals mean to the person who set the bucket up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    SSLError,
)
from botocore.exceptions import ConnectionError as NoConnection

from core.storage.address import S3Address
from core.storage.errors import ObjectMissing, StorageUnavailable

_MISSING = frozenset({"NoSuchKey", "NoSuchUpload", "404", "NotFound"})
_MEND = {
    "NoSuchBucket": "The bucket does not exist: create it, or correct its name in",
    "InvalidAccessKeyId": "The access key is unknown there: correct it in",
    "SignatureDoesNotMatch": "The secret does not belong to the access key: correct it in",
    "AccessDenied": "The key may not do this: allow it to list, read, write and delete in the "
    "bucket, or use another key in",
    "403": "The key may not do this: allow it to list, read, write and delete in the bucket, or "
    "use another key in",
    "RequestTimeTooSkewed": "This machine's clock is wrong: set it (NTP); nothing is to change in",
    "PermanentRedirect": "The bucket lies in another region: correct ?region= in",
    "301": "The bucket lies in another region: correct ?region= in",
    "AuthorizationHeaderMalformed": "The bucket lies in another region: correct ?region= in",
    "QuotaExceeded": "The bucket is full: raise its quota, or name another bucket in",
}


@contextmanager
def speaking(address: S3Address, key: str) -> Iterator[None]:
    """Turn boto3's errors into ObjectMissing for `key`, or StorageUnavailable."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in _MISSING:
            raise ObjectMissing(key) from error
        raise _refused(address, code) from error
    except (BotoCoreError, HTTPClientError) as error:
        raise _unreached(address, error) from error


def not_deleted(address: S3Address, code: str) -> StorageUnavailable:
    """The error for an object that a batch could not delete."""
    return _refused(address, code)


def _refused(address: S3Address, code: str) -> StorageUnavailable:
    mend = _MEND.get(code, "See what its own log says, and whether it matches")
    return StorageUnavailable(f"{_place(address)} refused ({code}). {mend} VIVAVOCE_STORAGE_URL.")


def _unreached(address: S3Address, error: Exception) -> StorageUnavailable:
    return StorageUnavailable(f"{_place(address)} {_fault(error)} VIVAVOCE_STORAGE_URL.")


def _fault(error: Exception) -> str:
    if isinstance(error, SSLError):
        return "does not speak TLS as expected: mend its certificate, or add tls=0 to"
    if isinstance(error, NoCredentialsError):
        return "needs credentials: write key:secret@ before the host in"
    if isinstance(error, NoConnection | HTTPClientError):
        return "cannot be reached: start it, open the way to it, or correct host and port in"
    return f"could not be used ({type(error).__name__}): see its log, or correct"


def _place(address: S3Address) -> str:
    return f"The bucket {address.bucket} at {address.endpoint or 'AWS S3'}"
