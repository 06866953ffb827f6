"""Secrets of outside systems, encrypted in the database under the installation's secret key."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.config import Settings
from core.errors import N_, VivavoceError
from core.models import Connection, HookSecret

_SEALED = "sealed"
"""The place in a connection's credentials; before they were sealed it had `token` instead."""


class SealedShut(VivavoceError):
    """A value was sealed under a secret key that this process was not given."""

    code = "sealed_shut"
    status = 503


@dataclass(frozen=True, slots=True)
class Seals:
    """The keys to seal with: the first seals, all of them open. Nothing else is ever derived so.

    `place` says whose value it is, so that a value moved to another store's row opens nothing.
    """

    keys: tuple[str, ...]

    def seal(self, place: str, plain: str) -> str:
        """`plain` encrypted and signed, as ASCII."""
        return _fernet(self.keys[0], place).encrypt(plain.encode()).decode("ascii")

    def open(self, place: str, sealed: str) -> str:
        """What was sealed at that place. Raises SealedShut."""
        try:
            found = MultiFernet([_fernet(key, place) for key in self.keys])
            return found.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealedShut(
                N_(
                    "A secret kept here was encrypted under another VIVAVOCE_SECRET_KEY. Give that"
                    " key in VIVAVOCE_SECRET_KEY_FALLBACKS, or enter the secret once more."
                )
            ) from None

    def is_current(self, place: str, sealed: str) -> bool:
        """Whether it is sealed under the key that seals now."""
        try:
            _fernet(self.keys[0], place).decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True


def seals_of(settings: Settings) -> Seals:
    """The seals of an installation: its key, then the former ones."""
    return Seals((settings.secret_key, *settings.secret_key_fallbacks))


def keep_secret(seals: Seals, row: HookSecret, plain: str) -> None:
    """Seal a webhook's secret into its row."""
    row.secret, row.sealed = "", seals.seal(_place(row), plain)


def secret_of(seals: Seals, row: HookSecret) -> str:
    """A webhook's secret; one kept before sealing is read as it stands. Raises SealedShut."""
    return row.secret if row.sealed is None else seals.open(_place(row), row.sealed)


def forget_secret(row: HookSecret) -> None:
    """Leave the row as a trace that there was a secret, without it."""
    row.secret, row.sealed = "", None


def keep_token(seals: Seals, row: Connection, plain: str) -> None:
    """Seal what proves who we are to a connected system into its row."""
    row.credentials = {_SEALED: seals.seal(_place(row), plain)}


def token_of(seals: Seals, row: Connection) -> str:
    """A connection's key; one kept before sealing is read as it stands. Raises SealedShut."""
    sealed = row.credentials.get(_SEALED)
    return str(row.credentials["token"]) if sealed is None else seals.open(_place(row), sealed)


@dataclass(frozen=True, slots=True)
class Kept:
    """How the secrets in the database stand: sealed now, still to be sealed, not to be opened."""

    current: int
    stale: int
    shut: int


def kept(session: Session, seals: Seals) -> Kept:
    """Count them; nothing changes."""
    return _counted(session, seals)


def reseal(session: Session, seals: Seals) -> Kept:
    """Seal under the present key whatever lies open or under a former key; says how it was.

    What cannot be opened stays as it is: its key may still be found.
    """
    for secret in session.scalars(select(HookSecret).where(HookSecret.retired_at.is_not(None))):
        forget_secret(secret)
    session.flush()
    return _counted(session, seals, is_resealing=True)


def _counted(session: Session, seals: Seals, *, is_resealing: bool = False) -> Kept:
    found = {"current": 0, "stale": 0, "shut": 0}
    for row, sealed in _rows(session):
        if sealed is not None and seals.is_current(_place(row), sealed):
            found["current"] += 1
            continue
        try:
            _seal_anew(seals, row, is_kept=is_resealing)
            found["stale"] += 1
        except SealedShut:
            found["shut"] += 1
    return Kept(**found)


def _rows(session: Session) -> Iterator[tuple[HookSecret | Connection, str | None]]:
    """Every row that holds a secret, of all stores."""
    holding = select(HookSecret).where(HookSecret.retired_at.is_(None)).order_by(HookSecret.id)
    for secret in session.scalars(holding).all():
        yield secret, secret.sealed
    for connection in session.scalars(select(Connection).order_by(Connection.id)).all():
        yield connection, connection.credentials.get(_SEALED)


def _seal_anew(seals: Seals, row: HookSecret | Connection, *, is_kept: bool) -> None:
    if isinstance(row, HookSecret):
        plain = secret_of(seals, row)
        if is_kept:
            keep_secret(seals, row, plain)
    else:
        plain = token_of(seals, row)
        if is_kept:
            keep_token(seals, row, plain)


def _place(row: HookSecret | Connection) -> str:
    """A row's table, store and system: what its value may be opened as."""
    return f"{row.__tablename__}:{row.store_id}:{row.system}"


@lru_cache(256)
def _fernet(key: str, place: str) -> Fernet:
    """A key of its own for each place (HKDF, RFC 5869)."""
    info = f"vivavoce sealing 1: {place}".encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
