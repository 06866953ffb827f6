"""Reads what ffmpeg says about a video into values.

The text can be steered by whoever made the file (a tag may hold anything), so these values only
choose how to transcode; what is promised about a video is read again from the file we wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from collection.media.ffmpeg import Source, run

PROBE_SECONDS: Final = 30.0

DURATION: Final = re.compile(
    r"^  Duration: (\d+):(\d\d):(\d\d\.\d+).*?(?:bitrate: (\d+) kb/s)?$", re.MULTILINE
)
STREAM: Final = re.compile(
    r"^  Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\([^)\n]{1,8}\))?: (Video|Audio): (\w+)(.*)$",
    re.MULTILINE,
)
PIXELS: Final = re.compile(r", (\w+)(?:\(([^)]*)\))?, (\d+)x(\d+)[ ,]")
ASPECT: Final = re.compile(r"\bSAR (\d+):(\d+) DAR")
RATE: Final = re.compile(r", ([\d.]+)(k?) (fps|tbr)\b")
BITS: Final = re.compile(r", (\d+) kb/s")
CHANNELS: Final = re.compile(r" Hz, (mono|stereo|\d)")
ROTATION: Final = re.compile(r"^      display ?matrix: rotation of (-?[\d.]+|nan)", re.I | re.M)


@dataclass(frozen=True, slots=True)
class VideoStream:
    """`rotation` in degrees, None without a display matrix; rates per second, 0 when unknown."""

    index: int
    codec: str
    pixel_format: str
    colour: str
    width: int
    height: int
    aspect: tuple[int, int]
    average_rate: float
    base_rate: float
    kilobits: int
    rotation: float | None


@dataclass(frozen=True, slots=True)
class AudioStream:
    """`channels` is 3 for anything beyond stereo: it is mixed down whatever it is."""

    index: int
    codec: str
    channels: int
    kilobits: int


@dataclass(frozen=True, slots=True)
class Probed:
    """`duration` in seconds, None when the file does not say (a browser's recording)."""

    duration: float | None
    kilobits: int
    videos: tuple[VideoStream, ...]
    audios: tuple[AudioStream, ...]


def probe(source: Source) -> Probed:
    """Ask ffmpeg; a file it cannot read has no stream at all."""
    return read_probe(run(source.arguments(), PROBE_SECONDS).log)


def read_probe(log: str) -> Probed:
    """Parse the log of `ffmpeg -i`; cover pictures are not videos."""
    found = DURATION.search(log)
    streams = list(STREAM.finditer(log))
    ends = [*(each.start() for each in streams), len(log)][1:]
    videos = [
        _video(each, log[each.end() : end])
        for each, end in zip(streams, ends, strict=True)
        if each[2] == "Video" and "(attached pic)" not in each[4]
    ]
    return Probed(
        duration=_seconds(found) if found else None,
        kilobits=int(found[4] or 0) if found else 0,
        videos=tuple(videos),
        audios=tuple(_audio(each) for each in streams if each[2] == "Audio"),
    )


def _seconds(found: re.Match[str]) -> float:
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3])


def _video(found: re.Match[str], details: str) -> VideoStream:
    text = found[4]
    pixels = PIXELS.search(text)
    aspect = ASPECT.search(text)
    rates = {each[3]: float(each[1]) * (1000 if each[2] else 1) for each in RATE.finditer(text)}
    rotation = ROTATION.search(details)
    return VideoStream(
        index=int(found[1]),
        codec=found[3],
        pixel_format=pixels[1] if pixels else "",
        colour=(pixels[2] or "") if pixels else "",
        width=int(pixels[3]) if pixels else 0,
        height=int(pixels[4]) if pixels else 0,
        aspect=(int(aspect[1]), int(aspect[2])) if aspect else (1, 1),
        average_rate=rates.get("fps", 0.0),
        base_rate=rates.get("tbr", 0.0),
        kilobits=_kilobits(text),
        rotation=float(rotation[1]) if rotation else None,
    )


def _audio(found: re.Match[str]) -> AudioStream:
    layout = CHANNELS.search(found[4])
    channels = {"mono": 1, "stereo": 2}.get(layout[1], 3) if layout else 3
    return AudioStream(int(found[1]), found[3], channels, _kilobits(found[4]))


def _kilobits(text: str) -> int:
    found = BITS.search(text)
    return int(found[1]) if found else 0
