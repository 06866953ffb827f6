"""Writes the rows that were refused as a CSV file, safe to open in a spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from solicitation.inbound.facts import BadRow
from solicitation.inbound.sentences import say

# OWASP "CSV Injection": a cell that starts so is run as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HEADINGS = ("report_line", "report_column", "report_problem", "report_code", "report_row")


def report_csv(bad: Iterable[BadRow]) -> bytes:
    """Return the report in UTF-8, with the mark that spreadsheet programs need to see that."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(say(heading) for heading in _HEADINGS)
    for row in bad:
        cells = (str(row.line), row.column or "", row.sentence, row.code, row.raw)
        writer.writerow(disarm(cell) for cell in cells)
    return out.getvalue().encode("utf-8-sig", "replace")


def disarm(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet program would run as a formula."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_FORMULA_STARTS) else cell
