"""Finds the columns of a file by their names, with the other names programs give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solicitation.inbound.errors import UnreadableFile
from solicitation.inbound.sheets import Sheet, as_line

Columns = Mapping[str, tuple[str, ...]]
Places = Mapping[str, tuple[int, ...]]

_BLANKS = frozenset({"", "-", "–", "—", "n/a", "null", "none", "nan", "#n/a"})
_OUTSIDE_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One record whose cells are asked for by field name."""

    line: int
    cells: tuple[str, ...]
    table: Table

    def get(self, field: str) -> str:
        """Return the field's first cell that is not blank, trimmed; "" when all are."""
        for place in self.table.places.get(field, ()):
            if place < len(self.cells):
                cell = self.cells[place].strip()
                if cell.lower() not in _BLANKS:
                    return cell
        return ""

    def every(self, field: str) -> list[str]:
        """Return all of the field's cells that are not blank: a field may have many columns."""
        places = self.table.places.get(field, ())
        cells = (self.cells[place].strip() for place in places if place < len(self.cells))
        return [cell for cell in cells if cell.lower() not in _BLANKS]

    def raw(self) -> str:
        """Return the row as it stood in the file."""
        return as_line(self.cells, self.table.delimiter)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose columns are known: `places` gives each field's columns, best first."""

    headers: tuple[str, ...]
    places: Places
    delimiter: str

    def header(self, field: str) -> str:
        """Return the column's name as the file writes it, or the field's own name."""
        places = self.places.get(field)
        return self.headers[places[0]] if places else field


def simplify(header: str) -> str:
    """Reduce a name to what programs agree on: "N° de commande " becomes "n_de_commande"."""
    plain = unicodedata.normalize("NFKD", header.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _OUTSIDE_WORDS.sub("_", letters).strip("_")


def find_places(
    headers: tuple[str, ...], columns: Columns, mapping: Mapping[str, str] | None = None
) -> dict[str, tuple[int, ...]]:
    """Return each field's places; `mapping` (column name → field) overrules the names we know."""
    chosen = {simplify(header): field for header, field in (mapping or {}).items()}
    _refuse_unknown_fields(chosen, columns)
    by_name: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        by_name.setdefault(simplify(header), []).append(place)
    places = {
        field: tuple(
            place
            for name in dict.fromkeys(_names(field, synonyms, chosen))
            for place in _places_named(by_name, name)
        )
        for field, synonyms in columns.items()
    }
    return {field: found for field, found in places.items() if found}


def table_of(sheet: Sheet, columns: Columns, mapping: Mapping[str, str] | None = None) -> Table:
    """Return the sheet's columns by field."""
    return Table(sheet.headers, find_places(sheet.headers, columns, mapping), sheet.delimiter)


def rows_of(sheet: Sheet, table: Table) -> Iterator[Row]:
    """Yield the sheet's rows, to be asked by field."""
    for line, cells in sheet.records:
        yield Row(line, cells, table)


def _names(field: str, synonyms: tuple[str, ...], chosen: Mapping[str, str]) -> Iterator[str]:
    """Yield the simplified names under which to look for `field`, best first."""
    yield from (name for name, wanted in chosen.items() if wanted == field)
    yield from (name for name in (field, *synonyms) if name not in chosen)


def _places_named(by_name: Mapping[str, list[int]], name: str) -> Iterator[int]:
    """Yield the places of a name; one that ends in "*" stands for any number there."""
    if not name.endswith("*"):
        yield from by_name.get(name, ())
        return
    for header, places in by_name.items():
        if header.startswith(name[:-1]) and header[len(name) - 1 :].isdecimal():
            yield from places


def _refuse_unknown_fields(chosen: Mapping[str, str], columns: Columns) -> None:
    for field in chosen.values():
        if field and field not in columns:
            fields = ", ".join(sorted(columns))
            raise UnreadableFile("column_mapped_unknown", field=field, fields=fields)
