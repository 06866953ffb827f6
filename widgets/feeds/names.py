"""Where a feed lies: a store's own product reference as an address and as a storage key.

An ordinary reference is its own file name, so that a bucket or CDN behind `/feeds/` answers the
published address without us. One that no store of objects would take as it stands (slashes, dots
alone, invisible characters, great length) is stored under its SHA-256; such addresses are answered
by the application, which reads the reference from the address.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

from widgets.policy import Sort

STORE_REF = "_store"
"""Stands for the store itself where a product key is asked for."""
ROOT = "feeds/v1"
_PLAIN = re.compile(r"[^\W_](?:[\w .,()+@~-]*[\w.,()+@~-])?")
_MAX_PLAIN_BYTES = 200
_FOLDERS = frozenset(str(sort) for sort in Sort if sort is not Sort.NEWEST)
_PAGE = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading of an address: whose reviews, in which order, which page."""

    ref: str
    sort: Sort = Sort.NEWEST
    page: int = 1


def quoted(text: str, keeping: str = "") -> str:
    """Percent-encoded as RFC 3986 does it, the same bytes that the elements ask for."""
    return quote(text, safe=keeping)


def stored_name(ref: str) -> str:
    """The file name of a reference; no two references share one."""
    if ref == STORE_REF or _is_plain(ref):
        return ref
    return "=" + hashlib.sha256(ref.encode("utf-8", "surrogatepass")).hexdigest()


def _is_plain(ref: str) -> bool:
    return (
        _PLAIN.fullmatch(ref) is not None
        and len(ref.encode("utf-8", "surrogatepass")) <= _MAX_PLAIN_BYTES
        and unicodedata.is_normalized("NFC", ref)
    )


def folder_of(store_key: str, ref: str) -> str:
    """The folder of all further pages of one feed, with its closing slash."""
    return f"{ROOT}/{store_key}/{stored_name(ref)}/"


def feed_key(store_key: str, ref: str, sort: Sort = Sort.NEWEST, page: int = 1) -> str:
    """The storage key of one page."""
    return f"{ROOT}/{store_key}/{_page_name(stored_name(ref), sort, page)}"


def feed_path(store_key: str, ref: str, sort: Sort = Sort.NEWEST, page: int = 1) -> str:
    """The public path of one page (interfaces.md, Embedding)."""
    return f"/{ROOT}/{quoted(store_key)}/{_page_name(quoted(ref), sort, page)}"


def fragment_key(store_key: str, ref: str, language: str | None = None) -> str:
    """The storage key of the HTML fragment; without a language, the one in the store's own."""
    name = stored_name(ref)
    file = f"{name}/{language}.html" if language else f"{name}.html"
    return f"{ROOT}/{store_key}/{file}"


def _page_name(name: str, sort: Sort, page: int) -> str:
    if sort is not Sort.NEWEST:
        return f"{name}/{sort}/{page}.json"
    return f"{name}.json" if page == 1 else f"{name}/{page}.json"


def readings_of(path: str) -> list[Asked]:
    """What a decoded address below the store, without its ending, can mean; likeliest first.

    Servers decode %2F before we see it, so that "a/2" may be page 2 of "a" or a product "a/2":
    the page is meant if there is one.
    """
    readings = [Asked(path)]
    *head, last = path.split("/")
    if head and _PAGE.fullmatch(last):
        readings.append(Asked("/".join(head), Sort.NEWEST, int(last)))
        *stem, sort = head
        if stem and sort in _FOLDERS:
            readings.append(Asked("/".join(stem), Sort(sort), int(last)))
    return [asked for asked in reversed(readings) if asked.ref]
