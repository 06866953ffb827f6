"""What becomes of the sound of a video, and of the few seconds shown before it is played."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from collection.media.ffmpeg import Source
from collection.media.limits import DEFAULT_LIMITS
from collection.media.probe import Probed, probe
from collection.media.results import VideoResult
from collection.media.videos import render_video
from tests.fakes import media_videos as videos
from tests.fakes.media_traces import boxes, traces

AAC = ("-c:a", "aac")
QUIET, LOUD = (*AAC, "-af", "volume=-16dB"), (*AAC, "-af", "volume=17dB")
# A murmur with one clap in it: raised as a whole, the clap would be far beyond full scale.
CLAP = "volume='if(between(t,1,1.02),6,0.15)':eval=frame"


@pytest.fixture
def out_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def made(path: Path) -> Probed:
    return probe(Source(path, "mov", 4096))


@pytest.mark.parametrize(
    ("name", "codec", "sound", "reason"),
    [
        ("a.mp4", videos.H264, QUIET, "a whisper, its picture copied"),
        ("a.mp4", videos.H264, LOUD, "a shout, its picture copied"),
        ("a.webm", ("-c:v", "libvpx"), ("-c:a", "libopus", *QUIET[2:]), "a whisper in Opus"),
        ("a.mp4", videos.H264, (*AAC, "-af", CLAP), "peaks that must be held"),
    ],
)
def test_every_video_is_about_as_loud_as_the_others(
    name: str, codec: tuple[str, ...], sound: tuple[str, ...], reason: str, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    upload = videos.video(tmp_path / name, *codec, seconds=4, sound=sound)
    assert abs(videos.loudness(upload) + 16) > 3, "else there would be nothing to do"
    result = render_video(upload, tmp_path / "out")
    assert videos.loudness(result.video.bytes_path) == pytest.approx(-16, abs=1.5), reason
    picture, voice = videos.lengths(result.video.bytes_path)
    assert picture == pytest.approx(voice, abs=0.1), "lips and words stay together"
    if name == "a.mp4":
        assert videos.pixels_of(result.video.bytes_path) == videos.pixels_of(upload)


@pytest.mark.parametrize(
    ("sound", "reason"),
    [
        ((*AAC, "-af", "volume=5dB"), "loud enough already"),
        ((*AAC, "-af", "volume=0"), "silence"),
        ((*AAC, "-af", "volume=-40dB"), "the hum of a room"),
    ],
)
def test_a_sound_that_is_right_or_nothing_is_copied(
    sound: tuple[str, ...], reason: str, tmp_path: Path, out_dir: Path
) -> None:
    upload = videos.video(tmp_path / "a.mp4", *videos.H264, sound=sound)
    result = render_video(upload, out_dir)
    assert videos.sound_of(result.video.bytes_path) == videos.sound_of(upload), reason


def test_silence_that_must_be_encoded_stays_silence(tmp_path: Path, out_dir: Path) -> None:
    silent = ("-c:a", "libopus", "-af", "volume=0")
    upload = videos.video(tmp_path / "a.webm", "-c:v", "libvpx", sound=silent)
    assert videos.loudness(render_video(upload, out_dir).video.bytes_path) < -60


def test_a_moment_too_short_to_measure_keeps_its_sound(tmp_path: Path, out_dir: Path) -> None:
    upload = videos.video(tmp_path / "a.mp4", *videos.H264, seconds=0.3)
    result = render_video(upload, out_dir)
    assert videos.sound_of(result.video.bytes_path) == videos.sound_of(upload)


def test_what_a_phone_films_upright_in_the_dark_is_right_in_all_of_it(
    tmp_path: Path, out_dir: Path
) -> None:
    """HDR, a turn, a rate that varies and a voice, all in one file, as phones make them."""
    result = render_video(videos.phone(tmp_path / "a.mov"), out_dir)
    [stream] = made(result.video.bytes_path).videos
    assert (result.width, result.height, stream.pixel_format) == (180, 320, "yuv420p")
    assert stream.rotation is None
    assert "bt2020" not in stream.colour
    assert len(set(videos.frame_times(result.video.bytes_path))) == 1
    assert videos.lengths(result.video.bytes_path) == pytest.approx((2, 2), abs=0.1)
    assert videos.loudness(result.video.bytes_path) == pytest.approx(-16, abs=1.5)
    assert halves(result) == ("red", "blue")


def test_the_preview_is_three_silent_seconds_that_play_at_once(
    tmp_path: Path, out_dir: Path
) -> None:
    upload = videos.video(tmp_path / "a.mp4", width=1280, height=720, seconds=6)
    preview = render_video(upload, out_dir).preview
    told = made(preview.bytes_path)
    assert told.audios == ()
    assert told.duration == pytest.approx(DEFAULT_LIMITS.preview_seconds, abs=0.1)
    assert (preview.name, preview.type) == ("preview.mp4", "video/mp4")
    assert (preview.width, preview.height) == (640, 360)
    names = [name for name, _ in boxes(preview.bytes_path.read_bytes())]
    assert names.index(b"moov") < names.index(b"mdat")
    assert traces(preview.bytes_path) == []


@pytest.mark.parametrize("seconds", [0.2, 2.0, 3.0, 3.6])
def test_the_preview_of_a_short_video_is_all_there_is_of_it(
    seconds: float, tmp_path: Path, out_dir: Path
) -> None:
    upload = videos.video(tmp_path / "a.mp4", seconds=seconds, sound=())
    preview = render_video(upload, out_dir).preview
    wanted = min(seconds, DEFAULT_LIMITS.preview_seconds)
    assert made(preview.bytes_path).duration == pytest.approx(wanted, abs=0.1)


def halves(result: VideoResult) -> tuple[str, str]:
    """What the top and the bottom of the poster are made of."""
    jpeg = next(each for each in result.poster.renditions if each.type == "image/jpeg")
    with Image.open(jpeg.bytes_path) as picture:
        middle = picture.width // 2
        pixels = [picture.getpixel((middle, 8)), picture.getpixel((middle, picture.height - 8))]
    seen = ["red" if isinstance(at, tuple) and at[0] > at[2] else "blue" for at in pixels]
    return seen[0], seen[1]
