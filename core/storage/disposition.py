"""The header that turns an answer into a download with a name (pure)."""

from __future__ import annotations

from urllib.parse import quote


def attachment(filename: str) -> str:
    """`Content-Disposition` with a plain name and the true one (RFC 6266, RFC 8187)."""
    name = "".join(char for char in filename if char.isprintable() and char not in '/\\"')
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
