"""Backups that only the holder of a private key opens: age files, as `age` itself writes them.

What leaves is encrypted while it is written, through a pipe: the plain ZIP never lies on the disk.
age authenticates every piece, so that a file is proved whole and unchanged before a row is read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from io import SEEK_SET
from pathlib import Path
from typing import IO

import pyrage

from core.errors import N_, Conflict, InvalidInput

SUFFIX = ".age"
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 -- how the line of a private key begins
_BEGINNINGS = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
_NOT_FOR_KEY = "No matching keys found"


def named(target: Path, recipients: Collection[str]) -> Path:
    """Where a backup goes: an encrypted one ends in `.age`, and no other does."""
    is_age = target.suffix == SUFFIX
    if is_age and not recipients:
        raise Conflict(
            N_(
                "This backup would not be encrypted, though its name ends in .age: set "
                "VIVAVOCE_BACKUP_RECIPIENTS, or choose another name."
            )
        )
    return target if is_age or not recipients else target.with_name(target.name + SUFFIX)


@contextmanager
def writing(path: Path, recipients: Sequence[str]) -> Iterator[IO[bytes]]:
    """A stream into a file, encrypted for the recipients where there are any."""
    with path.open("wb") as file:
        if not recipients:
            yield file
            return
        with ThreadPoolExecutor(1) as pool:
            source, sink = os.pipe()
            done = pool.submit(_encrypt, source, file, recipients)
            try:
                with os.fdopen(sink, "wb") as stream:
                    yield stream
            except BrokenPipeError:
                done.result()  # says why nobody reads on
                raise
            done.result()


@contextmanager
def reading(path: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """A backup that can be read at any place; what was encrypted is proved whole first.

    It is opened into a file that has no name, so that nothing of it stays behind.
    """
    with path.open("rb") as file:
        is_encrypted = file.read(40).startswith(_BEGINNINGS)
        file.seek(0, SEEK_SET)
        if not is_encrypted:
            yield file
            return
        keys = _identities(identity)
        with tempfile.TemporaryFile(dir=_room_beside(path)) as plain:
            _decrypt(file, plain, keys)
            plain.seek(0, SEEK_SET)
            yield plain


def make_key(file: Path, now: datetime) -> str:
    """Write a new private key as `age-keygen` does, its owner's to read; its public part."""
    key = pyrage.x25519.Identity.generate()
    public = str(key.to_public())
    told = f"# created: {now.isoformat(timespec='seconds')}\n# public key: {public}\n{key}\n"
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Conflict(N_("There is such a file already; choose another name.")) from error
    with os.fdopen(number, "w", encoding="ascii") as out:
        out.write(told)
    return public


def _encrypt(source: int, file: IO[bytes], recipients: Sequence[str]) -> None:
    keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    with os.fdopen(source, "rb") as plain:  # closed when we fail, so that the writer fails, too
        pyrage.encrypt_io(plain, file, keys)


def _decrypt(file: IO[bytes], plain: IO[bytes], keys: Sequence[pyrage.x25519.Identity]) -> None:
    try:
        pyrage.decrypt_io(file, plain, keys)
    except (pyrage.DecryptError, OSError) as error:
        if getattr(error, "errno", None) is not None:  # the disk's own: full, or failing
            raise
        if str(error) == _NOT_FOR_KEY:
            raise InvalidInput(
                N_(
                    "This key does not open this backup: it was encrypted for another. "
                    "Nothing was changed."
                )
            ) from error
        raise InvalidInput(
            N_(
                "The encrypted backup is damaged: it was cut short, or changed since it was "
                "written. Nothing was changed."
            )
        ) from error


def _identities(file: Path | None) -> list[pyrage.x25519.Identity]:
    """The private keys in a file as `age-keygen` writes it; comments and empty lines are fine."""
    if file is None:
        raise InvalidInput(
            N_("This backup is encrypted. Name the file with your private key: --identity FILE.")
        )
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        told = [line for line in lines if line.startswith(_SECRET)]
        keys = [pyrage.x25519.Identity.from_str(line) for line in told]
    except (UnicodeDecodeError, pyrage.IdentityError):
        keys = []
    if not keys:
        raise InvalidInput(
            N_(
                "The file after --identity holds no private key of age: a line that begins with "
                "AGE-SECRET-KEY-1. One that is protected by a passphrase is opened with age -d."
            )
        )
    return keys


def _room_beside(path: Path) -> Path | None:
    """Beside the backup there is room for one; where nothing may be written, the system's."""
    return path.parent if os.access(path.parent, os.W_OK) else None
