"""Reading a storage URL: which store it names, and with what (pure).

`s3://key:secret@host:port/bucket?region=…&tls=0|1` or `folder:///absolute/path`. A part holding
`/`, `@`, `:` or `+` is percent-encoded. Messages never repeat the URL: it holds a secret.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from core.errors import SettingError

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_SHAPE = "s3://key:secret@host:port/bucket?region=eu-west-3"


@dataclass(frozen=True, slots=True)
class S3Address:
    """A bucket and how to reach it; `endpoint` None is AWS itself."""

    endpoint: str | None
    bucket: str
    region: str
    access_key: str | None
    secret_key: str | None = field(repr=False)


def s3_address(url: str) -> S3Address:
    """Take an `s3://` URL apart; raises SettingError."""
    parts = _split(url)
    options = _options(parts)
    return S3Address(
        endpoint=_endpoint(parts, options),
        bucket=_bucket(parts),
        region=options.get("region") or _region_of(parts.hostname or ""),
        access_key=_unquoted(parts.username),
        secret_key=_unquoted(parts.password),
    )


def folder_path(url: str) -> Path:
    """Take a `folder://` URL apart; raises SettingError."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path))
    if parts.netloc or parts.query or parts.fragment or not path.is_absolute() or path == Path("/"):
        raise _malformed("a folder is written with its absolute path, as in folder:///srv/vivavoce")
    return path


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # reading it is what raises for a port that is none
    except ValueError:
        raise _malformed(f"it is written {_SHAPE}, special characters percent-encoded") from None
    if bool(parts.username) != bool(parts.password) or parts.fragment:
        raise _malformed(f"it is written {_SHAPE}, special characters percent-encoded")
    if not parts.username and not _is_aws(parts.hostname or ""):
        raise _malformed(f"the access key and its secret are missing; it is written {_SHAPE}")
    return parts


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = options.keys() - {"region", "tls"}
    if unknown:
        raise _malformed(f"it knows the options region and tls, not {', '.join(sorted(unknown))}")
    if options.get("tls", "1") not in ("0", "1"):
        raise _malformed("tls is 0 or 1")
    return options


def _bucket(parts: SplitResult) -> str:
    bucket = unquote(parts.path.strip("/"))
    if not _BUCKET.fullmatch(bucket):
        raise _malformed(f"one bucket's name follows the host, as in {_SHAPE}")
    return bucket


def _endpoint(parts: SplitResult, options: dict[str, str]) -> str | None:
    host = parts.hostname or ""
    if _is_aws(host):
        return None
    tls = options.get("tls", "0" if _is_loopback(host) else "1")
    name = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    return f"{'https' if tls == '1' else 'http'}://{name}{port}"


def _is_aws(host: str) -> bool:
    return host in ("", "amazonaws.com") or host.endswith(".amazonaws.com")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _region_of(host: str) -> str:
    """AWS names the region in its hosts, `s3.eu-west-3.amazonaws.com`."""
    match = re.fullmatch(r"s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com", host)
    return match[1] if match else "us-east-1"


def _unquoted(text: str | None) -> str | None:
    return unquote(text) if text else None


def _malformed(wanted: str) -> SettingError:
    return SettingError(f"VIVAVOCE_STORAGE_URL is malformed: {wanted}.")
