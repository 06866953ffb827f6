"""Prepares media in a child process that may crash, hang or run out of memory without us."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from collection.media.answers import Message, photo_result, read_message, refusal, video_result
from collection.media.child_process import child, exit_status, give, lines
from collection.media.confinement import Confinement
from collection.media.inspect import MediaKind
from collection.media.limits import DEFAULT_LIMITS, Limits
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.results import PhotoResult, Progress, Span, VideoResult
from core.errors import N_, PartUnavailable, VivavoceError

log = logging.getLogger(__name__)

CHILD_MODULE: Final = "collection.media.child"
NOISE_BYTES: Final = 2000


@dataclass(frozen=True, slots=True)
class Job:
    """What one child is asked to do, and what it may spend on it."""

    kind: MediaKind
    path: Path
    out_dir: Path
    limits: Limits
    confinement: Confinement
    wall: float
    span: Span | None = None

    def as_json(self) -> bytes:
        """The child's standard input."""
        places = {"path": self.path.absolute(), "out_dir": self.out_dir.absolute()}
        return json.dumps(asdict(self) | places, default=str).encode()


def prepare_photo(path: Path, out_dir: Path, limits: Limits = DEFAULT_LIMITS) -> PhotoResult:
    """Write a photo's renditions into `out_dir`, an existing empty folder; raises `MediaRefused`.

    `OSError` and `PartUnavailable` are the machine's fault, not the file's: try again later.
    Call it from the main thread: on Linux the child dies with the thread that started it.
    """
    spends = Confinement(limits.photo_memory, limits.photo_cpu, limits.photo_written, os.getpid())
    job = Job(MediaKind.PHOTO, path, out_dir, limits, spends, limits.photo_wall)
    return photo_result(_outcome(job, None), out_dir)


def prepare_video(
    path: Path,
    out_dir: Path,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    span: Span | None = None,
) -> VideoResult:
    """Write the MP4 and its poster into `out_dir`, of `span` alone; see `prepare_photo`.

    `progress` hears the done part of the transcoding, from 0 to 1, in this process.
    """
    written = 2 * limits.video_written
    spends = Confinement(limits.video_memory, limits.video_cpu, written, os.getpid())
    job = Job(MediaKind.VIDEO, path, out_dir, limits, spends, limits.video_wall, span)
    return video_result(_outcome(job, progress), out_dir)


def _outcome(job: Job, progress: Progress | None) -> object:
    """Run a child to its answer and return the result in it, unchecked."""
    for needed in (job.path, job.out_dir):
        needed.stat()
    is_ready = False
    with TemporaryFile() as noise, child(CHILD_MODULE, job.out_dir, noise) as process:
        give(process, job.as_json())
        for line in lines(process, job.wall):
            message = read_message(line)
            is_ready = is_ready or "ready" in message
            _tell(message, progress)
            if (result := _result(message)) is not None:
                return result
        raise _death(process, noise, is_ready)


def _tell(message: Message, progress: Progress | None) -> None:
    done = message.get("progress")
    if progress is not None and isinstance(done, float | int):
        progress(min(1.0, max(0.0, float(done))))


def _result(message: Message) -> object | None:
    """The result in a message, None while there is none; raises what the child reports."""
    if "refused" in message:
        raise refusal(message)
    number = message.get("failed")
    if isinstance(number, int):
        raise OSError(number, os.strerror(number))
    return message.get("result")


def _death(process: subprocess.Popen[bytes], noise: IO[bytes], is_ready: bool) -> VivavoceError:
    """What an end without an answer means: before `ready` the fault cannot be the file's."""
    status = exit_status(process)
    noise.seek(max(0, noise.seek(0, os.SEEK_END) - NOISE_BYTES))
    words = noise.read().decode("utf-8", "replace")
    log.warning("a media child ended with status %s without an answer: %s", status, words)
    if not is_ready:
        return PartUnavailable(N_("Photos and videos cannot be prepared at the moment."))
    is_slow = status == -signal.SIGXCPU
    return MediaRefused(RefusalReason.TOO_SLOW if is_slow else RefusalReason.TOO_HARD)
