"""What a photo amounts to in a few bytes: its colour, a blur of it, and a number to know it by."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from itertools import pairwise
from typing import Final

from PIL import Image

TINY_SIDE: Final = 16
PLACEHOLDER_LIMIT: Final = 300


def dominant_colour(picture: Image.Image) -> str:
    """The most frequent of a handful of colours, as `#rrggbb`: shown while the photo loads."""
    few = picture.resize((48, 48), Image.Resampling.BOX).quantize(6)
    counts = few.histogram()
    index = counts.index(max(counts))
    red, green, blue = (few.getpalette() or [])[3 * index : 3 * index + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def tiny_placeholder(picture: Image.Image) -> str:
    """The picture within 16 pixels, as a WebP in base64 (RFC 4648 §4), below 300 characters.

    A browser shows it as `data:image/webp;base64,…`, drawn large and so blurred, until the photo
    is there. It comes from the pixels of a rendition: it cannot hold more than that does.
    """
    tiny = picture.copy()
    tiny.thumbnail((TINY_SIDE, TINY_SIDE), Image.Resampling.BOX)
    file = BytesIO()
    tiny.save(file, "WEBP", quality=30, method=6)
    return b64encode(file.getvalue()).decode("ascii")


def perceptual_hash(picture: Image.Image) -> str:
    """The 64-bit difference hash (dHash) as 16 hexadecimal digits.

    Reduce to 9 by 8 grey pixels (ITU-R BT.601 luma); row by row from the top left, the highest bit
    first, a bit is 1 where a pixel is darker than its right neighbour. Two photos are the same
    picture, resized or compressed anew, when few bits differ: up to 10 of 64 is usual.
    Source: Neal Krawetz, "Kind of Like That", The Hacker Factor Blog, 21 January 2013.
    """
    grey = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    rows = (grey[start : start + 9] for start in range(0, 72, 9))
    bits = "".join("1" if left < right else "0" for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):016x}"
