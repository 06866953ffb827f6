"""A child process is believed only as far as its files go."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from collection.media.answers import photo_result, read_message, refusal, video_result
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.results import PhotoResult, Rendition, VideoResult


def sent(result: PhotoResult | VideoResult) -> Any:
    """A result as it comes through the pipe."""
    return json.loads(json.dumps(asdict(result), default=str))


def made(out_dir: Path) -> PhotoResult:
    path = out_dir / "320.jpg"
    path.write_bytes(b"pixels")
    rendition = Rendition("320.jpg", "image/jpeg", 320, 240, path)
    blur = b64encode(b"RIFF-a-very-small-webp").decode()
    return PhotoResult(320, 240, "#a0b1c2", blur, "00ff00ff00ff00ff", (rendition,))


def filmed(out_dir: Path) -> VideoResult:
    parts = []
    for name in ("video.mp4", "preview.mp4"):
        (out_dir / name).write_bytes(b"pixels")
        parts.append(Rendition(name, "video/mp4", 64, 48, out_dir / name))
    return VideoResult(64, 48, 1.5, parts[0], parts[1], made(out_dir))


def test_a_photo_comes_back_as_it_was_made(tmp_path: Path) -> None:
    photo = made(tmp_path)
    assert photo_result(sent(photo), tmp_path) == photo


def test_a_video_comes_back_as_it_was_made(tmp_path: Path) -> None:
    video = filmed(tmp_path)
    assert video_result(sent(video), tmp_path) == video


@pytest.mark.parametrize(
    ("part", "name", "reason"),
    [
        ("video", "preview.mp4", "the preview in the video's place"),
        ("preview", "video.mp4", "the whole video as its preview"),
        ("video", "320.jpg", "a picture"),
        ("preview", "captions.vtt", "words nobody wrote"),
    ],
)
def test_every_part_of_a_video_has_a_name_of_its_own(
    part: str, name: str, reason: str, tmp_path: Path
) -> None:
    answer = sent(filmed(tmp_path))
    answer[part]["name"] = name
    with pytest.raises(MediaRefused):
        assert video_result(answer, tmp_path) is None, reason


def test_the_type_and_place_of_a_file_are_ours_to_say(tmp_path: Path) -> None:
    answer = sent(made(tmp_path))
    answer["renditions"][0] |= {"type": "text/html", "bytes_path": "/etc/passwd"}
    [rendition] = photo_result(answer, tmp_path).renditions
    assert (rendition.type, rendition.bytes_path) == ("image/jpeg", tmp_path / "320.jpg")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": "../320.jpg"}, "a path out of the folder"),
        ({"name": "page.html"}, "a name of its own"),
        ({"name": "800.jpg"}, "a file that is not there"),
        ({"name": "link.jpg"}, "a name of its own, and a link"),
        ({"name": "640.jpg"}, "a link out of the folder"),
        ({"width": "wide"}, "a width that is no number"),
    ],
)
def test_an_answer_of_another_shape_is_refused(
    change: dict[str, str], reason: str, tmp_path: Path
) -> None:
    answer = sent(made(tmp_path))
    (tmp_path / "640.jpg").symlink_to("/etc/passwd")
    answer["renditions"][0] |= change
    with pytest.raises(MediaRefused) as refused:
        photo_result(answer, tmp_path)
    assert refused.value.reason is RefusalReason.TOO_HARD, reason


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("colour", "red", "a name"),
        ("colour", "#12345", "too short"),
        ("colour", "#123456;}body{display:none", "a style sheet"),
        ("placeholder", "", "nothing"),
        ("placeholder", b64encode(b"<svg onload=alert(1)>........").decode(), "no WebP"),
        ("placeholder", "UklGR" + "A" * 300, "more than a column holds"),
        ("placeholder", 'UklGRAAAAAAAAAAAAAAAAAAAAAAAA"onerror=', "an attribute"),
        ("phash", "00ff", "too short"),
        ("phash", "00FF00FF00FF00FF", "another spelling of the same"),
    ],
)
def test_what_is_told_of_a_photo_has_its_shape(
    name: str, value: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(MediaRefused):
        assert photo_result(sent(made(tmp_path)) | {name: value}, tmp_path) is None, reason


@pytest.mark.parametrize("line", [b"not json", b"[1]", b"\xff\xfe"])
def test_a_line_of_another_shape_is_refused(line: bytes) -> None:
    with pytest.raises(MediaRefused):
        read_message(line)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"refused": "media_too_long", "values": {"seconds": 180}}, RefusalReason.TOO_LONG),
        ({"refused": "media_too_long", "values": {}}, RefusalReason.TOO_HARD),
        ({"refused": "media_too_long", "values": {"seconds": "<b>"}}, RefusalReason.TOO_HARD),
        ({"refused": "unheard of", "values": {}}, RefusalReason.TOO_HARD),
        ({"refused": "media_corrupt"}, RefusalReason.TOO_HARD),
    ],
)
def test_a_refusal_is_raised_again_as_it_was(
    message: dict[str, object], reason: RefusalReason
) -> None:
    assert refusal(message).reason is reason
