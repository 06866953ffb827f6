"""Decides how a video becomes the one we serve, as ffmpeg arguments (pure)."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Final

from collection.media.limits import Limits
from collection.media.loudness import METERING
from collection.media.probe import AudioStream, Probed, VideoStream

# A rate of 29.97 or 30.3 counts as 30: phones are never exact.
RATE_SLACK: Final = 1.02
# Reading on a little shows that a video is longer than it says; the slack forgives a last frame.
LENGTH_SLACK: Final = 1.0
ENCODED_SIDE: Final = 2048
HDR_TRANSFERS: Final = ("arib-std-b67", "smpte2084")

# Nothing but the chosen streams, no tag, no chapter, no name of an encoder; H.264 unit 6 (SEI) is
# where encoders and cameras leave notes.
BARE: Final = (
    *("-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn"),
    *(
        "-metadata:s",
        "encoder=",
        "-fflags",
        "+bitexact",
        "-flags:v",
        "+bitexact",
        "-flags:a",
        "+bitexact",
    ),
    *("-bsf:v", "filter_units=remove_types=6", "-movflags", "+faststart", "-f", "mp4", "-y"),
)


def may_copy(probed: Probed, video: VideoStream, audio: AudioStream | None, limits: Limits) -> bool:
    """Whether the streams, as described, are already what we would make of them."""
    return (
        probed.duration is not None
        and video.rotation is None
        and (video.codec, video.pixel_format) == ("h264", "yuv420p")
        and video.aspect == (1, 1)
        and (video.width, video.height) == target_size(video, limits)
        and 0 < video.kilobits * 1000 <= limits.video_bits_per_second
        and _is_steady(video, limits)
        and (audio is None or _is_light(audio))
    )


def target_size(video: VideoStream, limits: Limits) -> tuple[int, int]:
    """Even width and height as shown: upright, square pixels, short side within the limit."""
    width, height = float(video.width), float(video.height)
    if all(video.aspect):
        width *= video.aspect[0] / video.aspect[1]
    if _is_on_its_side(video):
        width, height = height, width
    short, long = min(width, height), max(width, height)
    scale = min(1.0, limits.video_short_side / short, ENCODED_SIDE / long)
    return _even(width * scale), _even(height * scale)


def target_rate(video: VideoStream, limits: Limits) -> float:
    """A constant rate within the limit: the video's own, half of it, or the limit."""
    limit = limits.video_rate * RATE_SLACK
    for rate in (video.base_rate, video.base_rate / 2):
        if 1.0 <= rate <= limit:
            return rate
    return float(limits.video_rate)


def encoding(
    video: VideoStream, audio: AudioStream | None, limits: Limits, correction: str = ""
) -> list[str]:
    """H.264 and AAC from decoded pixels and samples; ffmpeg turns the picture upright itself.

    `correction` is the filter of `collection.media.loudness`, empty to leave the sound alone.
    """
    width, height = target_size(video, limits)
    rate = target_rate(video, limits)
    shapes = [f"fps={rate:g}", f"scale={width}:{height}:out_range=tv", "setsar=1"]
    return [
        *_streams(video, audio),
        *("-filter_threads", "1", "-vf", ",".join(shapes + _tones(video) + ["format=yuv420p"])),
        *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "23"),
        *("-maxrate", str(limits.video_bits_per_second)),
        *("-bufsize", str(2 * limits.video_bits_per_second)),
        *("-g", str(math.ceil(4 * rate)), "-fps_mode", "cfr", "-threads", "2"),
        *_sound(audio, correction),
        *("-t", str(limits.video_seconds + 2 * LENGTH_SLACK), "-fs", str(limits.video_written)),
        *BARE,
    ]


def copying(
    video: VideoStream, audio: AudioStream | None, limits: Limits, correction: str = ""
) -> list[str]:
    """The same streams in a container of ours; only a sound that needs `correction` is encoded."""
    sound = _sound(audio, correction) if correction else ["-c:a", "copy"]
    written = str(limits.video_written)
    return [*_streams(video, audio), "-c:v", "copy", *sound, "-fs", written, *BARE]


