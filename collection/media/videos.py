"""Makes the one MP4 everybody can play, its poster and its preview, from a customer's video."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from collection.media import transcode
from collection.media.ffmpeg import DEMUXERS, Heard, Source, run
from collection.media.inspect import MediaKind, refuse_size, refuse_weight, sniff
from collection.media.limits import DEFAULT_LIMITS, Limits
from collection.media.loudness import Meter
from collection.media.photos import render_photo
from collection.media.probe import AudioStream, Probed, VideoStream, probe
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.results import PhotoResult, Progress, Rendition, Span, VideoResult

VIDEO_CODECS: Final = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})
AUDIO_CODECS: Final = frozenset({"aac", "opus", "mp3"})
ENCODE: Final = ["-v", "error", "-progress", "pipe:1", "-nostats"]
DISCARD_FLAG: Final = 0x4
# An AAC encoder's own run-up, always hidden: at most 2112 samples, three packets.
PRIMING: Final = 3


def render_video(
    path: Path,
    out_dir: Path,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    span: Span | None = None,
) -> VideoResult:
    """Write `video.mp4`, `preview.mp4` and the poster into `out_dir`; raises `MediaRefused`.

    `progress` hears the done part of the transcoding, from 0 to 1. What lies outside of `span`
    is in none of the files.
    """
    source = _source(path, limits)
    probed = probe(source)
    source = replace(source, span=span)
    way = _way(source, probed, limits)
    made = Source(out_dir / "video.mp4", "mov", limits.video_side)
    length = _length(probed.duration, span)
    _write(source, way, made.path, limits, _listener(length or limits.video_seconds, progress))
    return _result(made, length, out_dir, limits)


def _length(duration: float | None, span: Span | None) -> float | None:
    """How long the result should be, as far as the file tells."""
    if span is None or duration is None:
        return duration
    if span[0] >= duration:
        raise MediaRefused(RefusalReason.EMPTY)
    return min(span[1], duration) - span[0]


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


def _way(source: Source, probed: Probed, limits: Limits) -> list[str]:
    """How ffmpeg is to make ours of it: copy what fits, encode the rest, as loud as it should be.

    One decoding tells both whether a video that fits is clean and how loud it is.
    """
    video, audio = chosen_streams(probed, limits)
    meter = Meter()
    fits = source.span is None and transcode.may_copy(probed, video, audio, limits)
    if fits and _is_clean(source, video, audio, limits, meter):
        return transcode.copying(video, audio, limits, meter.correction())
    return transcode.encoding(video, audio, limits, _metered(source, audio, limits).correction())


def _metered(source: Source, audio: AudioStream | None, limits: Limits) -> Meter:
    meter = Meter()
    if audio is not None:
        listening = ["-v", "error", *source.arguments(), *transcode.metering(audio)]
        run(listening, limits.video_wall, meter.hear)
    return meter


def _is_clean(
    source: Source, video: VideoStream, audio: AudioStream | None, limits: Limits, meter: Meter
) -> bool:
    """Whether every frame decodes without a fault, and none is hidden; the meter hears it all.

    A trim on a phone only hides the frames before the cut: copied, they would be published.
    """
    strict = ["-v", "error", "-err_detect", "explode", *source.arguments()]
    decoded = run([*strict, *transcode.decoding(video, audio)], limits.video_wall, meter.hear)
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
    preview = _preview(made, video, probed.duration, limits)
    return VideoResult(video.width, video.height, probed.duration, served, preview, poster)


def _preview(made: Source, video: VideoStream, duration: float, limits: Limits) -> Rendition:
    small = Source(made.path.with_name("preview.mp4"), made.demuxer, made.side)
    _write(made, transcode.preview(video, duration, limits), small.path, limits, lambda _line: None)
    for stream in probe(small).videos:
        return Rendition("preview.mp4", "video/mp4", stream.width, stream.height, small.path)
    raise MediaRefused(RefusalReason.CORRUPT)


def _poster(made: Source, duration: float, out_dir: Path, limits: Limits) -> PhotoResult:
    frame = out_dir / "poster.png"
    at = transcode.poster_moment(duration)
    run(["-v", "error", *made.arguments(), *transcode.poster(at, frame)], limits.video_wall)
    if not frame.is_file():
        run(["-v", "error", *made.arguments(), *transcode.poster(0.0, frame)], limits.video_wall)
    try:
        return render_photo(frame, out_dir, replace(limits, photo_bytes=limits.video_bytes))
    finally:
        frame.unlink(missing_ok=True)
