"""How alembic reaches our engine and writes our types."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Literal

from alembic import context

import core.models  # noqa: F401 -- the rows must be known before they are compared
from core.db import Base, Choice, UtcMoment


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our column types as the plain types they are kept in."""
    if kind == "type" and isinstance(item, UtcMoment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Choice):
        return "sa.String(length=40)"
    return False


_attributes = context.config.attributes
_given = _attributes.get("connection")  # whoever restores a backup has a transaction of their own

with nullcontext(_given) if _given is not None else _attributes["engine"].begin() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        render_as_batch=False,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
