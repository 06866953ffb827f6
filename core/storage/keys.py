"""Which names an object may have: a grammar strict enough for S3, URLs and every file system.

A key is made of segments joined by single slashes. It is Unicode text in NFC (macOS folds other
spellings into one), holds no control, format or unassigned character, no white space but inner
blanks, no backslash, and no segment that is empty, `.` or `..`. Case is significant everywhere.
"""

from __future__ import annotations

import re
import unicodedata

from core.storage.errors import KeyInvalid

# S3 counts UTF-8 bytes: docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
MAX_KEY_BYTES = 1024
# S3 puts the uploaded file's name in its place: the key signed would not be the key written.
_FORM_VARIABLE = "${filename}"
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_CONTENT_TYPE = re.compile(
    r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(; ?[a-z]+=[A-Za-z0-9_.-]+)*"
)


def valid_key(key: str) -> str:
    """The key itself; raises KeyInvalid with what is wrong with it."""
    _check_text(key)
    if _FORM_VARIABLE in key:
        raise KeyInvalid(f"A storage key does not hold {_FORM_VARIABLE}.")
    for segment in key.split("/"):
        _check_segment(segment)
    return key


def valid_prefix(prefix: str) -> str:
    """A beginning of keys: empty, or a key whose last segment may be cut or missing."""
    _check_text(prefix)
    *folders, rest = prefix.split("/")
    for segment in folders:
        _check_segment(segment)
    if rest in (".", ".."):
        _check_segment(rest)
    return prefix


def valid_folder(prefix: str) -> str:
    """A prefix with its closing slash: `media/shop1` would take `media/shop10` along."""
    if not prefix.endswith("/"):
        raise KeyInvalid("A folder of the storage is named with its closing slash.")
    return valid_prefix(prefix)


def valid_content_type(content_type: str) -> str:
    """A lower-case media type (RFC 6838 names), with plain parameters; raises ValueError."""
    if not _CONTENT_TYPE.fullmatch(content_type):
        raise ValueError(f"Not a media type: {content_type!r}")
    return content_type


def _check_text(text: str) -> None:
    if any(map(_is_forbidden, text)):
        raise KeyInvalid("A storage key holds no control, invisible or backslash character.")
    if len(text.encode()) > MAX_KEY_BYTES:
        raise KeyInvalid(f"A storage key has at most {MAX_KEY_BYTES} bytes.")
    if not unicodedata.is_normalized("NFC", text):
        raise KeyInvalid("A storage key is written in Unicode's composed form (NFC).")


def _is_forbidden(char: str) -> bool:
    return (
        char == "\\"
        or (char.isspace() and char != " ")
        or unicodedata.category(char) in _FORBIDDEN_CATEGORIES
        or _is_noncharacter(ord(char))
    )


def _is_noncharacter(point: int) -> bool:
    """Code points no text may hold and no XML listing can carry (Unicode, section 23.7)."""
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


def _check_segment(segment: str) -> None:
    if segment in ("", ".", ".."):
        raise KeyInvalid("A storage key has no empty segment, no '.' and no '..'.")
    if segment != segment.strip():
        raise KeyInvalid("No segment of a storage key begins or ends with a blank.")
