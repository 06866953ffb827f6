"""What a backup holds and how values are written in it (pure, but for the types of SQLAlchemy)."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Table,
)

from core.db import UtcMoment

NAME, VERSION = "vivavoce-backup", 1
MANIFEST, OBJECTS = "manifest.json", "objects.jsonl"
LEFT_OUT = ("feeds/", "ledger/", "quarantine/doctor/")
"""Feeds are made anew from the rows; the ledger of erasures must know what a backup does not."""


class Kind(StrEnum):
    """How a column's values are written."""

    MOMENT = "moment"
    DAY = "day"
    BYTES = "bytes"
    JSON = "json"
    NUMBER = "number"
    FLOAT = "float"
    TRUTH = "truth"
    WHOLE = "whole"
    TEXT = "text"


_KINDS: tuple[tuple[type, Kind], ...] = (
    (UtcMoment, Kind.MOMENT),
    (Date, Kind.DAY),
    (LargeBinary, Kind.BYTES),
    (JSON, Kind.JSON),
    (Float, Kind.FLOAT),
    (Numeric, Kind.NUMBER),
    (Boolean, Kind.TRUTH),
    (Integer, Kind.WHOLE),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One table in the file: its columns in their order, its rows, and the SHA-256 of its lines."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    rows: int
    sha256: str

    @property
    def entry(self) -> str:
        """Where its lines are."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` says; `key` tells whether SECRET_KEY is the same, and nothing else."""

    made_at: datetime
    revision: str
    key: str
    tables: tuple[Part, ...]
    objects: Part
    has_bytes: bool

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "format": NAME,
            "version": VERSION,
            "made_at": self.made_at.isoformat(),
            "revision": self.revision,
            "key": self.key,
            "tables": [_part_json(part) for part in self.tables],
            "objects": _part_json(self.objects),
            "has_bytes": self.has_bytes,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Manifest:
        """Read back; raises KeyError, TypeError or ValueError for anything else."""
        if (told["format"], told["version"]) != (NAME, VERSION):
            raise ValueError("not a backup of this format")
        return cls(
            made_at=datetime.fromisoformat(told["made_at"]),
            revision=told["revision"],
            key=told["key"],
            tables=tuple(_part_of(part) for part in told["tables"]),
            objects=_part_of(told["objects"]),
            has_bytes=bool(told["has_bytes"]),
        )


def kind_of(column: Column[Any]) -> Kind:
    """How the values of a column are written; texts and choices are texts."""
    return next((kind for of, kind in _KINDS if isinstance(column.type, of)), Kind.TEXT)


def columns_of(table: Table) -> tuple[tuple[str, Kind], ...]:
    """Every column of a table."""
    return tuple((column.name, kind_of(column)) for column in table.columns)


def key_mark(secret_key: str) -> str:
    """A mark by which the same secret key is known again."""
    return hmac.digest(secret_key.encode(), b"vivavoce backup", hashlib.sha256).hex()[:16]


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


WRITERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.MOMENT: _moment,
    Kind.DAY: lambda value: value.isoformat(),
    Kind.BYTES: lambda value: b64encode(value).decode(),
    Kind.NUMBER: str,
}
"""From what the driver gives to what JSON has; the other kinds are written as they are."""

READERS: Mapping[str, Mapping[Kind, Callable[[Any], Any]]] = {
    "sqlite": {
        Kind.MOMENT: lambda text: f"{text[:10]} {text[11:26]}",
        Kind.BYTES: b64decode,
        Kind.NUMBER: float,
        Kind.TRUTH: int,
    },
    "postgresql": {Kind.BYTES: b64decode},
}
"""From JSON to what each driver takes: SQLite keeps moments without a zone and numbers as floats,
as SQLAlchemy writes them; COPY reads texts."""


def converters(
    columns: Sequence[tuple[str, Kind]], by_kind: Mapping[Kind, Callable[[Any], Any]]
) -> list[tuple[int, Callable[[Any], Any]]]:
    """Place and conversion of each column that needs one."""
    return [(at, by_kind[kind]) for at, (_, kind) in enumerate(columns) if kind in by_kind]


def _part_json(part: Part) -> dict[str, Any]:
    columns = [[name, kind.value] for name, kind in part.columns]
    return {"name": part.name, "columns": columns, "rows": part.rows, "sha256": part.sha256}


def _part_of(told: Mapping[str, Any]) -> Part:
    columns = tuple((str(name), Kind(kind)) for name, kind in told["columns"])
    return Part(str(told["name"]), columns, int(told["rows"]), str(told["sha256"]))
