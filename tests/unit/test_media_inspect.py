"""What an upload is taken for, and what is refused at a look."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from collection.media.inspect import MediaKind, look, refuse_size
from collection.media.limits import Limits
from collection.media.refusals import SENTENCES, MediaRefused, RefusalReason

HEADS = {
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "webp": b"RIFF\x10\0\0\0WEBPVP8 ",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "heif": b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic",
    "avif": b"\0\0\0\x18ftypavif\0\0\0\0avifmif1",
    "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0isommp42",
    "sony": b"\0\0\0\x18ftypXAVC\0\0\0\0XAVCmp42",
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  ",
    "webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB",
}


def upload(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("head", "claimed", "name", "kind", "seen", "reason"),
    [
        ("jpeg", "image/jpeg", "a.jpg", "photo", "image/jpeg", "the usual"),
        ("jpeg", "IMAGE/JPEG; q=1", "A.JPEG", "photo", "image/jpeg", "case and parameters"),
        ("jpeg", "image/jpeg", "a.php.jpg", "photo", "image/jpeg", "only the last part counts"),
        ("png", "image/png", "a.png", "photo", "image/png", "a screenshot"),
        ("webp", "image/webp", "a.webp", "photo", "image/webp", "saved from the web"),
        ("heic", "image/heic", "IMG_1.HEIC", "photo", "image/heic", "an iPhone"),
        ("heic", "", "IMG_1.HEIC", "photo", "image/heic", "Windows knows no type for HEIC"),
        ("heif", "application/octet-stream", "a.heif", "photo", "image/heic", "nor does Android"),
        ("avif", "image/avif", "a.avif", "photo", "image/avif", "a newer phone"),
        ("mp4", "video/mp4", "a.mp4", "video", "video/mp4", "the usual"),
        ("sony", "video/mp4", "a.mp4", "video", "video/mp4", "a compatible brand is enough"),
        ("mov", "video/quicktime", "a.MOV", "video", "video/quicktime", "an iPhone"),
        ("mp4", "video/quicktime", "a.mov", "video", "video/mp4", "one container, two names"),
        ("webm", "video/webm;codecs=vp9,opus", "a.webm", "video", "video/webm", "a browser"),
    ],
)
def test_a_file_is_what_its_bytes_say(
    head: str, claimed: str, name: str, kind: str, seen: str, reason: str, tmp_path: Path
) -> None:
    looked = look(upload(tmp_path, HEADS[head]), claimed, name)
    assert (looked.kind, looked.type) == (MediaKind(kind), seen), reason


@pytest.mark.parametrize(
    ("data", "claimed", "name", "refusal", "reason"),
    [
        (b"", "image/jpeg", "a.jpg", "EMPTY", "nothing arrived"),
        (HEADS["jpeg"], "image/jpeg", "a.png", "MISMATCH", "name against bytes"),
        (HEADS["jpeg"], "image/png", "a.jpg", "MISMATCH", "claim against bytes"),
        (HEADS["jpeg"], "text/html", "a.jpg", "MISMATCH", "a claim we never take"),
        (HEADS["jpeg"], "image/jpeg", "a", "MISMATCH", "no name to agree with"),
        (HEADS["jpeg"], "image/jpeg", "a.html", "MISMATCH", "a page by its name"),
        (HEADS["mp4"], "image/jpeg", "a.jpg", "MISMATCH", "a video named as a photo"),
        (HEADS["webm"], "video/mp4", "a.mp4", "MISMATCH", "WebM is no MP4"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg", "a.jpg", "WRONG_TYPE", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "image/svg+xml", "a.svg", "WRONG_TYPE", "SVG, declared"),
        (b"GIF89a\x01\0\x01\0", "image/gif", "a.gif", "WRONG_TYPE", "GIF"),
        (b"II*\0\x08\0\0\0", "image/tiff", "a.tif", "WRONG_TYPE", "TIFF"),
        (b"%PDF-1.7", "application/pdf", "a.pdf", "WRONG_TYPE", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "image/jpeg", "a.jpg", "WRONG_TYPE", "EPS"),
        (b"RIFF\x10\0\0\0AVI LIST", "video/avi", "a.avi", "WRONG_TYPE", "AVI"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "video/mp4", "a.mp4", "WRONG_TYPE", "sound alone"),
        (b"\0\0\0\x14ftypM4A \0\0\0\0M4A ", "video/mp4", "a.mp4", "WRONG_TYPE", "sound in MP4"),
        (b"\0\0\0\x14ftypcrx \0\0\0\0isom", "image/heic", "a.heic", "MISMATCH", "a camera's raw"),
        (b"\x1aE\xdf\xa3\x93B\x82\x88matroska", "video/webm", "a.webm", "WRONG_TYPE", "Matroska"),
        (b"hello, I am a video", "video/mp4", "a.mp4", "WRONG_TYPE", "text"),
        (b"#EXTM3U\nhttp://10.0.0.1/", "video/mp4", "a.mp4", "PLAYLIST", "HLS"),
        (b"\xef\xbb\xbf\n#EXTM3U\n", "video/mp4", "a.mp4", "PLAYLIST", "HLS behind a BOM"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'", "video/mp4", "a.mp4", "PLAYLIST", "concat"),
        (b"file '/etc/passwd'\n", "video/mp4", "a.mp4", "PLAYLIST", "concat without a header"),
        (b"<?xml version='1.0'?>\n<MPD>", "video/mp4", "a.mp4", "PLAYLIST", "DASH"),
        (b"[playlist]\nFile1=x", "video/mp4", "a.mp4", "PLAYLIST", "PLS"),
    ],
)
def test_everything_else_is_refused(
    data: bytes, claimed: str, name: str, refusal: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(MediaRefused) as refused:
        look(upload(tmp_path, data), claimed, name)
    assert refused.value.reason is RefusalReason[refusal], reason


@pytest.mark.parametrize(
    ("head", "claimed", "name", "status"),
    [("png", "image/png", "a.png", 413), ("mp4", "video/mp4", "a.mp4", 413)],
)
def test_each_kind_has_its_own_byte_limit(
    head: str, claimed: str, name: str, status: int, tmp_path: Path
) -> None:
    path = upload(tmp_path, HEADS[head].ljust(2_000_001, b"\0"))
    assert look(path, claimed, name)
    with pytest.raises(MediaRefused, match="the limit is 2 MB") as refused:
        look(path, claimed, name, Limits(photo_bytes=2_000_000, video_bytes=2_000_000))
    assert (refused.value.status, refused.value.code) == (status, "media_too_big")


@pytest.mark.parametrize(
    ("width", "height", "refusal"),
    [
        (12_000, 3_333, None),
        (12_001, 1, RefusalReason.TOO_MANY_PIXELS),
        (6_500, 6_500, RefusalReason.TOO_MANY_PIXELS),
        (0, 100, RefusalReason.CORRUPT),
    ],
)
def test_a_size_is_refused_before_anything_is_decoded(
    width: int, height: int, refusal: RefusalReason | None
) -> None:
    reason = None
    try:
        refuse_size(width, height, side=12_000, pixels=40_000_000)
    except MediaRefused as refused:
        reason = refused.reason
    assert reason is refusal


def test_every_reason_has_its_sentence_and_code() -> None:
    assert set(SENTENCES) == set(RefusalReason)
    assert all(reason.value.startswith("media_") for reason in RefusalReason)


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_a_sentence_is_one_whole_sentence_for_a_person(reason: RefusalReason) -> None:
    sentence = SENTENCES[reason]
    assert sentence[0] in string.ascii_uppercase
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0