def decoding(video: VideoStream, audio: AudioStream | None) -> list[str]:
    """Decode every frame for nothing, stopping at the first fault; the sound is metered by it."""
    metering = [] if audio is None else ["-af", METERING]
    return [*_streams(video, audio), *metering, "-xerror", "-f", "null", "-"]


def metering(audio: AudioStream) -> list[str]:
    """Decode the sound alone, for its loudness."""
    return ["-map", f"0:{audio.index}", "-af", METERING, "-f", "null", "-"]


def preview(video: VideoStream, duration: float, limits: Limits) -> list[str]:
    """A few silent seconds from the poster's moment on, small enough for a row of many."""
    width, height = target_size(video, replace(limits, video_short_side=limits.preview_short_side))
    start = min(poster_moment(duration), max(0.0, duration - limits.preview_seconds))
    return [
        *("-ss", f"{start:.3f}", "-t", str(limits.preview_seconds), "-map", "0:v:0"),
        *("-vf", f"scale={width}:{height},setsar=1,format=yuv420p", "-threads", "2"),
        *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-crf", "28"),
        *("-maxrate", str(limits.preview_bits_per_second)),
        *("-bufsize", str(2 * limits.preview_bits_per_second)),
        *BARE,
    ]


def poster_moment(duration: float) -> float:
    """The second whose frame stands for the video: not the first, where a hand still shakes."""
    return min(1.0, duration / 2)


def listing(video: VideoStream, audio: AudioStream | None) -> list[str]:
    """One line per packet on standard output, with its flags."""
    return [*_streams(video, audio), "-c", "copy", "-f", "framecrc", "pipe:1"]


def poster(at: float, path: Path) -> list[str]:
    """One frame at `at` seconds, losslessly."""
    return [
        "-ss",
        f"{at:.3f}",
        "-frames:v",
        "1",
        "-an",
        "-f",
        "image2",
        "-y",
        "-update",
        "1",
        str(path),
    ]


def _streams(video: VideoStream, audio: AudioStream | None) -> list[str]:
    sound = [] if audio is None else ["-map", f"0:{audio.index}"]
    return ["-map", f"0:{video.index}", *sound]


def _sound(audio: AudioStream | None, correction: str) -> list[str]:
    """AAC at one rate for all; `loudnorm` would leave a rate of its own."""
    mixed = ["-ac", "2"] if audio is not None and audio.channels > 2 else []
    filters = ["-af", correction] if correction else []
    return ["-c:a", "aac", "-b:a", "128k", "-ar", "48000", *mixed, *filters]


def _is_on_its_side(video: VideoStream) -> bool:
    turn = video.rotation or 0.0
    return not math.isnan(turn) and round(turn / 90) % 2 == 1


def _is_steady(video: VideoStream, limits: Limits) -> bool:
    average, base = video.average_rate, video.base_rate
    return 1.0 <= average <= limits.video_rate * RATE_SLACK and abs(average - base) < 0.01 * average


def _is_light(audio: AudioStream) -> bool:
    return audio.codec == "aac" and audio.channels <= 2 and 0 < audio.kilobits <= 200


def _even(length: float) -> int:
    return max(2, 2 * math.floor(length / 2 + 1e-6))


def _tones(video: VideoStream) -> list[str]:
    """Phones film in HDR by default: without this map the picture would look washed out.

    203 nits is HDR's reference white (ITU-R BT.2408 §2.1): it becomes the white of the screen.
    """
    transfer = next((each for each in HDR_TRANSFERS if each in video.colour), None)
    if transfer is None:
        return []
    return [
        f"setparams=color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc",
        *("zscale=t=linear:npl=203", "format=gbrpf32le", "zscale=p=bt709"),
        *("tonemap=mobius:desat=0", "zscale=t=bt709:m=bt709:r=tv"),
    ]
