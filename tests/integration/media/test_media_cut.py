"""A video cut by its author: nothing outside of the two seconds is in any file that is served."""

from __future__ import annotations

from pathlib import Path

import pytest

from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.sandbox import prepare_video
from tests.fakes import media_videos as videos

RED_THEN_BLUE = (
    "color=red:s=160x90:r=25:d=2[a];color=blue:s=160x90:r=25:d=3[b];[a][b]concat=n=2:v=1:a=0"
)
WAYS = [
    ("a.mp4", videos.H264, "one that fits, which would be copied whole"),
    ("a.webm", ("-c:v", "libvpx", "-live", "1"), "as a browser films: no length, no index"),
]


def two_colours(path: Path, codec: tuple[str, ...]) -> Path:
    """Two seconds of red, three of blue."""
    videos.ffmpeg("-f", "lavfi", "-i", RED_THEN_BLUE, *codec, str(path))
    return path


@pytest.mark.parametrize(("name", "codec", "_why"), WAYS)
def test_only_what_lies_between_is_shown(
    tmp_path: Path, name: str, codec: tuple[str, ...], _why: str
) -> None:
    made = prepare_video(two_colours(tmp_path / name, codec), _out(tmp_path), span=(2.5, 4.5))
    assert made.duration == pytest.approx(2.0, abs=0.2)
    colours = {_colour(made.video.bytes_path, at) for at in (0.0, 1.0, 1.8)}
    assert colours == {"blue"}
    assert made.poster.colour.endswith(("fe", "fd", "ff", "fc"))


def test_an_end_beyond_the_video_is_its_end(tmp_path: Path) -> None:
    upload = two_colours(tmp_path / "a.mp4", videos.H264)
    made = prepare_video(upload, _out(tmp_path), span=(4.0, 9.0))
    assert made.duration == pytest.approx(1.0, abs=0.2)


def test_a_start_beyond_the_video_leaves_nothing(tmp_path: Path) -> None:
    upload = two_colours(tmp_path / "a.mp4", videos.H264)
    with pytest.raises(MediaRefused) as refused:
        prepare_video(upload, _out(tmp_path), span=(8.0, 9.0))
    assert refused.value.code == RefusalReason.EMPTY


def _out(folder: Path) -> Path:
    out = folder / "out"
    out.mkdir()
    return out


def _colour(path: Path, at: float) -> str:
    frame = path.with_suffix(f".{at}.rgb")
    videos.ffmpeg(
        *("-ss", str(at), "-i", str(path), "-frames:v", "1"),
        *("-vf", "scale=1:1", "-pix_fmt", "rgb24", "-f", "rawvideo", str(frame)),
    )
    red, _green, blue = frame.read_bytes()[:3]
    return "red" if red > blue else "blue"
