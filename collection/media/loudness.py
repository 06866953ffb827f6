"""Measures how loud a sound is, and says what brings it to where people expect it (pure)."""

from __future__ import annotations

import math
from typing import Final

# Loudness units relative to full scale (ITU-R BS.1770-5). EBU R 128 s2 asks for -20 to -16 LUFS
# where people listen to streams; phones and laptops need the upper end.
TARGET: Final = -16.0
# A difference that nobody hears is not worth a second encoding.
SLACK: Final = 1.5
# dBTP, as EBU R 128 allows for compressed sound with half a decibel to spare.
PEAK: Final = -1.5
# Below this there is nothing but the noise of a room, and -70 is all silence is ever told as.
FAINT: Final = -50.0
# One line per tenth of a second and value on standard output: a tag in a file can forge none.
METERING: Final = "ebur128=peak=true:framelog=quiet:metadata=1,ametadata=mode=print:file=-"


class Meter:
    """Hears ffmpeg tell of a sound through `METERING`; the last value told is the whole's."""

    def __init__(self) -> None:
        self._told: dict[str, float] = {}

    def hear(self, line: str) -> None:
        """One line of standard output; what is no number of this filter is not for us."""
        name, _, value = line.strip().partition("=")
        if name in {"lavfi.r128.I", "lavfi.r128.true_peak"}:
            try:
                self._told[name] = float(value)
            except ValueError:
                self._told.pop(name, None)

    def correction(self) -> str:
        """The filter that makes the sound as loud as it should be, empty when nothing need be."""
        loudness = self._told.get("lavfi.r128.I", math.nan)
        return correction(loudness, self._told.get("lavfi.r128.true_peak", math.nan))


def correction(loudness: float, peak: float) -> str:
    """The filter for a sound of so many LUFS whose highest true peak is `peak` of full scale.

    Where the peaks leave room every sample is multiplied by one number; otherwise `loudnorm`
    raises the quiet and holds the peaks. Silence, noise and what could not be measured stay.
    """
    gain = TARGET - loudness
    if not FAINT < loudness < 20 or not abs(gain) > SLACK:
        return ""
    if peak > 0 and 20 * math.log10(peak) + gain <= PEAK:
        return f"volume={gain:.2f}dB"
    return f"loudnorm=I={TARGET:g}:TP={PEAK:g}:LRA=20"
