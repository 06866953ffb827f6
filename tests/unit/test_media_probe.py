"""What is read from ffmpeg's words, and what is decided about a video."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collection.media.limits import DEFAULT_LIMITS
from collection.media.probe import AudioStream, Probed, VideoStream, read_probe
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.transcode import encoding, may_copy, target_rate, target_size
from collection.media.videos import chosen_streams

IPHONE = """\
Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/tmp/a.mov':
  Metadata:
    major_brand     : qt
    title           : hello
                    :   Duration: 00:00:01.00, start: 0.000000, bitrate: 1 kb/s
  Duration: 00:01:02.50, start: 0.000000, bitrate: 9580 kb/s
  Stream #0:0[0x1](und): Video: hevc (Main 10) (hvc1 / 0x31637668), yuv420p10le(tv, \
bt2020nc/bt2020/arib-std-b67, progressive), 1920x1080 [SAR 1:1 DAR 16:9], 9300 kb/s, 29.98 fps, \
30 tbr, 600 tbn (default)
    Metadata:
      handler_name    : Core Media Video
    Side data:
      Display Matrix: rotation of -90.00 degrees
  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 180 kb/s
  Stream #0:2[0x3](und): Audio: apac (apac / 0x63617061), 48000 Hz, 5.1, fltp, 300 kb/s
  Stream #0:3[0x4](und): Data: none (mebx / 0x7862656D), 0 kb/s (default)
"""
BROWSER = """\
Input #0, matroska,webm, from 'file:/tmp/a.webm':
  Duration: N/A, start: 0.000000, bitrate: N/A
  Stream #0:0(eng): Audio: opus, 48000 Hz, mono, fltp (default)
  Stream #0:1(eng): Video: vp8, yuv420p(progressive), 640x480, SAR 1:1 DAR 4:3, 1k tbr, 1k tbn
"""
COVER = """\
  Duration: 00:00:10.00, start: 0.000000, bitrate: 9580 kb/s
  Stream #0:0[0x1]: Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 180 kb/s
  Stream #0:1[0x0]: Video: mjpeg (Baseline), yuvj420p(pc), 64x64, 90k tbr, 90k tbn (attached pic)
