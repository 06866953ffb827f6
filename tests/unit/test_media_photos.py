"""What becomes of a photo: upright, sRGB, small, and bare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from collection.media.decode import fit
from collection.media.limits import DEFAULT_LIMITS
from collection.media.photos import render_photo, rendition_widths
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.results import PhotoResult
from tests.fakes import media
from tests.fakes.media_traces import traces

Maker = Callable[[Path], Path]


@pytest.fixture
def out_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def colour_at(result: PhotoResult, x: float, y: float) -> tuple[int, ...]:
    """The colour shoppers see at a place given in parts of the width and height."""
    largest = next(each for each in result.renditions if each.type == "image/jpeg")
    with Image.open(largest.bytes_path) as picture:
        pixel = picture.getpixel((int(x * picture.width), int(y * picture.height)))
    assert isinstance(pixel, tuple)
    return tuple(int(each) for each in pixel)


def is_near(seen: tuple[int, ...], wanted: tuple[int, ...], slack: int = 14) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(seen, wanted, strict=True))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (media.talkative_jpeg, "GPS, maker, comment and XMP of a phone"),
        (media.html_polyglot, "a page in the comment and behind the end"),
        (media.zip_appended, "an archive behind the end"),
        (media.heic, "Exif of an iPhone"),
        (media.avif, "Exif in AVIF"),
        (media.swapped_profile_jpeg, "a colour profile names its device"),
        (media.alpha_png, "an alpha channel would need an extended WebP header"),
        (lambda path: media.animated(path, "MPO"), "the second picture of a stereo pair"),
    ],
)
def test_no_rendition_holds_anything_but_pixels(
    make: Maker, reason: str, tmp_path: Path, out_dir: Path
) -> None:
    result = render_photo(make(tmp_path / "upload"), out_dir)
    assert {each.bytes_path.name: traces(each.bytes_path) for each in result.renditions} == {
        path.name: [] for path in out_dir.iterdir()
    }, reason


def test_the_search_for_traces_finds_what_is_planted(tmp_path: Path) -> None:
    found = traces(media.talkative_jpeg(tmp_path / "upload.jpg"))
    assert {"secret-make", "secret-comment", "secret-xmp", "JPEG segment e1"} <= set(found)
    assert "bytes after the end" in traces(media.zip_appended(tmp_path / "zip.jpg"))


@pytest.mark.parametrize(
    ("make", "left", "right", "reason"),
    [
        (media.jpeg, media.RED, media.BLUE, "nothing to do"),
        (media.cmyk_jpeg, media.RED, media.BLUE, "inks become light"),
        (media.alpha_png, media.RED, (255, 255, 255), "transparent is white, not black"),
        (media.palette_png, media.RED, (255, 255, 255), "so is a transparent palette entry"),
        (media.deep_png, (128, 128, 128), (128, 128, 128), "16 bits are scaled, not clipped"),
        (media.swapped_profile_jpeg, (0, 0, 220), (0, 0, 220), "the profile is applied"),
        (lambda path: media.animated(path, "PNG"), media.RED, media.BLUE, "the first frame"),
        (lambda path: media.animated(path, "WEBP"), media.RED, media.BLUE, "the first frame"),
        (lambda path: media.animated(path, "MPO"), media.RED, media.BLUE, "the first picture"),
    ],
)
def test_shoppers_see_the_colours_the_customer_saw(
    make: Maker,
    left: tuple[int, ...],
    right: tuple[int, ...],
    reason: str,
    tmp_path: Path,
    out_dir: Path,
) -> None:
    result = render_photo(make(tmp_path / "upload"), out_dir)
    assert (result.width, result.height) == (400, 300)
    assert is_near(colour_at(result, 0.2, 0.5), left, 24), reason
    assert is_near(colour_at(result, 0.8, 0.5), right, 24), reason


@pytest.mark.parametrize("make", [media.talkative_jpeg, media.heic, media.avif])
def test_a_photo_taken_on_its_side_stands_upright(
    make: Maker, tmp_path: Path, out_dir: Path
) -> None:
    result = render_photo(make(tmp_path / "upload"), out_dir)
    assert (result.width, result.height) == (300, 400)
    assert is_near(colour_at(result, 0.5, 0.2), media.RED)
    assert is_near(colour_at(result, 0.5, 0.8), media.BLUE)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_applied(orientation: int, tmp_path: Path, out_dir: Path) -> None:
    result = render_photo(media.talkative_jpeg(tmp_path / "upload", orientation), out_dir)
    red_side = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom"}
    places = {"left": (0.2, 0.5), "right": (0.8, 0.5), "top": (0.5, 0.2), "bottom": (0.5, 0.8)}
    assert is_near(colour_at(result, *places[red_side.get(orientation, "bottom")]), media.RED)


def test_a_large_photo_comes_in_three_widths_and_three_formats(
    tmp_path: Path, out_dir: Path
) -> None:
    result = render_photo(media.jpeg(tmp_path / "upload", 2400, 1800), out_dir)
    assert (result.width, result.height) == (2400, 1800)
    sizes = [(each.width, each.height) for each in result.renditions]
    assert sizes == [(1600, 1200)] * 3 + [(800, 600)] * 3 + [(320, 240)] * 3
    assert [each.name for each in result.renditions[:3]] == ["1600.avif", "1600.webp", "1600.jpg"]
    for each in result.renditions:
        with Image.open(each.bytes_path) as picture:
            assert (picture.size, picture.get_format_mimetype()) == (
                (each.width, each.height),
                each.type,
            )


@pytest.mark.parametrize(
    ("width", "widths", "reason"),
    [
        (4000, (1600, 800, 320), "all of them"),
        (1600, (1600, 800, 320), "exactly the widest"),
        (1000, (1000, 800, 320), "its own width instead of an enlargement"),
        (810, (810, 320), "no second file of almost the same width"),
        (200, (200,), "smaller than all"),
    ],
)
def test_renditions_are_never_enlarged(width: int, widths: tuple[int, ...], reason: str) -> None:
    assert rendition_widths(width, DEFAULT_LIMITS.photo_widths) == widths, reason


@pytest.mark.parametrize(
    ("size", "target", "fitted", "reason"),
    [
        ((4000, 3000), 1600, (1600, 1200), "in proportion"),
        ((300, 200), 1600, (300, 200), "never larger"),
        ((1000, 10_000), 800, (240, 2400), "a receipt is held to three times the width"),
        ((12_000, 2), 320, (320, 1), "never nothing"),
    ],
)
def test_a_size_is_fitted(
    size: tuple[int, int], target: int, fitted: tuple[int, int], reason: str
) -> None:
    assert fit(*size, target) == fitted, reason


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (media.truncated_jpeg, RefusalReason.CORRUPT),
        (media.grey_bomb, RefusalReason.TOO_MANY_PIXELS),
        (lambda path: media.grey_bomb(path, 13_500), RefusalReason.TOO_MANY_PIXELS),
        (lambda path: written(path, b"\xff\xd8\xff\xe0nothing"), RefusalReason.CORRUPT),
        (lambda path: written(path, b""), RefusalReason.EMPTY),
        (lambda path: written(path, b"<svg/>"), RefusalReason.WRONG_TYPE),
        (lambda path: written(path, b"\0\0\0\x14ftypisom\0\0\0\0isom"), RefusalReason.WRONG_TYPE),
    ],
)
def test_what_is_no_sound_photo_is_refused(
    make: Maker, reason: RefusalReason, tmp_path: Path, out_dir: Path
) -> None:
    with pytest.raises(MediaRefused) as refused:
        render_photo(make(tmp_path / "upload"), out_dir)
    assert refused.value.reason is reason
    assert not list(out_dir.iterdir())


def test_a_broken_exif_block_does_not_cost_the_photo(tmp_path: Path, out_dir: Path) -> None:
    upload = tmp_path / "upload"
    media.halves().save(upload, "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff broken")
    assert render_photo(upload, out_dir).width == 400


def test_a_broken_profile_does_not_cost_the_photo(tmp_path: Path, out_dir: Path) -> None:
    upload = tmp_path / "upload"
    media.halves().save(upload, "JPEG", quality=95, icc_profile=b"no profile at all")
    assert is_near(colour_at(render_photo(upload, out_dir), 0.2, 0.5), media.RED)


def test_a_photo_over_the_byte_limit_is_refused_unopened(tmp_path: Path, out_dir: Path) -> None:
    limits = replace(DEFAULT_LIMITS, photo_bytes=1000)
    with pytest.raises(MediaRefused) as refused:
        render_photo(media.jpeg(tmp_path / "upload"), out_dir, limits)
    assert refused.value.reason is RefusalReason.TOO_BIG


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
