"""Reads a CSV file as people really send them: any separator, any line ending, any damage."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from solicitation.inbound.decoding import Decoded, decode
from solicitation.inbound.errors import UnreadableFile
from solicitation.inbound.facts import BadRow, Notice
from solicitation.inbound.sentences import say

MAX_BYTES = 50_000_000
MAX_COLUMNS = 512
MAX_LINE = 1_000_000
RAW_LENGTH = 2_000
DELIMITERS = (",", ";", "\t", "|")
_PROBE_CHARACTERS = 100_000
_PROBE_RECORDS = 30

Record = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's column names and its records, each with the line on which it begins."""

    headers: tuple[str, ...]
    records: tuple[Record, ...]
    encoding: str
    delimiter: str
    bad: tuple[BadRow, ...] = ()
    notices: tuple[Notice, ...] = ()


def open_sheet(data: bytes, *, limit: int = MAX_BYTES) -> Sheet:
    """Read `data` (at most `limit` bytes) as CSV. Raises only `UnreadableFile`."""
    if len(data) > limit:
        raise UnreadableFile("file_too_large", megabytes=limit // 1_000_000)
    decoded = decode(data)
    delimiter, text, skipped = _announced(decoded.text)
    _refuse_long_lines(text)
    delimiter = delimiter or detect_delimiter(text)
    bad: list[BadRow] = []
    records = _records(text, delimiter, skipped, bad)
    headers = _headers(records)
    if headers is None:
        raise UnreadableFile("quote_never_closed" if bad else "file_empty")
    rows = tuple(_rows(records, len(headers), delimiter, bad))
    if not rows and not bad:
        raise UnreadableFile("no_rows")
    return Sheet(headers, rows, decoded.encoding, delimiter, tuple(bad), _notices(decoded))


def detect_delimiter(text: str) -> str:
    """Return the separator that cuts the first records into most columns, and evenly."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(text[:_PROBE_CHARACTERS], delimiter))


def as_line(cells: tuple[str, ...], delimiter: str = ",") -> str:
    """Write `cells` as one record of a CSV file, cut after `RAW_LENGTH` characters."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()[:RAW_LENGTH]


def _announced(text: str) -> tuple[str | None, str, int]:
    """Spreadsheet programs announce the separator in a first line `sep=;`."""
    first, newline, rest = text.partition("\n")
    words = first.strip().strip('"').lower()
    if words.startswith("sep=") and words[4:] in {",", ";", "|"}:
        return words[4:], rest, 1 if newline else 0
    return None, text, 0


def _evenness(sample: str, delimiter: str) -> float:
    try:
        probe = list(itertools.islice(_reader(sample, delimiter), _PROBE_RECORDS))
    except csv.Error:
        return 0.0
    widths = [len(cells) for cells in probe if any(cells)]
    if not widths or widths[0] < 2:
        return 0.0
    return widths[0] * sum(width == widths[0] for width in widths) / len(widths)


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _records(
    text: str, delimiter: str, skipped: int, bad: list[BadRow]
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with its first line; an open quotation mark ends the reading."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    line = skipped + 1
    previous: tuple[int, list[str]] | None = None
    try:
        for cells in reader:
            if previous:
                yield previous
            previous = (line, cells)
            line = reader.line_num + skipped + 1
    except csv.Error:
        if previous:
            yield previous
        bad.append(_unclosed(line, ""))
        return
    if previous and _is_unclosed(text, previous[0] - skipped, delimiter):
        bad.append(_unclosed(previous[0], as_line(tuple(previous[1]), delimiter)))
    elif previous:
        yield previous


def _is_unclosed(text: str, first_line: int, delimiter: str) -> bool:
    """Whether the last record, from `first_line` on, ends inside quotation marks."""
    lines = itertools.islice(io.StringIO(text, newline=""), first_line - 1, None)
    try:
        list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _unclosed(line: int, raw: str) -> BadRow:
    return BadRow(line, None, "quote_never_closed", say("quote_never_closed"), raw)


def _headers(records: Iterator[tuple[int, list[str]]]) -> tuple[str, ...] | None:
    """Return the first record that is not blank, without the empty columns at its end."""
    for _line, cells in records:
        headers = [cell.strip() for cell in cells]
        while headers and not headers[-1]:
            headers.pop()
        if len(headers) > MAX_COLUMNS:
            raise UnreadableFile("too_many_columns", limit=MAX_COLUMNS)
        if headers:
            return tuple(headers)
    return None


def _rows(
    records: Iterator[tuple[int, list[str]]], width: int, delimiter: str, bad: list[BadRow]
) -> Iterator[Record]:
    for line, cells in records:
        if not any(cells):
            continue
        if any(cell.strip() for cell in cells[width:]):
            raw = as_line(tuple(cells), delimiter)
            bad.append(BadRow(line, None, "too_many_cells", say("too_many_cells"), raw))
        elif any(cell.strip() for cell in cells):
            yield line, tuple(cells[:width])


def _refuse_long_lines(text: str) -> None:
    if len(text) <= MAX_LINE:
        return
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MAX_LINE:
            raise UnreadableFile("line_too_long", line=number)


def _notices(decoded: Decoded) -> tuple[Notice, ...]:
    found = []
    if decoded.is_guess:
        values = (("encoding", decoded.encoding),)
        sentence = say("encoding_guessed", encoding=decoded.encoding)
        found.append(Notice("encoding_guessed", sentence, values=values))
    if decoded.is_damaged:
        found.append(Notice("text_damaged", say("text_damaged")))
    return tuple(found)
