"""Which strings are addresses that mail can go to, and how they travel. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,190}")


def is_address(email: str) -> bool:
    """Whether mail can be sent to (or from) it by every server; local parts are ASCII then."""
    if not _ADDRESS.fullmatch(email):
        return False
    try:
        wire_address(email)
    except UnicodeError:
        return False
    return True


def wire_address(email: str) -> str:
    """The address as SMTP carries it: an international domain becomes its `xn--` form.

    Raises UnicodeError when the domain has no such form.
    """
    local, _, domain = email.rpartition("@")
    return f"{local}@{_wire_domain(domain)}"


@lru_cache(maxsize=4096)
def _wire_domain(domain: str) -> str:
    return domain.encode("idna").decode("ascii")
