"""What becomes of a video: one MP4 everybody can play, upright, bare, with a poster."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from collection.media.ffmpeg import Source
from collection.media.limits import DEFAULT_LIMITS
from collection.media.probe import VideoStream, probe
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.results import VideoResult
from collection.media.videos import render_video
from tests.fakes import media_videos as videos
from tests.fakes.media_traces import boxes, traces

Maker = Callable[[Path], Path]


@pytest.fixture
def out_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A host inside the network that a playlist would like ffmpeg to call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def served(result: VideoResult) -> VideoStream:
    [stream] = probe(Source(result.video.bytes_path, "mov", 4096)).videos
    return stream


def poster_colours(result: VideoResult) -> tuple[str, str]:
    """What the first and the last pixel of the poster are made of."""
    jpeg = next(each for each in result.poster.renditions if each.type == "image/jpeg")
    with Image.open(jpeg.bytes_path) as picture:
        corners = [
            picture.getpixel((3, 3)),
            picture.getpixel((picture.width - 4, picture.height - 4)),
        ]
    seen = ["red" if isinstance(at, tuple) and at[0] > at[2] else "blue" for at in corners]
    return seen[0], seen[1]


@pytest.mark.parametrize(
    ("make", "size", "reason"),
    [
        (lambda at: videos.video(at / "a.mp4"), (160, 90), "already fits"),
        (lambda at: videos.video(at / "a.mov", width=1920, height=1080), (1280, 720), "1080p"),
        (lambda at: videos.video(at / "a.mp4", sound=()), (160, 90), "without sound"),
        (
            lambda at: videos.video(at / "a.webm", "-c:v", "libvpx", sound=("-c:a", "libopus")),
            (160, 90),
            "VP8",
        ),
        (
            lambda at: videos.video(
                at / "a.webm",
                *("-c:v", "libvpx-vp9", "-cpu-used", "8"),
                *("-pix_fmt", "yuv420p"),
                sound=("-c:a", "libopus"),
            ),
            (160, 90),
            "VP9",
        ),
        (lambda at: videos.hdr(at / "a.mov", "arib-std-b67"), (160, 90), "HEVC in HDR"),
        (
            lambda at: videos.video(
                at / "a.webm", "-c:v", "libvpx", width=161, height=91, sound=()
            ),
            (160, 90),
            "odd sides",
        ),
        (lambda at: videos.turned(at / "a.mp4", -90), (90, 160), "filmed upright"),
        (lambda at: videos.varying(at / "a.mp4"), (160, 90), "a rate that varies"),
        (lambda at: videos.video(at / "a.mp4", seconds=0.2), (160, 90), "a blink"),
    ],
)
def test_every_phone_and_browser_gets_the_same_kind_of_video(
    make: Maker, size: tuple[int, int], reason: str, tmp_path: Path, out_dir: Path
) -> None:
    result = render_video(make(tmp_path), out_dir)
    stream = served(result)
    assert (result.width, result.height) == size == (stream.width, stream.height), reason
    assert (stream.codec, stream.pixel_format) == ("h264", "yuv420p")
    assert stream.rotation is None
    assert 0.1 < result.duration < 2.3
    assert len(set(videos.frame_times(result.video.bytes_path))) == 1, "a constant rate"
    assert traces(result.video.bytes_path) == []
    assert not any(traces(each.bytes_path) for each in result.poster.renditions)
    names = [name for name, _ in boxes(result.video.bytes_path.read_bytes())]
    assert names.index(b"moov") < names.index(b"mdat"), "plays before it is whole"
    assert {path.name for path in out_dir.iterdir()} == {
        "video.mp4",
        "preview.mp4",
        *(each.name for each in result.poster.renditions),
    }


def test_a_video_without_sound_stays_without(tmp_path: Path, out_dir: Path) -> None:
    result = render_video(videos.video(tmp_path / "a.mp4", sound=()), out_dir)
    assert probe(Source(result.video.bytes_path, "mov", 4096)).audios == ()


def test_a_video_filmed_upright_stands_upright(tmp_path: Path, out_dir: Path) -> None:
    result = render_video(videos.turned(tmp_path / "a.mp4", -90), out_dir)
    assert poster_colours(result) == ("red", "blue")
    flipped = render_video(videos.turned(tmp_path / "b.mp4", 90), out_dir)
    assert poster_colours(flipped) == ("blue", "red")


def test_a_slow_video_is_not_made_faster_nor_a_fast_one_kept(tmp_path: Path, out_dir: Path) -> None:
    fast = render_video(videos.video(tmp_path / "a.mp4", rate=60), out_dir)
    assert served(fast).average_rate == 30.0


@pytest.mark.parametrize("transfer", ["arib-std-b67", "smpte2084"])
def test_white_in_hdr_is_white_on_every_screen(
    transfer: str, tmp_path: Path, out_dir: Path
) -> None:
    upload = videos.hdr(tmp_path / "a.mov", transfer)
    assert transfer in probe(Source(upload, "mov", 4096)).videos[0].colour
    result = render_video(upload, out_dir)
    assert all(min(frame) > 205 for frame in videos.averages(result.video.bytes_path))


def test_place_title_maker_and_chapters_are_gone(tmp_path: Path, out_dir: Path) -> None:
    upload = videos.talkative(tmp_path / "a.mov")
    assert b"+48.8584" in upload.read_bytes()
    result = render_video(upload, out_dir)
    assert b"+48.8584" not in result.video.bytes_path.read_bytes()
    assert traces(result.video.bytes_path) == []


def test_streams_that_fit_are_copied_frame_for_frame(tmp_path: Path, out_dir: Path) -> None:
    upload = videos.video(tmp_path / "a.mp4", "-c:v", "libx264", "-bf", "0")
    result = render_video(upload, out_dir)
    assert videos.pixels_of(result.video.bytes_path) == videos.pixels_of(upload)
    assert b"x264" not in result.video.bytes_path.read_bytes()


def test_what_a_trim_hides_is_not_published(tmp_path: Path, out_dir: Path) -> None:
    upload = videos.trimmed(tmp_path / "a.mp4")
    everything = ("-ignore_editlist", "1")
    assert videos.colours_of(upload, *everything) == {"red", "blue"}
    result = render_video(upload, out_dir)
    assert videos.colours_of(result.video.bytes_path, *everything) == {"blue"}


def test_progress_is_told_and_ends_at_the_end(tmp_path: Path, out_dir: Path) -> None:
    told: list[float] = []
    upload = videos.video(tmp_path / "a.mp4", width=1920, height=1080, seconds=2)
    render_video(upload, out_dir, progress=told.append)
    assert told == sorted(told)
    assert 0.9 < told[-1] <= 1.0


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda at: videos.video(at / "a.mp4", "-c:v", "png"), RefusalReason.CODEC),
        (lambda at: videos.video(at / "a.mov", "-c:v", "prores_ks"), RefusalReason.CODEC),
        (
            lambda at: videos.video(at / "a.mp4", *videos.H264, sound=("-c:a", "alac")),
            RefusalReason.CODEC,
        ),
        (
            lambda at: videos.video(at / "a.mp4", *videos.H264, width=4100, height=16),
            RefusalReason.TOO_MANY_PIXELS,
        ),
        (lambda at: videos.cut_short(at / "a.mp4"), RefusalReason.CORRUPT),
        (lambda at: written(at, b"\0\0\0\x18ftypisom\0\0\0\0isommp42"), RefusalReason.CORRUPT),
        (lambda at: written(at, b"\x1aE\xdf\xa3\x87B\x82\x84webm"), RefusalReason.CORRUPT),
        (lambda at: written(at, b"I am a video"), RefusalReason.WRONG_TYPE),
        (lambda at: written(at, b"\xff\xd8\xff\xe0"), RefusalReason.WRONG_TYPE),
        (lambda at: written(at, b""), RefusalReason.EMPTY),
    ],
)
def test_what_is_no_sound_video_is_refused(
    make: Maker, reason: RefusalReason, tmp_path: Path, out_dir: Path
) -> None:
    with pytest.raises(MediaRefused) as refused:
        render_video(make(tmp_path), out_dir)
    assert refused.value.reason is reason


@pytest.mark.parametrize("has_length", [True, False])
def test_a_video_over_the_limit_is_refused_whether_or_not_it_says_so(
    has_length: bool, tmp_path: Path, out_dir: Path
) -> None:
    live = () if has_length else ("-live", "1")
    upload = videos.video(tmp_path / "a.webm", "-c:v", "libvpx", *live, seconds=5, sound=())
    assert (probe(Source(upload, "matroska", 4096)).duration is not None) is has_length
    with pytest.raises(MediaRefused, match="the limit is 2 seconds") as refused:
        render_video(upload, out_dir, replace(DEFAULT_LIMITS, video_seconds=2))
    assert refused.value.reason is RefusalReason.TOO_LONG


def test_a_browser_recording_without_a_length_gets_one(tmp_path: Path, out_dir: Path) -> None:
    upload = videos.video(tmp_path / "a.webm", "-c:v", "libvpx", "-live", "1", sound=())
    assert render_video(upload, out_dir).duration == pytest.approx(1.0, abs=0.1)


def test_a_video_is_stopped_when_its_time_is_up(tmp_path: Path, out_dir: Path) -> None:
    upload = videos.busy(tmp_path / "a.mp4", width=1920, height=1080)
    with pytest.raises(MediaRefused) as refused:
        render_video(upload, out_dir, replace(DEFAULT_LIMITS, video_wall=0.4))
    assert refused.value.reason is RefusalReason.TOO_SLOW


@pytest.mark.parametrize(
    ("text", "demuxer"),
    [
        ("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}\n#EXT-X-ENDLIST\n", "hls"),
        ("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{file}\n#EXT-X-ENDLIST\n", "hls"),
        ("ffconcat version 1.0\nfile '{url}'\n", "concat"),
        ("ffconcat version 1.0\nfile '{file}'\n", "concat"),
        ("<?xml version='1.0'?><MPD><BaseURL>{url}</BaseURL></MPD>", "dash"),
    ],
)
def test_a_playlist_calls_nobody_and_opens_nothing(
    text: str, demuxer: str, tmp_path: Path, out_dir: Path, listener: socket.socket
) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/inside.mp4"
    private = videos.video(tmp_path / "private.mp4", sound=())
    upload = written(tmp_path, text.format(url=url, file=private).encode())
    with pytest.raises(MediaRefused) as refused:
        render_video(upload, out_dir)
    assert refused.value.reason is RefusalReason.PLAYLIST
    for named in (demuxer, "mov", "matroska"):
        assert probe(Source(upload, named, 4096)).videos == (), "even past the first look"
    with pytest.raises(BlockingIOError):
        listener.accept()


def written(folder: Path, data: bytes) -> Path:
    path = folder / "upload.mp4"
    path.write_bytes(data)
    return path
