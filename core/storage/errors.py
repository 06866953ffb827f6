"""What can go wrong at the storage door."""

from __future__ import annotations

from core.errors import N_, InvalidInput, NotAllowed, NotFound, PartUnavailable


class StorageUnavailable(PartUnavailable):
    """The bucket or folder does not answer as it should.

    `str(error)` says how to mend it, naming hosts and paths: it is for logs and `doctor`. The
    `sentence` is for visitors and names nothing.
    """

    code = "storage_unavailable"

    def __init__(self, mend: str) -> None:
        super().__init__(
            N_("Files cannot be kept or fetched right now. Please try again in a minute.")
        )
        self.args = (mend,)


class KeyInvalid(InvalidInput):
    """A key that could escape, collide or be misread somewhere."""

    code = "storage_key"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="key")


class ObjectMissing(NotFound):
    """Nothing is stored under this key."""

    code = "object_missing"

    def __init__(self, key: str) -> None:
        super().__init__(N_("This file does not exist, or no longer."))
        self.key = key


class SignatureRefused(NotAllowed):
    """A signed upload or download that was altered, or never signed here."""

    code = "signature_refused"


class SignatureExpired(NotAllowed):
    """A signed upload or download past its moment; 403 as S3 answers."""

    code = "signature_expired"


class UploadMalformed(InvalidInput):
    """A form that is not the one the ticket described: cut short, fileless, or empty."""

    code = "upload_malformed"
    status = 400
