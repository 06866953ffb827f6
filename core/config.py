"""Every environment variable, read once into a frozen value."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pyrage

from core.errors import SettingError

PREFIX = "VIVAVOCE_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: its name without prefix, what it means, its default and its reader."""

    name: str
    meaning: str
    example: str
    read: Callable[[str, str], Any]
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation was told; see docs/operations.md for the table."""

    database_url: str
    redis_url: str
    storage_url: str
    mail_url: str
    public_url: str
    media_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    trusted_proxies: int
    demo: bool
    av_hook: str
    backup_recipients: tuple[str, ...]

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read every `VIVAVOCE_*`; unknown ones warn, malformed ones raise SettingError."""
        _warn_of_unknown(environ)
        values = {setting.name.lower(): _value(setting, environ) for setting in SETTINGS}
        values["media_url"] = values["media_url"] or values["public_url"]
        return cls(**values)

    @property
    def is_secure(self) -> bool:
        """Whether the public address is HTTPS; cookies are Secure then."""
        return self.public_url.startswith("https://")


def _value(setting: Setting, environ: Mapping[str, str]) -> Any:
    raw = environ.get(PREFIX + setting.name, setting.default)
    if raw is None:
        raise SettingError(
            f"{PREFIX}{setting.name} is not set. It means: {setting.meaning} "
            f"For example: {PREFIX}{setting.name}={setting.example}"
        )
    return setting.read(setting.name, raw.strip())


def _malformed(name: str, wanted: str) -> SettingError:
    """The error never repeats the value: it may hold a password."""
    example = next(s.example for s in SETTINGS if s.name == name)
    return SettingError(
        f"{PREFIX}{name} is malformed: {wanted} For example: {PREFIX}{name}={example}"
    )


def _url(*schemes: str) -> Callable[[str, str], str]:
    def read(name: str, raw: str) -> str:
        if raw.split("://", 1)[0] not in schemes or "://" not in raw:
            raise _malformed(name, f"it must begin with {' or '.join(f'{s}://' for s in schemes)}.")
        return raw

    return read


def _http_base(name: str, raw: str) -> str:
    if not raw and name == "MEDIA_URL":
        return ""
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise _malformed(name, "it must be an http(s) address without query or fragment.")
    return raw.rstrip("/")


def _secret(name: str, raw: str) -> str:
    if len(raw) < 32:
        raise _malformed(name, "it must have at least 32 characters, chosen at random.")
    return raw


def _secrets(name: str, raw: str) -> tuple[str, ...]:
    return tuple(_secret(name, part) for part in raw.split(",") if part)


def _count(name: str, raw: str) -> int:
    if not raw.isdecimal() or int(raw) > 9:
        raise _malformed(name, "it must be a whole number from 0 to 9.")
    return int(raw)


def _scanner(name: str, raw: str) -> str:
    """A host and a port, or the path of a socket; either of them, or nothing at all."""
    try:
        parts = urlsplit(raw)
        has_host = bool(parts.hostname and parts.port and parts.path in ("", "/"))
        is_one = has_host or (not parts.netloc and len(parts.path) > 1)
    except ValueError:  # a port that is no number
        is_one = False
    if raw and not (raw.startswith("clamd://") and is_one):
        raise _malformed(name, "it must be clamd://host:port or clamd:///path/of/the/socket.")
    return raw


def _recipients(name: str, raw: str) -> tuple[str, ...]:
    """Public keys of age. A private one has no place here: it would open what it protects."""
    given = tuple(part.strip() for part in raw.split(",") if part.strip())
    for at, one in enumerate(given, 1):
        if one.upper().startswith("AGE-SECRET-KEY-"):
            raise _malformed(
                name,
                f"key {at} is a private one. Set its public part, which begins with age1, "
                "and keep the private one away from this machine.",
            )
        try:
            pyrage.x25519.Recipient.from_str(one)
        except pyrage.RecipientError as error:
            raise _malformed(
                name,
                f"key {at} is no public key of age, or not all of it. One begins with age1 and "
                "has 62 characters; vivavoce backup --new-key FILE makes one.",
            ) from error
    return given


def _truth(name: str, raw: str) -> bool:
    if raw not in ("0", "1"):
        raise _malformed(name, "it must be 0 or 1.")
    return raw == "1"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL",
        "where the truth is kept: SQLite for one machine, PostgreSQL 15 or newer otherwise.",
        "postgresql+psycopg://vivavoce:password@127.0.0.1/vivavoce",
        _url("sqlite", "postgresql+psycopg"),
    ),
    Setting(
        "REDIS_URL",
        "the Redis or Valkey that carries jobs and rate limits; it may be emptied at any time.",
        "redis://127.0.0.1:6379/0",
        _url("redis", "rediss", "unix"),
    ),
    Setting(
        "STORAGE_URL",
        "where photos, videos and published feeds lie: an S3 bucket or a folder.",
        "s3://key:secret@s3.example.com/bucket?region=eu-west-3",
        _url("s3", "folder"),
    ),
    Setting(
        "MAIL_URL",
        "how mail leaves: SendGrid, SMTP, or a folder to look at.",
        "smtp://user:password@mail.example.com:587?tls=starttls",
        _url("sendgrid", "smtp", "outbox"),
    ),
    Setting(
        "PUBLIC_URL",
        "the address under which people reach this installation; every link is built on it.",
        "https://reviews.example.com",
        _http_base,
    ),
    Setting(
        "MEDIA_URL",
        "the address that serves the bucket's media/ and feeds/ (a CDN); PUBLIC_URL when empty.",
        "https://media.example.com",
        _http_base,
        default="",
    ),
    Setting(
        "SECRET_KEY",
        "signs sessions and storage links, keys the suppression list, encrypts the secrets of"
        " connected systems; 32 random characters.",
        "the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
        _secret,
    ),
    Setting(
        "SECRET_KEY_FALLBACKS",
        "former secret keys, comma-separated, still believed while sessions move to the new one.",
        "old-key-of-at-least-32-characters-aaaa",
        _secrets,
        default="",
    ),
    Setting(
        "TRUSTED_PROXIES",
        "how many reverse proxies stand in front and set X-Forwarded-For.",
        "1",
        _count,
        default="0",
    ),
    Setting(
        "DEMO",
        "1 adds the demo shop, its outbox and its movable clock; never in production.",
        "0",
        _truth,
        default="0",
    ),
    Setting(
        "AV_HOOK",
        "the virus scanner that looks at every photo and video first: clamd, by host and port or by"
        " its socket. While it does not answer none is prepared.",
        "clamd:///run/clamav/clamd.ctl",
        _scanner,
        default="",
    ),
    Setting(
        "BACKUP_RECIPIENTS",
        "public keys of age, comma-separated, for whom vivavoce backup encrypts: only who holds one"
        " of their private keys can open it. Empty: backups are not encrypted.",
        "age1…, as vivavoce backup --new-key FILE prints it",
        _recipients,
        default="",
    ),
)


def _warn_of_unknown(environ: Mapping[str, str]) -> None:
    known = {PREFIX + setting.name for setting in SETTINGS}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            warnings.warn(f"{name} is not a setting of Vivavoce.{hint}", stacklevel=3)
