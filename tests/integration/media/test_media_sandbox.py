"""The worker outlives whatever a photo or a video does to the process it is prepared in."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from collection.media.limits import DEFAULT_LIMITS, MEBIBYTE
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.sandbox import prepare_photo, prepare_video
from core.errors import PartUnavailable
from tests.fakes import media
from tests.fakes import media_videos as videos
from tests.fakes.media_traces import traces

ROOT = Path(__file__).resolve().parents[3]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc; the limit is Linux's")


@pytest.fixture
def out_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def processes_of(folder: Path) -> list[int]:
    """Every process that works in a folder, by its command line or environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            is_dead = ") Z " in (entry / "stat").read_text()
        except OSError:
            continue
        if str(folder).encode() in words and not is_dead:
            found.append(int(entry.name))
    return [each for each in found if each != os.getpid()]


def wait_until_gone(folder: Path, seconds: float = 5.0) -> list[int]:
    deadline = time.monotonic() + seconds
    while processes_of(folder) and time.monotonic() < deadline:
        time.sleep(0.02)
    return processes_of(folder)


def test_a_photo_is_prepared(tmp_path: Path, out_dir: Path) -> None:
    result = prepare_photo(media.talkative_jpeg(tmp_path / "upload"), out_dir)
    assert (result.width, result.height) == (300, 400)
    assert {each.bytes_path for each in result.renditions} == set(out_dir.iterdir())
    assert not any(traces(each.bytes_path) for each in result.renditions)


def test_a_heic_is_prepared_within_the_memory_limit(tmp_path: Path, out_dir: Path) -> None:
    assert prepare_photo(media.heic(tmp_path / "upload"), out_dir).height == 400


def test_a_video_is_prepared_and_its_progress_told(tmp_path: Path, out_dir: Path) -> None:
    told: list[float] = []
    upload = videos.turned(tmp_path / "a.mp4", 90)
    result = prepare_video(upload, out_dir, progress=told.append)
    assert (result.width, result.height) == (90, 160)
    assert result.video.bytes_path == out_dir / "video.mp4"
    assert told
    assert told[-1] == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("truncated_jpeg", RefusalReason.CORRUPT), ("grey_bomb", RefusalReason.TOO_MANY_PIXELS)],
)
def test_a_refusal_comes_out_of_the_child_as_it_was(
    name: str, reason: RefusalReason, tmp_path: Path, out_dir: Path
) -> None:
    upload = getattr(media, name)(tmp_path / "upload")
    with pytest.raises(MediaRefused) as refused:
        prepare_photo(upload, out_dir)
    assert refused.value.reason is reason
    assert "%(" not in str(refused.value)


@on_linux
def test_a_bomb_is_refused_without_being_unpacked(tmp_path: Path, out_dir: Path) -> None:
    """Decoded, 81 megapixels would need more than this limit leaves."""
    limits = replace(DEFAULT_LIMITS, photo_memory=192 * MEBIBYTE)
    upload = media.grey_bomb(tmp_path / "upload")
    with pytest.raises(MediaRefused) as refused:
        prepare_photo(upload, out_dir, limits)
    assert refused.value.reason is RefusalReason.TOO_MANY_PIXELS


