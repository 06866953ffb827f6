"""What our own public pages share: whose store it is, in which language, how long they keep."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import g, request
from sqlalchemy.orm import Session

from core.errors import N_, NotFound
from core.models import Store
from widgets.queries.subjects import store_of_key

CACHE_CONTROL = "public, max-age=60"
_KEPT = ("lang", "sort", "page", "start")


def enter(session: Session, store_key: str) -> Store:
    """The store whose page this is, in its language unless `?lang=` says another; or NotFound."""
    store = store_of_key(session, store_key) if "\0" not in store_key else None
    if store is None:
        raise NotFound(N_("There are no reviews under this address."))
    g.store, g.language, g.timezone = store, store.language, store.timezone
    return store


def address(path: str = "", **changes: str | int | None) -> str:
    """This page, or `path`, with what its address says but for `changes`."""
    kept = {name: request.args[name] for name in _KEPT if name in request.args}
    query = {name: value for name, value in (kept | changes).items() if value is not None}
    return f"{path or request.path}?{urlencode(query)}" if query else path or request.path


def onward(path: str) -> str:
    """Another page of ours, in the language that was chosen for this one."""
    return address(path, sort=None, page=None, start=None)


def language_links() -> list[tuple[str, str, str]]:
    """This very page in each language."""
    return [(code, name, address(lang=code)) for code, name in _LANGUAGES]


_LANGUAGES = (("fr", "Français"), ("en", "English"))
