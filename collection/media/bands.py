"""Makes a large picture small a few rows at a time, so that it never lies in memory twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pillow_heif
from PIL import Image

ROWS: Final = 256

# The rows from one to before another of a picture whose whole is somewhere else.
Rows = Callable[[int, int], Image.Image]


def shrink(size: tuple[int, int], rows: Rows, target: tuple[int, int]) -> Image.Image:
    """The picture `rows` gives bands of, `size` large, resized to `target`.

    Lanczos works along the rows first and down the columns then, and the first needs no neighbour:
    done band by band the outcome is that of `Image.resize`, to the last bit.
    """
    narrow: Image.Image | None = None
    for top, bottom in _bands(size[1]):
        band = rows(top, bottom)
        band = band.resize((target[0], band.height), Image.Resampling.LANCZOS)
        narrow = narrow or Image.new(band.mode, (target[0], size[1]))
        narrow.paste(band, (0, top))
    if narrow is None:
        raise ValueError("A picture has at least one row.")
    return narrow.resize(target, Image.Resampling.LANCZOS)


def rows_of(picture: Image.Image) -> Rows:
    """The bands of a decoded picture."""
    return lambda top, bottom: picture.crop((0, top, picture.width, bottom))


def heif_rows(image: pillow_heif.HeifImage) -> Rows:
    """The bands of what libheif decoded, which Pillow would copy at a third more bytes."""
    data, stride = image.data, image.stride

    def rows(top: int, bottom: int) -> Image.Image:
        size = (image.size[0], bottom - top)
        part = data[top * stride : bottom * stride]
        return Image.frombytes(image.mode, size, part, "raw", image.mode, stride)

    return rows


def _bands(height: int) -> Iterator[tuple[int, int]]:
    for top in range(0, height, ROWS):
        yield top, min(top + ROWS, height)