@on_linux
def test_a_child_out_of_memory_is_a_refusal_and_the_worker_goes_on(
    tmp_path: Path, out_dir: Path
) -> None:
    greedy = replace(
        DEFAULT_LIMITS, photo_memory=256 * MEBIBYTE, photo_pixels=10**9, photo_side=10**5
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(MediaRefused) as refused:
        prepare_photo(media.grey_bomb(tmp_path / "bomb", channels=3), out_dir, greedy)
    assert refused.value.reason is RefusalReason.TOO_HARD
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 100 * 1024
    assert prepare_photo(media.jpeg(tmp_path / "next"), out_dir).width == 400


@on_linux
def test_a_child_that_takes_too_long_is_ended_with_its_ffmpeg(
    tmp_path: Path, out_dir: Path
) -> None:
    upload = videos.busy(tmp_path / "a.mp4", width=1920, height=1080)
    with pytest.raises(MediaRefused) as refused:
        prepare_video(upload, out_dir, replace(DEFAULT_LIMITS, video_wall=1.5))
    assert refused.value.reason is RefusalReason.TOO_SLOW
    assert wait_until_gone(out_dir) == []


@on_linux
def test_a_child_that_spends_its_processor_time_is_a_refusal(tmp_path: Path, out_dir: Path) -> None:
    limits = replace(DEFAULT_LIMITS, photo_cpu=1, photo_pixels=10**9, photo_widths=(8000,))
    with pytest.raises(MediaRefused) as refused:
        prepare_photo(media.grey_bomb(tmp_path / "bomb"), out_dir, limits)
    assert refused.value.reason is RefusalReason.TOO_SLOW


@on_linux
@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGKILL])
def test_a_child_that_crashes_is_a_refusal_and_leaves_nothing_running(
    how: signal.Signals, tmp_path: Path, out_dir: Path
) -> None:
    def crash(_done: float) -> None:
        for process in processes_of(out_dir):
            if b"collection.media.child" in Path(f"/proc/{process}/cmdline").read_bytes():
                os.kill(process, how)

    upload = videos.busy(tmp_path / "a.mp4")
    with pytest.raises(MediaRefused) as refused:
        prepare_video(upload, out_dir, progress=crash)
    assert refused.value.reason is RefusalReason.TOO_HARD
    assert wait_until_gone(out_dir) == []


@on_linux
def test_a_child_dies_with_its_worker_even_by_sigkill(tmp_path: Path, out_dir: Path) -> None:
    upload = videos.busy(tmp_path / "a.mp4", width=1920, height=1080)
    script = (
        "from pathlib import Path; from collection.media.sandbox import prepare_video;"
        f"prepare_video(Path({str(upload)!r}), Path({str(out_dir)!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT) as worker:
        deadline = time.monotonic() + 20
        while not (out_dir / "video.mp4").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(processes_of(out_dir)) >= 3, "worker, child and ffmpeg"
        worker.kill()
    assert wait_until_gone(out_dir) == []


@on_linux
def test_a_child_knows_no_secret_of_ours(
    tmp_path: Path, out_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIVAVOCE_SECRET_KEY", "not-for-ffmpeg")
    seen: list[bytes] = []

    def read_environments(_done: float) -> None:
        for each in processes_of(out_dir):
            with suppress(OSError):  # one that ends meanwhile hides what it knew
                seen.append(Path(f"/proc/{each}/environ").read_bytes())

    upload = videos.video(tmp_path / "a.mp4", width=1280, height=1080, seconds=2)
    prepare_video(upload, out_dir, progress=read_environments)
    assert any(seen)
    assert not any(b"VIVAVOCE" in each for each in seen)


@on_linux
def test_a_process_that_left_the_network_reaches_not_even_this_host() -> None:
    script = (
        "import socket, sys; from collection.media.confinement import leave_network\n"
        "if not leave_network(): sys.exit(3)\n"
        "try: socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2)\n"
        "except OSError: sys.exit(0)\n"
        "sys.exit(1)\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-c", script, str(server.getsockname()[1])]
        status = subprocess.run(command, cwd=ROOT, check=False, timeout=20).returncode
    if status == 3:
        pytest.skip("this kernel lets nobody leave the network")
    assert status == 0


def test_a_missing_file_is_no_refusal(tmp_path: Path, out_dir: Path) -> None:
    with pytest.raises(FileNotFoundError):
        prepare_photo(tmp_path / "never uploaded", out_dir)


def test_a_folder_that_cannot_be_written_is_no_refusal(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        prepare_photo(media.jpeg(tmp_path / "upload"), tmp_path / "missing")


def test_a_child_that_cannot_start_is_our_fault(
    tmp_path: Path, out_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(PartUnavailable):
        prepare_photo(media.jpeg(tmp_path / "upload"), out_dir)
