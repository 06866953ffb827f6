"""A store's logo and colour: made safe, kept, taken away."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from core.errors import N_, InvalidInput, TooLarge
from core.models import Store
from solicitation.mail_copy.brand import colour_of, nearest_readable, words_on

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 40_000_000
FITS = (480, 128)
"""Pixels of the kept logo at most; a mail shows it at half, so that fine screens stay sharp."""
_FORMATS = ("PNG", "JPEG", "WEBP")
_DAMAGE = (OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture made anew from pixels alone, as PNG."""

    data: bytes
    width: int
    height: int


def logo_from(data: bytes) -> Logo:
    """The logo in an untrusted file; raises InvalidInput or TooLarge. SVG is code and refused."""
    if len(data) > MOST_BYTES:
        raise TooLarge(N_("This picture is larger than 2 MB. Choose a smaller one."), field="logo")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = _opened(data)
        except _DAMAGE as damage:
            sentence = N_("This is no picture we can read. Choose a PNG, JPEG or WebP file.")
            raise InvalidInput(sentence, field="logo") from damage
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return Logo(written.getvalue(), *picture.size)


def wear_colour(store: Store, typed: str) -> None:
    """Keep the store's colour, or ours when nothing is typed; raises InvalidInput."""
    if not typed.strip():
        store.brand_colour = ""
        return
    colour = colour_of(typed)
    if colour is None:
        sentence = N_("Write a colour as # and six digits or letters a–f, such as #0e5c54.")
        raise InvalidInput(sentence, field="colour")
    if words_on(colour) is None:
        raise InvalidInput(
            N_("Words are hard to read on this colour. The nearest that works is %(near)s."),
            field="colour",
            near=nearest_readable(colour),
        )
    store.brand_colour = colour


def wear_logo(store: Store, key: str, width: int, height: int) -> None:
    """Keep a stored logo. A former one stays in the storage: mails that left still show it."""
    store.logo_key, store.logo_width, store.logo_height = key, width, height


def _opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data), formats=_FORMATS) as source:
        if source.width * source.height > MOST_PIXELS:
            sentence = N_("This picture has more than 40 million pixels. Choose a smaller one.")
            raise TooLarge(sentence, field="logo")
        source.draft("RGB", FITS)
        upright = ImageOps.exif_transpose(source)
        picture = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    picture.thumbnail(FITS, Image.Resampling.LANCZOS)
    picture.info.clear()
    return picture
