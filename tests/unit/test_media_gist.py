"""What a page knows of a photo before it is there, and by what we know it again."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from collection.media.gist import (
    PLACEHOLDER_LIMIT,
    dominant_colour,
    perceptual_hash,
    tiny_placeholder,
)
from collection.media.photos import render_photo
from tests.fakes import media
from tests.fakes.media_traces import traces

Change = Callable[[Image.Image], Image.Image]


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """A sky over a hill with a sun: soft slopes of light, as in a photo."""
    sky = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge("RGB", (sky, ImageOps.invert(sky), Image.new("L", sky.size, 180)))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((width // 8, height // 8, width // 3, height // 2), fill=(255, 240, 200))
    draw.polygon([(0, height), (width // 2, height // 3), (width, height)], fill=(30, 80, 40))
    return picture


def bits_between(one: Image.Image, other: Image.Image) -> int:
    return (int(perceptual_hash(one), 16) ^ int(perceptual_hash(other), 16)).bit_count()


def recompressed(picture: Image.Image, quality: int) -> Image.Image:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file)


def test_the_dominant_colour_is_the_most_frequent_one() -> None:
    picture = Image.new("RGB", (100, 100), (250, 240, 230))
    picture.paste((0, 0, 0), (0, 0, 100, 30))
    assert dominant_colour(picture) == "#faf0e6"


@pytest.mark.parametrize(
    ("picture", "size", "reason"),
    [
        (scene(), (16, 12), "in its proportion"),
        (scene(480, 640), (12, 16), "upright too"),
        (Image.effect_noise((400, 400), 200).convert("RGB"), (16, 16), "nothing is busier"),
        (Image.new("RGB", (3000, 2)), (16, 1), "never nothing"),
        (Image.new("RGB", (5, 5), "red"), (5, 5), "never enlarged"),
    ],
)
def test_the_placeholder_is_tiny_and_looks_like_the_photo(
    picture: Image.Image, size: tuple[int, int], reason: str, tmp_path: Path
) -> None:
    text = tiny_placeholder(picture)
    assert len(text) < PLACEHOLDER_LIMIT, reason
    file = tmp_path / "tiny.webp"
    file.write_bytes(b64decode(text))
    with Image.open(file, formats=["WEBP"]) as tiny:
        assert tiny.size == size, reason
        assert bits_between(tiny, picture) <= 14 or picture.size not in {(640, 480), (480, 640)}
    assert traces(file) == []


def test_the_hash_is_the_difference_hash_of_its_source() -> None:
    """Columns that get brighter to the right but for one step, in every one of eight rows."""
    picture = Image.new("L", (9, 8))
    picture.putdata([level for _ in range(8) for level in (10, 20, 30, 40, 35, 50, 60, 70, 70)])
    assert perceptual_hash(picture) == f"{0b11101110:02x}" * 8


@pytest.mark.parametrize(
    ("again", "reason"),
    [
        (lambda one: recompressed(one, 30), "compressed hard"),
        (lambda one: one.resize((160, 120)), "a thumbnail"),
        (lambda one: one.resize((1600, 1200)), "enlarged"),
        (lambda one: ImageEnhance.Brightness(one).enhance(1.2), "brightened"),
        (lambda one: ImageEnhance.Color(one).enhance(0.3), "washed out"),
    ],
)
def test_the_same_picture_is_known_again(again: Change, reason: str) -> None:
    assert bits_between(scene(), again(scene())) <= 6, reason


def test_another_picture_has_another_hash() -> None:
    others = (ImageOps.mirror(scene()), ImageOps.flip(scene()), Image.linear_gradient("L"))
    assert all(bits_between(scene(), other) > 10 for other in others)


def test_a_photo_in_another_format_and_position_has_the_same_hash(tmp_path: Path) -> None:
    hashes = []
    for name in ("a", "b"):
        out_dir = tmp_path / f"out-{name}"
        out_dir.mkdir()
        upload = media.heic(tmp_path / name) if name == "a" else media.avif(tmp_path / name)
        hashes.append(render_photo(upload, out_dir).phash)
    assert hashes[0] == hashes[1] or (int(hashes[0], 16) ^ int(hashes[1], 16)).bit_count() <= 6
