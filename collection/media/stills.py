"""Decodes a large WebP or AVIF with ffmpeg, in a fifth of the memory that Pillow takes.

Pillow keeps four copies of a WebP and three of an AVIF (40 megapixels: 640 and 380 MB against 100
and 120). What is out of the ordinary (transparency, movement, a grid of tiles, damage) is left to
Pillow: it knows better, and says what is wrong.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from PIL import Image

from collection.media.ffmpeg import run
from collection.media.inspect import AVIF, WEBP, Looked
from collection.media.limits import Limits
from collection.media.probe import read_probe

# The only demuxer and the only decoder that may read such a file.
READERS: Final[dict[Looked, tuple[str, str]]] = {
    WEBP: ("webp_pipe", "webp"),
    AVIF: ("mov", "libdav1d"),
}


def decode_still(
    path: Path, looked: Looked, source: Image.Image, target: tuple[int, int], limits: Limits
) -> Image.Image | None:
    """The picture as it lies in the file, resized to `target`; None where Pillow should do it.

    `source` is the same file opened by Pillow and not yet loaded: what it says must hold here too.
    """
    is_plain = source.mode == "RGB" and not getattr(source, "is_animated", False)
    if looked not in READERS or not is_plain:
        return None
    reading = _reading(path, looked, limits)
    videos = read_probe(run(reading, limits.photo_wall).log).videos
    if [(one.width, one.height) for one in videos] != [source.size]:
        return None
    return _decoded(reading, target, limits)


def _reading(path: Path, looked: Looked, limits: Limits) -> list[str]:
    """Everything up to the input; the orientation is applied later, as for every other photo.

    Pillow has refused what is too large; ffmpeg counts the padding of its rows besides.
    """
    demuxer, decoder = READERS[looked]
    most = str(2 * limits.photo_pixels)
    return [
        *("-protocol_whitelist", "file", "-format_whitelist", demuxer),
        *("-codec_whitelist", decoder, "-max_streams", "8", "-err_detect", "explode"),
        *("-max_pixels", most, "-threads", "1", "-noautorotate"),
        *("-f", demuxer, "-i", f"file:{path.absolute()}"),
    ]


def _decoded(reading: list[str], target: tuple[int, int], limits: Limits) -> Image.Image | None:
    width, height = target
    scale = f"scale={width}:{height}:flags=lanczos+accurate_rnd+full_chroma_int"
    writing = ["-map", "0:v:0", "-vf", scale, "-filter_threads", "1", "-frames:v", "1"]
    raw = ["-pix_fmt", "rgb24", "-f", "rawvideo", "-y"]
    with NamedTemporaryFile(suffix=".rgb") as file:
        command = ["-v", "error", "-xerror", *reading, *writing, *raw, file.name]
        finished = run(command, limits.photo_wall)
        pixels = Path(file.name).read_bytes()
    if finished.status or finished.log or len(pixels) != 3 * width * height:
        return None
    return Image.frombytes("RGB", target, pixels)
