"""How much louder or quieter a sound is made, and when it is left alone."""

from __future__ import annotations

import math

import pytest

from collection.media.loudness import Meter, correction


@pytest.mark.parametrize(
    ("loudness", "peak", "filter_", "reason"),
    [
        (-16.0, 0.5, "", "as it should be"),
        (-17.4, 0.5, "", "nobody hears the difference"),
        (-14.6, 0.9, "", "nor this one"),
        (-26.0, 0.1, "volume=10.00dB", "its peaks leave room: every sample alike"),
        (-10.0, 1.2, "volume=-6.00dB", "too loud, even beyond full scale"),
        (-26.0, 0.5, "loudnorm=I=-16:TP=-1.5:LRA=20", "a door slams: the peaks are held"),
        (-26.0, 0.0, "loudnorm=I=-16:TP=-1.5:LRA=20", "no peak is known: nothing is assumed"),
        (-26.0, math.nan, "loudnorm=I=-16:TP=-1.5:LRA=20", "nor here"),
        (-70.0, 0.0, "", "silence"),
        (-55.0, 0.01, "", "a silent room: only its noise would be raised"),
        (-math.inf, 0.0, "", "nothing at all"),
        (math.nan, math.nan, "", "what could not be measured"),
        (math.inf, 1.0, "", "no loudness of this world"),
        (400.0, 1.0, "", "nor this"),
    ],
)
def test_a_sound_is_brought_to_one_loudness(
    loudness: float, peak: float, filter_: str, reason: str
) -> None:
    assert correction(loudness, peak) == filter_, reason


def test_the_last_value_told_is_that_of_the_whole() -> None:
    meter = Meter()
    assert meter.correction() == ""
    for line in (
        "frame:1    pts:4800    pts_time:0.1\n",
        "lavfi.r128.I=-70.000\n",
        "lavfi.r128.true_peak=0.050\n",
        "out_time_us=100000\n",
        "lavfi.r128.I=-28.000\n",
        "lavfi.r128.true_peak=0.100\n",
        "lavfi.r128.LRA=2.000\n",
    ):
        meter.hear(line)
    assert meter.correction() == "volume=12.00dB"
    meter.hear("lavfi.r128.I=loud\n")
    assert meter.correction() == ""
