"""A photo of forty megapixels is decoded in other ways than a small one, and looks the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image, ImageChops, ImageStat

from collection.media.bands import ROWS, rows_of, shrink
from collection.media.decode import decode
from collection.media.limits import DEFAULT_LIMITS, MEBIBYTE
from collection.media.refusals import MediaRefused, RefusalReason
from tests.fakes import media

Maker = Callable[[Path], Path]
# Every photo counts as a large one.
FRUGAL: Final = replace(DEFAULT_LIMITS, photo_pixels_at_once=0)
MOST_MEGABYTES: Final = 300
# A job in a process of its own, whose children's memory is nobody else's.
MEASURED: Final = """
import resource, sys
from pathlib import Path
from collection.media.sandbox import prepare_photo
made = prepare_photo(Path(sys.argv[1]), Path(sys.argv[2]))
print(made.width, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def slopes(mode: str, width: int, height: int) -> Image.Image:
    """A picture in which every pixel differs from its neighbours."""
    across = Image.linear_gradient("L").resize((width, height))
    down = across.transpose(Image.Transpose.ROTATE_90).resize((width, height))
    noise = Image.effect_noise((width, height), 60).convert("RGB")
    return Image.blend(Image.merge("RGB", (across, down, across)), noise, 0.3).convert(mode)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("height", [1, ROWS - 1, ROWS, 2 * ROWS + 7])
def test_shrinking_by_bands_is_shrinking(mode: str, height: int) -> None:
    picture = slopes(mode, 333, height)
    target = (100, max(1, height // 3))
    whole = picture.resize(target, Image.Resampling.LANCZOS)
    assert shrink(picture.size, rows_of(picture), target).tobytes() == whole.tobytes()


def photo(path: Path, form: str, **options: Any) -> Path:
    picture = slopes("RGB", 500, 400)
    picture.paste(media.RED, (0, 0, 100, 400))
    fast = {"enc_params": {"preset": "ultrafast"}} if form == "HEIF" else {}
    picture.save(path, form, quality=95, **fast, **options)
    return path


def see_through(path: Path, form: str) -> Path:
    picture = slopes("RGBA", 400, 300)
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    picture.save(path, form, quality=95)
    return path


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: photo(path, "WEBP"), "by ffmpeg"),
        (lambda path: photo(path, "WEBP", exif=media.gps_exif(6)), "turned"),
        (lambda path: photo(path, "WEBP", lossless=True), "by ffmpeg, from another coding"),
        (lambda path: photo(path, "AVIF", speed=9), "by ffmpeg"),
        (lambda path: photo(path, "AVIF", speed=9, exif=media.gps_exif(8)), "turned"),
        (lambda path: photo(path, "AVIF", speed=9, subsampling="4:4:4"), "full colour"),
        (lambda path: photo(path, "HEIF"), "without Pillow's copy"),
        (lambda path: photo(path, "HEIF", grid_tile_size=256), "in tiles, as phones write it"),
        (lambda path: photo(path, "HEIF", exif=media.gps_exif(6)), "turned"),
        (media.heic, "of a phone"),
        (media.avif, "of a phone"),
        (media.alpha_png, "transparent"),
        (lambda path: media.animated(path, "WEBP"), "moving: the first frame"),
        (lambda path: see_through(path, "WEBP"), "transparent"),
        (lambda path: see_through(path, "AVIF"), "transparent"),
        (lambda path: see_through(path, "HEIF"), "transparent"),
        (media.talkative_jpeg, "a JPEG is small however large"),
    ],
)
def test_a_large_photo_looks_like_a_small_one(make: Maker, reason: str, tmp_path: Path) -> None:
    path = make(tmp_path / "upload")
    usual, frugal = decode(path, DEFAULT_LIMITS), decode(path, FRUGAL)
    assert (frugal.width, frugal.height) == (usual.width, usual.height)
    assert frugal.picture.size == usual.picture.size
    assert frugal.picture.mode == "RGB"
    assert not frugal.picture.info
    apart = ImageStat.Stat(ImageChops.difference(usual.picture, frugal.picture)).mean
    assert max(apart) < 2, reason


@pytest.mark.parametrize("form", ["WEBP", "AVIF", "HEIF"])
def test_damage_is_found_in_a_large_photo_too(form: str, tmp_path: Path) -> None:
    path = photo(tmp_path / "upload", form)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(MediaRefused) as refused:
        decode(path, FRUGAL)
    assert refused.value.reason is RefusalReason.CORRUPT


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("HEIF", {"quality": 10, "enc_params": {"preset": "ultrafast"}}),
        ("AVIF", {"speed": 10, "quality": 20}),
        ("WEBP", {"method": 0}),
    ],
)
def test_forty_megapixels_take_less_than_300_megabytes(
    form: str, options: dict[str, Any], tmp_path: Path
) -> None:
    upload, out_dir = tmp_path / "upload", tmp_path / "out"
    out_dir.mkdir()
    Image.linear_gradient("L").resize((7300, 5475)).convert("RGB").save(upload, form, **options)
    command = [sys.executable, "-c", MEASURED, str(upload), str(out_dir)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    width, peak = (int(each) for each in done.stdout.split())
    unit = MEBIBYTE if sys.platform == "darwin" else 1024
    assert width == 7300
    assert peak / unit < MOST_MEGABYTES
