"""Runs the bundled ffmpeg on local files only, with everything it must not do switched off."""

from __future__ import annotations

import errno
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Final

import imageio_ffmpeg

from collection.media.inspect import MOV, MP4, WEBM, Looked
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.results import Span

# A playlist or a reference movie would otherwise make ffmpeg open other files and call other hosts.
FORMATS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
DEMUXERS: Final[dict[Looked, str]] = {MP4: "mov", MOV: "mov", WEBM: "matroska"}
DECODERS: Final = "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,aac,opus,libopus,mp3,mp3float"
# iPhones write up to a dozen timed metadata tracks beside the picture and the sound.
MAX_STREAMS: Final = 16
LOG_BYTES: Final = 262_144
STOPPED: Final = frozenset({-signal.SIGKILL, -signal.SIGXCPU})

Heard = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A local file, the only demuxer that may read it, and the seconds of it that are wanted."""

    path: Path
    demuxer: str
    side: int
    span: Span | None = None

    def arguments(self) -> list[str]:
        """Everything that stands before `-i`, and `-i`; two decoding threads."""
        return [
            *("-protocol_whitelist", "file", "-format_whitelist", FORMATS),
            *("-codec_whitelist", DECODERS, "-max_streams", str(MAX_STREAMS)),
            *("-max_pixels", str(self.side * self.side), "-threads", "2"),
            *self._cut(),
            *("-f", self.demuxer, "-i", f"file:{self.path.absolute()}"),
        ]

    def _cut(self) -> list[str]:
        """Before `-i`, so that frames outside are decoded at most, never handed on."""
        if self.span is None:
            return []
        first, last = self.span
        return ["-ss", f"{first:.3f}", "-t", f"{last - first:.3f}"]


@dataclass(frozen=True, slots=True)
class Finished:
    """How a run ended: exit status, and the beginning of what it wrote to its log."""

    status: int
    log: str


def run(arguments: list[str], seconds: float, heard: Heard | None = None) -> Finished:
    """Run ffmpeg to its end, at most `seconds`; `heard` gets each line of its standard output.

    Raises `MediaRefused` when it is stopped for taking too long, `OSError` when the disk is full:
    that one is nobody's file's fault and worth another try.
    """
    with TemporaryFile() as log:
        status = _talk([_executable(), "-hide_banner", "-nostdin", *arguments], log, seconds, heard)
        log.seek(0)
        text = log.read(LOG_BYTES).decode("utf-8", "replace")
    if status in STOPPED or "received signal" in text:
        raise MediaRefused(RefusalReason.TOO_SLOW)
    if status and "No space left on device" in text:
        raise OSError(errno.ENOSPC, "No space left to prepare a video.")
    return Finished(status, text)


def _executable() -> str:
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def _talk(command: list[str], log: IO[bytes], seconds: float, heard: Heard | None) -> int:
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True
    )
    timer = Timer(seconds, process.kill)
    timer.start()
    try:
        for line in process.stdout or ():
            if heard is not None:
                heard(line)
        return process.wait()
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
