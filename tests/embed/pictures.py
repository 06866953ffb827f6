"""Draws the photos and encodes the video that the test feeds point at."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZES = {"wide": (1600, 1067), "tall": (1067, 1600)}


def draw(name: str, width: int) -> Image.Image:
    """A still life of sorts: a window, a table, a pot."""
    across, down = SIZES[name]
    wall = Image.linear_gradient("L").resize((across, down))
    light = Image.radial_gradient("L").resize((across, down)).point(lambda level: 255 - level)
    scene = Image.merge(
        "RGB",
        [
            ImageChops.blend(wall.point(lambda level, top=top: top - level // 4), light, 0.25)
            for top in (214, 192, 162)
        ],
    )
    pen = ImageDraw.Draw(scene)
    pen.rectangle((0, down * 0.72, across, down), fill=(120, 84, 58))
    left, top, right, foot = across * 0.4, down * 0.35, across * 0.6, down * 0.82
    pen.polygon(
        [(left, top), (right, top), (right + 40, foot), (left - 40, foot)], fill=(74, 76, 80)
    )
    pen.polygon(
        [(left + 30, top), (left + 70, top), (left + 40, foot), (left, foot)], fill=(150, 152, 156)
    )
    pen.rectangle(
        (left - 10, (top + foot) / 2 - 12, right + 10, (top + foot) / 2 + 12), fill=(48, 48, 52)
    )
    return scene.filter(ImageFilter.GaussianBlur(3)).resize((width, round(width * down / across)))


def make_media(folder: Path) -> None:
    """Writes every rendition the feeds name into `folder`."""
    for name in SIZES:
        for width in (480, 1600):
            image = draw(name, width)
            image.save(folder / f"{name}-{width}.jpg", quality=80)
            image.save(folder / f"{name}-{width}.webp", quality=80)
    make_clip(folder / "clip.mp4", folder / "tall-480.jpg")


def make_clip(file: Path, still: Path) -> None:
    """Two seconds of H.264, portrait, playable from its first bytes."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-nostdin",
        "-loop",
        "1",
        "-i",
        str(still),
    ]
    command += [
        "-t",
        "2",
        "-r",
        "12",
        "-vf",
        "scale=360:640",
        "-c:v",
        "libx264",
        "-pix_fmt",
        "yuv420p",
    ]
    subprocess.run([*command, "-movflags", "+faststart", "-y", str(file)], check=True)
