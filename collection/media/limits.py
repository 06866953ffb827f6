"""How much of everything the media pipeline takes, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on what is taken, shapes of what is made, and what a child process may spend.

    Bytes, pixels and seconds throughout. `*_wall` is clock time for the whole job, `*_cpu`
    processor time of each process in it, `*_memory` its address space. A photo of more pixels
    than `photo_pixels_at_once` is decoded in ways that hold less of it in memory.
    """

    photo_bytes: int = 25 * MEGABYTE
    photo_pixels: int = 40_000_000
    photo_pixels_at_once: int = 13_000_000
    photo_side: int = 12_000
    photo_widths: tuple[int, ...] = (320, 800, 1600)
    photo_memory: int = 1024 * MEBIBYTE
    photo_cpu: int = 10
    photo_wall: float = 20.0
    photo_written: int = 50 * MEGABYTE

    video_bytes: int = 500 * MEGABYTE
    video_seconds: int = 180
    video_side: int = 4096
    video_short_side: int = 720
    video_rate: int = 30
    video_bits_per_second: int = 3_000_000
    video_written: int = 120 * MEGABYTE
    preview_seconds: int = 3
    preview_short_side: int = 360
    preview_bits_per_second: int = 800_000
    video_memory: int = 3072 * MEBIBYTE
    video_cpu: int = 1200
    video_wall: float = 900.0


DEFAULT_LIMITS = Limits()
