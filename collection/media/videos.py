"""Makes the one MP4 everybody can play, and its poster, from a customer's video."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from collection.media import transcode
from collection.media.ffmpeg import DEMUXERS, Heard, Source, run
from collection.media.inspect import MediaKind, refuse_size, refuse_weight, sniff
from collection.media.limits import DEFAULT_LIMITS, Limits
from collection.media.photos import render_photo
from collection.media.probe import AudioStream, Probed, VideoStream, probe
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.results import PhotoResult, Progress, Rendition, VideoResult

VIDEO_CODECS: Final = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})
AUDIO_CODECS: Final = frozenset({"aac", "opus", "mp3"})
ENCODE: Final = ["-v", "error", "-progress", "pipe:1", "-nostats"]
DISCARD_FLAG: Final = 0x4
# An AAC encoder's own run-up, always hidden: at most 2112 samples, three packets.
PRIMING: Final = 3


def render_video(
    path: Path, out_dir: Path, limits: Limits = DEFAULT_LIMITS, progress: Progress | None = None
) -> VideoResult:
    """Write `video.mp4` and the poster's renditions into `out_dir`; raises `MediaRefused`.

    `progress` hears the done part of the transcoding, from 0 to 1.
    """
    source = _source(path, limits)
    probed = probe(source)
    video, audio = chosen_streams(probed, limits)
    made = Source(out_dir / "video.mp4", "mov", limits.video_side)
    heard = _listener(probed.duration or float(limits.video_seconds), progress)
    if transcode.may_copy(probed, video, audio, limits) and _is_clean(source, video, audio, limits):
        arguments = transcode.copying(video, audio, limits)
    else:
        arguments = transcode.encoding(video, audio, limits)
    _write(source, arguments, made.path, limits, heard)
    return _result(made, probed.duration, out_dir, limits)


def chosen_streams(probed: Probed, limits: Limits) -> tuple[VideoStream, AudioStream | None]:
    """The first picture and the first sound we can play; raises `MediaRefused` without them."""
    if not probed.videos:
        raise MediaRefused(RefusalReason.NO_PICTURE if probed.audios else RefusalReason.CORRUPT)
    video = probed.videos[0]
    audio = next((each for each in probed.audios if each.codec in AUDIO_CODECS), None)
    if video.codec not in VIDEO_CODECS or (probed.audios and audio is None):
        raise MediaRefused(RefusalReason.CODEC)
    side = limits.video_side
    refuse_size(video.width, video.height, side=side, pixels=side * side)
    _refuse_length(probed.duration or 0.0, limits)
    return video, audio


def _source(path: Path, limits: Limits) -> Source:
    looked = sniff(path)
    if looked.kind is not MediaKind.VIDEO:
        raise MediaRefused(RefusalReason.WRONG_TYPE)
    refuse_weight(path.stat().st_size, looked.kind, limits)
    return Source(path, DEMUXERS[looked], limits.video_side)


def _refuse_length(seconds: float, limits: Limits) -> None:
    if seconds > limits.video_seconds + transcode.LENGTH_SLACK:
        raise MediaRefused(RefusalReason.TOO_LONG, seconds=limits.video_seconds)


def _listener(duration: float, progress: Progress | None) -> Heard:
    """Read ffmpeg's clock; it may step back when one stream waits for the other, we do not."""
    furthest = 0.0

    def heard(line: str) -> None:
        nonlocal furthest
        name, _, value = line.strip().partition("=")
        if progress and name == "out_time_us" and value.isdigit():
            furthest = max(furthest, min(1.0, int(value) / 1e6 / max(duration, 0.1)))
            progress(furthest)

    return heard


def _is_clean(
    source: Source, video: VideoStream, audio: AudioStream | None, limits: Limits
) -> bool:
    """Whether every frame decodes without a fault, and none is hidden.

    A trim on a phone only hides the frames before the cut: copied, they would be published.
    """
    strict = ["-v", "error", "-err_detect", "explode", *source.arguments()]
    decoded = run([*strict, *transcode.decoding(video, audio)], limits.video_wall)
    if decoded.status or decoded.log:
        return False
    packets: list[str] = []
    listing = ["-v", "error", *source.arguments(), *transcode.listing(video, audio)]
    run(listing, limits.video_wall, packets.append)
    hidden = [packet for packet in packets if _is_hidden(packet)]
    return len(hidden) <= PRIMING and not any(packet.startswith("0,") for packet in hidden)


def _is_hidden(packet: str) -> bool:
    """Read a `framecrc` line (stream, dts, pts, …): hidden by a flag or by a time before zero."""
    parts = [part.strip() for part in packet.split(",")]
    if packet.startswith("#") or len(parts) < 6:
        return False
    flags = next((int(part[2:], 16) for part in parts if part.startswith("F=")), 0)
    return bool(flags & DISCARD_FLAG) or parts[2].startswith("-")


def _write(source: Source, arguments: list[str], path: Path, limits: Limits, heard: Heard) -> None:
    command = [*ENCODE, *source.arguments(), *arguments, str(path)]
    finished = run(command, limits.video_wall, heard)
    if finished.status or not path.is_file():
        raise MediaRefused(RefusalReason.CORRUPT)


def _result(made: Source, claimed: float | None, out_dir: Path, limits: Limits) -> VideoResult:
    probed = probe(made)
    if not probed.videos or probed.duration is None:
        raise MediaRefused(RefusalReason.CORRUPT)
    _refuse_length(probed.duration, limits)
    if claimed and probed.duration < 0.9 * claimed - 1.0:
        raise MediaRefused(RefusalReason.CORRUPT)
    video = probed.videos[0]
    served = Rendition("video.mp4", "video/mp4", video.width, video.height, made.path)
    poster = _poster(made, probed.duration, out_dir, limits)
    return VideoResult(video.width, video.height, probed.duration, served, poster)


def _poster(made: Source, duration: float, out_dir: Path, limits: Limits) -> PhotoResult:
    frame = out_dir / "poster.png"
    at = min(1.0, duration / 2)
    run(["-v", "error", *made.arguments(), *transcode.poster(at, frame)], limits.video_wall)
    if not frame.is_file():
        run(["-v", "error", *made.arguments(), *transcode.poster(0.0, frame)], limits.video_wall)
    try:
        return render_photo(frame, out_dir, replace(limits, photo_bytes=limits.video_bytes))
    finally:
        frame.unlink(missing_ok=True)
