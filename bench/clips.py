"""Two clips: one that fits and is only put into our container, and one that has to be made anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from collection.media import transcode
from collection.media.ffmpeg import Source, run
from collection.media.limits import DEFAULT_LIMITS
from collection.media.probe import probe
from collection.media.videos import chosen_streams, render_video
from tests.fakes.media_videos import ffmpeg

LOUD = ("-af", "loudnorm=I=-14:TP=-1.5", "-ar", "48000")


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip, and three ways to spend seconds on it."""

    name: str
    ours: Callable[[], float]
    """Our own command alone."""
    whole: Callable[[], float]
    """The job: checked, measured, written, with poster and preview."""
    bare: Callable[[], float]
    """ffmpeg as one would call it by hand."""
    like: Callable[[], float]
    """The same, removing the notes of encoders and cameras between the pictures, as ours does."""


def fitting_clip(folder: Path) -> Clip:
    """A minute of 720p that needs no new picture."""
    path = folder / "fits.mp4"
    _film(path, "1280x720", 60, "-crf", "26", "-maxrate", "2500k", "-bufsize", "5000k")
    bare = ["-i", str(path), "-c", "copy", "-map_metadata", "-1", "-movflags", "+faststart"]
    return _clip("a clip of 60 s that fits", path, folder, bare, transcode.copying)


def large_clip(folder: Path) -> Clip:
    """Twenty seconds of 1080p as a phone films."""
    path = folder / "large.mp4"
    _film(path, "1920x1080", 20, "-crf", "18")
    bare = [
        *("-threads", "2", "-i", str(path), "-vf", "fps=30,scale=1280:720", "-c:v", "libx264"),
        *("-preset", "veryfast", "-profile:v", "high", "-crf", "23", "-maxrate", "3000000"),
        *("-bufsize", "6000000", "-g", "120", "-threads", "2", "-c:a", "aac", "-b:a", "128k"),
        *("-movflags", "+faststart"),
    ]
    return _clip("a clip of 20 s of 1080p", path, folder, bare, transcode.encoding)


def _clip(
    name: str, path: Path, folder: Path, bare: list[str], way: Callable[..., list[str]]
) -> Clip:
    source = Source(path, "mov", DEFAULT_LIMITS.video_side)
    video, audio = chosen_streams(probe(source), DEFAULT_LIMITS)
    made, out = folder / "made.mp4", folder / "whole"

    def ours() -> float:
        arguments = way(video, audio, DEFAULT_LIMITS)
        return _seconds(["-v", "error", *source.arguments(), *arguments, str(made)])

    def whole() -> float:
        rmtree(out, ignore_errors=True)
        out.mkdir()
        began = time.perf_counter()
        render_video(path, out)
        return time.perf_counter() - began

    def by_hand(*more: str) -> float:
        return _seconds(["-v", "error", *bare, *more, "-y", str(made)])

    notes = ("-bsf:v", "filter_units=remove_types=6")
    return Clip(name, ours, whole, by_hand, lambda: by_hand(*notes))


def _seconds(arguments: list[str]) -> float:
    began = time.perf_counter()
    if run(arguments, 600.0).status:
        raise RuntimeError("ffmpeg did not do what was measured")
    return time.perf_counter() - began


def _film(path: Path, size: str, seconds: int, *how: str) -> None:
    """Two seconds of movement, noise and a tone, over and over: nothing to sleep through."""
    short = path.with_suffix(".short.mp4")
    picture = f"testsrc2=s={size}:r=30:d=2,noise=alls=8:allf=t"
    ffmpeg(
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=f=220:d=2"),
        *("-c:v", "libx264", "-preset", "superfast", "-pix_fmt", "yuv420p", "-g", "60", *how),
        *LOUD,
        *("-c:a", "aac", "-b:a", "96k", "-ac", "2", str(short)),
    )
    ffmpeg("-stream_loop", str(seconds // 2 - 1), "-i", str(short), "-c", "copy", str(path))
