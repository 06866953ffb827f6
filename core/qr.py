"""Draws an address as a QR code: as SVG, as PDF, or as a path for a larger drawing. Pure.

The quiet zone of four modules is part of every drawing (ISO/IEC 18004, 9.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import segno

QUIET = 4
"""Modules of nothing around the code."""
_LEVEL = "m"
"""A sixth of the code may be worn, wet or folded, and it is still read."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A code as one SVG path, in units of one module; `side` counts the quiet zone too."""

    side: int
    path: str


def qr_svg(address: str) -> bytes:
    """The code alone, black on white, as large as whoever shows it wants."""
    return _saved(address, "svg", xmldecl=False, omitsize=True, dark="#000", light="#fff")


def qr_pdf(address: str, *, scale: int = 12) -> bytes:
    """The code alone on a page of its own size; `scale` is points per module."""
    return _saved(address, "pdf", scale=scale)


def qr_drawing(address: str) -> Drawn:
    """The code as a path: a horizontal bar for each run of dark modules."""
    code = segno.make_qr(address, error=_LEVEL)
    bars = [
        f"M{start + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(code.matrix)
        for start, length in _runs(row)
    ]
    return Drawn(len(code.matrix) + 2 * QUIET, "".join(bars))


def _runs(row: bytearray | tuple[int, ...]) -> list[tuple[int, int]]:
    """Where dark begins in a row of modules, and how long it lasts."""
    runs: list[tuple[int, int]] = []
    for x, module in enumerate(row):
        if not module & 1:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs


def _saved(address: str, kind: str, **options: object) -> bytes:
    out = BytesIO()
    segno.make_qr(address, error=_LEVEL).save(out, kind=kind, border=QUIET, **options)
    return out.getvalue()