"""
PLAIN = VideoStream(
    index=0,
    codec="h264",
    pixel_format="yuv420p",
    colour="tv, bt709, progressive",
    width=1280,
    height=720,
    aspect=(1, 1),
    average_rate=30.0,
    base_rate=30.0,
    kilobits=2000,
    rotation=None,
)
SOUND = AudioStream(index=1, codec="aac", channels=2, kilobits=128)


def test_an_iphone_video_is_read_and_its_title_is_not_believed() -> None:
    probed = read_probe(IPHONE)
    assert (probed.duration, probed.kilobits, len(probed.audios)) == (62.5, 9580, 2)
    assert probed.audios[0] == AudioStream(1, "aac", 2, 180)
    assert probed.audios[1].channels == 3
    assert probed.videos == (
        VideoStream(
            index=0,
            codec="hevc",
            pixel_format="yuv420p10le",
            colour="tv, bt2020nc/bt2020/arib-std-b67, progressive",
            width=1920,
            height=1080,
            aspect=(1, 1),
            average_rate=29.98,
            base_rate=30.0,
            kilobits=9300,
            rotation=-90.0,
        ),
    )


def test_a_browser_recording_says_neither_length_nor_rate() -> None:
    probed = read_probe(BROWSER)
    assert probed.duration is None
    assert (probed.videos[0].average_rate, probed.videos[0].base_rate) == (0.0, 1000.0)
    assert probed.audios == (AudioStream(0, "opus", 1, 0),)


def test_a_cover_picture_is_no_video() -> None:
    with pytest.raises(MediaRefused) as refused:
        chosen_streams(read_probe(COVER), DEFAULT_LIMITS)
    assert refused.value.reason is RefusalReason.NO_PICTURE


@pytest.mark.parametrize(
    ("probed", "refusal", "reason"),
    [
        (Probed(10.0, 0, (), ()), "CORRUPT", "nothing could be read"),
        (Probed(10.0, 0, (replace(PLAIN, codec="png"),), ()), "CODEC", "an MP4 can hold PNG"),
        (Probed(10.0, 0, (replace(PLAIN, codec="prores"),), ()), "CODEC", "a studio's format"),
        (
            Probed(10.0, 0, (PLAIN,), (replace(SOUND, codec="vorbis"),)),
            "CODEC",
            "never silently without its sound",
        ),
        (Probed(181.5, 0, (PLAIN,), ()), "TOO_LONG", "over three minutes"),
        (Probed(9.0, 0, (replace(PLAIN, width=4098),), ()), "TOO_MANY_PIXELS", "beyond 4K"),
        (Probed(9.0, 0, (replace(PLAIN, width=0),), ()), "CORRUPT", "no size"),
    ],
)
def test_a_video_we_cannot_play_is_refused(probed: Probed, refusal: str, reason: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        chosen_streams(probed, DEFAULT_LIMITS)
    assert refused.value.reason is RefusalReason[refusal], reason


def test_the_first_sound_we_can_play_is_taken() -> None:
    strange = AudioStream(1, "apac", 3, 300)
    probed = Probed(180.5, 0, (PLAIN,), (strange, SOUND))
    assert chosen_streams(probed, DEFAULT_LIMITS) == (PLAIN, SOUND)


@pytest.mark.parametrize(
    ("video", "size", "reason"),
    [
        (PLAIN, (1280, 720), "already fits"),
        (replace(PLAIN, width=1920, height=1080), (1280, 720), "the short side is held to 720"),
        (replace(PLAIN, width=1080, height=1920), (720, 1280), "upright"),
        (replace(PLAIN, width=1920, height=1080, rotation=-90.0), (720, 1280), "turned"),
        (replace(PLAIN, width=1920, height=1080, rotation=180.0), (1280, 720), "upside down"),
        (replace(PLAIN, rotation=float("nan")), (1280, 720), "a matrix without sense"),
        (replace(PLAIN, width=321, height=181), (320, 180), "odd sides lose a pixel"),
        (replace(PLAIN, width=720, height=576, aspect=(16, 11)), (1046, 576), "wide pixels"),
        (replace(PLAIN, aspect=(0, 1)), (1280, 720), "unknown pixels are square"),
        (replace(PLAIN, width=4096, height=2), (2048, 2), "a thread is held by its long side"),
    ],
)
def test_a_video_is_shown_upright_and_no_larger_than_720p(
    video: VideoStream, size: tuple[int, int], reason: str
) -> None:
    assert target_size(video, DEFAULT_LIMITS) == size, reason


@pytest.mark.parametrize(
    ("base_rate", "rate", "reason"),
    [
        (30.0, 30.0, "kept"),
        (29.97, 29.97, "kept"),
        (24.0, 24.0, "kept"),
        (60.0, 30.0, "half, so that motion stays even"),
        (50.0, 25.0, "half, so that motion stays even"),
        (240.0, 30.0, "slow motion"),
        (1000.0, 30.0, "a browser's clock is no rate"),
        (0.0, 30.0, "unknown"),
    ],
)
def test_a_video_gets_a_constant_rate_of_at_most_30(
    base_rate: float, rate: float, reason: str
) -> None:
    assert target_rate(replace(PLAIN, base_rate=base_rate), DEFAULT_LIMITS) == rate, reason


@pytest.mark.parametrize(
    ("video", "audio", "duration", "copied", "reason"),
    [
        (PLAIN, SOUND, 10.0, True, "already what we would make"),
        (PLAIN, None, 10.0, True, "silence fits too"),
        (PLAIN, SOUND, None, False, "its length is unknown"),
        (replace(PLAIN, codec="hevc"), SOUND, 10.0, False, "not everybody plays HEVC"),
        (replace(PLAIN, pixel_format="yuv422p"), SOUND, 10.0, False, "nor 4:2:2"),
        (replace(PLAIN, rotation=90.0), SOUND, 10.0, False, "it must be turned"),
        (replace(PLAIN, height=1080), SOUND, 10.0, False, "too large"),
        (replace(PLAIN, width=639), SOUND, 10.0, False, "odd"),
        (replace(PLAIN, aspect=(4, 3)), SOUND, 10.0, False, "its pixels are not square"),
        (replace(PLAIN, kilobits=9000), SOUND, 10.0, False, "too heavy for a phone's plan"),
        (replace(PLAIN, kilobits=0), SOUND, 10.0, False, "its weight is unknown"),
        (replace(PLAIN, average_rate=60.0, base_rate=60.0), SOUND, 10.0, False, "too fast"),
        (replace(PLAIN, average_rate=24.3), SOUND, 10.0, False, "its rate varies"),
        (PLAIN, replace(SOUND, codec="mp3"), 10.0, False, "the sound is no AAC"),
        (PLAIN, replace(SOUND, channels=3), 10.0, False, "the sound is no stereo"),
    ],
)
def test_streams_are_copied_only_when_they_already_fit(
    video: VideoStream,
    audio: AudioStream | None,
    duration: float | None,
    copied: bool,
    reason: str,
) -> None:
    probed = Probed(duration, 0, (video,), (audio,) if audio else ())
    assert may_copy(probed, video, audio, DEFAULT_LIMITS) is copied, reason


def test_hdr_is_mapped_to_what_every_screen_shows() -> None:
    bright = replace(PLAIN, colour="tv, bt2020nc/bt2020/smpte2084, progressive")
    assert any("color_trc=smpte2084" in each for each in encoding(bright, None, DEFAULT_LIMITS))
    assert not any("zscale" in each for each in encoding(PLAIN, None, DEFAULT_LIMITS))


def test_surround_sound_is_mixed_down_and_mono_stays_mono() -> None:
    surround, mono = replace(SOUND, channels=3), replace(SOUND, channels=1)
    assert "-ac" in encoding(PLAIN, surround, DEFAULT_LIMITS)
    assert "-ac" not in encoding(PLAIN, mono, DEFAULT_LIMITS)
