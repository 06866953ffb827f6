"""Where the folder store keeps a key on disk: a reversible spelling that no file system bends.

Names on disk hold only a–z, digits and `. _ - ^ = ~`, so a file system that folds case or
Unicode keeps all keys apart. A capital is written `^a`, any other byte `=c3`. Objects end in
`~vv`, so that `a/b` and `a/b/c` can both exist; a segment too long for one name goes on in a
sub-folder, its pieces ending in `~more`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

OBJECT = "~vv"
MORE = "~more"
# Names have at most 255 bytes on ext4, APFS and NTFS; this leaves room for the endings.
PIECE = 200
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")
_ESCAPED = re.compile(rb"\^([a-z])|=([0-9a-f]{2})")


def path_of(key: str) -> PurePosixPath:
    """The relative path of a valid key's object."""
    folder, _, name = key.rpartition("/")
    *pieces, last = _pieces(name)
    return folder_of(folder).joinpath(*pieces, last + OBJECT)


def folder_of(prefix: str) -> PurePosixPath:
    """The relative path of a folder of keys, `""` being the root itself."""
    segments = [segment for segment in prefix.split("/") if segment]
    return PurePosixPath(*(piece for segment in segments for piece in _pieces(segment)))


def key_of(parts: Iterable[str]) -> str | None:
    """The key whose object lies at these path parts; None for a file that is not an object."""
    *folders, name = parts
    if not name.endswith(OBJECT):
        return None
    spelled = "".join(_without_marker(folder) for folder in folders)
    return _unescape(spelled + name.removesuffix(OBJECT))


def _without_marker(folder: str) -> str:
    return folder.removesuffix(MORE) if folder.endswith(MORE) else f"{folder}/"


def _pieces(segment: str) -> list[str]:
    escaped = "".join(map(_escape, segment.encode()))
    if len(escaped) <= PIECE:
        return [escaped]
    # Cutting could leave a piece `..`: long names spell their dots out.
    escaped = escaped.replace(".", "=2e")
    starts = range(0, len(escaped), PIECE)
    *heads, tail = (escaped[start : start + PIECE] for start in starts)
    return [*(head + MORE for head in heads), tail]


def _escape(byte: int) -> str:
    char = chr(byte)
    if char in _PLAIN:
        return char
    return f"^{char.lower()}" if "A" <= char <= "Z" else f"={byte:02x}"


def _unescape(spelled: str) -> str:
    def restore(match: re.Match[bytes]) -> bytes:
        capital, code = match.groups()
        return bytes(capital.upper()) if capital else bytes.fromhex(code.decode())

    return _ESCAPED.sub(restore, spelled.encode()).decode()
