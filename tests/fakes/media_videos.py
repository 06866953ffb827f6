"""Videos that customers and attackers send, made on the fly with the bundled ffmpeg."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import imageio_ffmpeg

# A picture of two halves, so that a turn can be seen, and a note of 440 Hz.
HALVES = (
    "color=red:s={width}x{height}:r={rate}:d={seconds},drawbox=x=iw/2:w=iw/2:h=ih:color=blue:t=fill"
)
NOTE = "sine=d={seconds}"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "300")


def ffmpeg(*arguments: str) -> str:
    """Run ffmpeg and return its standard output; a failure is a broken fake."""
    executable = imageio_ffmpeg.get_ffmpeg_exe()
    command = [executable, "-v", "error", "-nostdin", "-y", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return done.stdout


def video(
    path: Path,
    *codec: str,
    width: int = 160,
    height: int = 90,
    seconds: float = 1.0,
    rate: int = 25,
    sound: tuple[str, ...] = ("-c:a", "aac"),
) -> Path:
    """A video of two halves in any codec; no sound track for an empty `sound`."""
    sizes = {"width": width, "height": height, "seconds": seconds, "rate": rate}
    inputs = ["-f", "lavfi", "-i", HALVES.format(**sizes)]
    if sound:
        inputs += ["-f", "lavfi", "-i", NOTE.format(**sizes)]
    ffmpeg(*inputs, *(codec or H264), *sound, str(path))
    return path


def busy(path: Path, *, width: int = 1280, height: int = 720, seconds: float = 20.0) -> Path:
    """A video that takes several seconds to transcode, made in less than one."""
    ffmpeg(
        *("-f", "lavfi", "-i", f"testsrc2=s={width}x{height}:r=30:d=1"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "18", str(path.with_suffix(".1.mp4"))),
    )
    again = ["-stream_loop", str(int(seconds) - 1), "-i", str(path.with_suffix(".1.mp4"))]
    ffmpeg(*again, "-c", "copy", str(path))
    return path


def turned(path: Path, degrees: int) -> Path:
    """A phone held upright: the pixels lie on their side, the container says so."""
    flat = video(path.with_suffix(".flat.mp4"))
    ffmpeg("-display_rotation", str(degrees), "-i", str(flat), "-c", "copy", str(path))
    return path


def talkative(path: Path) -> Path:
    """Place, title, maker and chapters, as phones and editors write them."""
    notes = path.with_suffix(".txt")
    notes.write_text(
        ";FFMETADATA1\ntitle=secret-comment\nlocation=+48.8584+002.2945/\nmake=secret-make\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=secret-xmp\n",
        encoding="utf-8",
    )
    flat = video(path.with_suffix(".flat.mp4"))
    copied = ["-map_metadata", "1", "-map_chapters", "1", "-c", "copy"]
    handler = ["-metadata:s:v", "handler_name=secret-make"]
    ffmpeg("-i", str(flat), "-i", str(notes), *copied, *handler, str(path))
    return path


def hdr(path: Path, transfer: str) -> Path:
    """A 10-bit HEVC of reference white (BT.2408: 75 % in HLG, 58 % in PQ), as phones film it."""
    level = {"arib-std-b67": "0xBFBFBF", "smpte2084": "0x949494"}[transfer]
    tags = f"color_primaries=bt2020:color_trc={transfer}:colorspace=bt2020nc:range=tv"
    pixels = f"color={level}:s=160x90:r=25:d=1,format=gbrp10le,scale=out_color_matrix=bt2020nc"
    notes = f"log-level=none:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc"
    ffmpeg(
        *("-f", "lavfi", "-i", f"{pixels},format=yuv420p10le,setparams={tags}"),
        *("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", notes, str(path)),
    )
    return path


def trimmed(path: Path) -> Path:
    """One second of red, then one of blue, cut to the blue: the red is only hidden."""
    whole = path.with_suffix(".whole.mp4")
    red_then_blue = "color=red:s=160x90:r=25:d=1[a];color=blue:s=160x90:r=25:d=1[b];[a][b]concat"
    ffmpeg("-f", "lavfi", "-i", red_then_blue, *H264, "-sc_threshold", "0", str(whole))
    ffmpeg("-ss", "1.2", "-i", str(whole), "-c", "copy", str(path))
    return path


def varying(path: Path) -> Path:
    """A phone in the dark: every frame takes as long as it takes."""
    pattern = "testsrc2=s=160x90:r=60:d=2,select='not(mod(n,7))+lt(n,30)'"
    ffmpeg("-f", "lavfi", "-i", pattern, "-fps_mode", "vfr", *H264, str(path))
    return path


def cut_short(path: Path) -> Path:
    """A video whose upload stopped half-way; its header still speaks of all of it."""
    whole = video(path.with_suffix(".whole.mp4"), *H264, "-movflags", "+faststart", seconds=8)
    data = whole.read_bytes()
    path.write_bytes(data[: data.index(b"mdat") + len(data) // 8])
    return path


def frame_times(path: Path) -> list[int]:
    """The duration of each video packet, in the container's own units."""
    lines = ffmpeg("-i", str(path), "-map", "0:v", "-c", "copy", "-f", "framecrc", "pipe:1")
    return [int(line.split(",")[3]) for line in lines.splitlines() if line.startswith("0,")]


def pixels_of(path: Path) -> str:
    """A digest of every decoded frame."""
    return ffmpeg("-i", str(path), "-map", "0:v", "-f", "md5", "pipe:1")


def averages(path: Path, *before: str) -> list[tuple[int, int, int]]:
    """The mean colour of every frame."""
    one_pixel = ["-vf", "scale=1:1:flags=area", "-pix_fmt", "rgb24", "-f", "rawvideo"]
    raw = path.with_suffix(".rgb")
    ffmpeg(*before, "-i", str(path), "-map", "0:v", *one_pixel, str(raw))
    data = raw.read_bytes()
    return [(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data), 3)]


def colours_of(path: Path, *before: str) -> set[str]:
    """Which of red and blue any frame of a video is mostly made of."""
    return {"red" if red > blue else "blue" for red, _, blue in averages(path, *before)}


def phone(path: Path) -> Path:
    """What a phone held upright films in the dark: HDR, HEVC, turned, of no steady rate, a voice.

    The upper half is red and the lower one blue once it stands upright.
    """
    tags = "color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc:range=tv"
    halves = HALVES.format(width=320, height=180, rate=60, seconds=2)
    picture = f"{halves},format=gbrp10le,scale=out_color_matrix=bt2020nc,format=yuv420p10le"
    dark = f"{picture},setparams={tags},select='not(mod(n,3))+lt(n,30)'"
    notes = "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"
    flat = path.with_suffix(".flat.mov")
    ffmpeg(
        *("-f", "lavfi", "-i", dark, "-f", "lavfi", "-i", NOTE.format(seconds=2)),
        *("-fps_mode", "vfr", "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", notes),
        *("-c:a", "aac", str(flat)),
    )
    ffmpeg("-display_rotation", "-90", "-i", str(flat), "-c", "copy", str(path))
    return path


def loudness(path: Path) -> float:
    """LUFS of the whole sound as `loudnorm` measures it, -inf for silence."""
    executable = imageio_ffmpeg.get_ffmpeg_exe()
    listening = ["-map", "0:a", "-af", "loudnorm=print_format=json", "-f", "null", "-"]
    command = [executable, "-hide_banner", "-nostats", "-nostdin", "-i", str(path), *listening]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return float(
        json.loads(done.stderr[done.stderr.rindex("{") : done.stderr.rindex("}") + 1])["input_i"]
    )


def sound_of(path: Path) -> str:
    """A digest of every packet of the sound, as it lies in the file."""
    return ffmpeg("-i", str(path), "-map", "0:a", "-c", "copy", "-f", "md5", "pipe:1")


def lengths(path: Path) -> tuple[float, float]:
    """Seconds of picture and of sound, from the packets of each."""
    ends = [0.0, 0.0]
    lines = ffmpeg("-i", str(path), "-c", "copy", "-f", "framecrc", "pipe:1").splitlines()
    bases = [_seconds_per_tick(line) for line in lines if line.startswith("#tb")]
    for line in lines:
        if not line.startswith("#"):
            stream, _, at, length = (int(part) for part in line.split(",")[:4])
            ends[stream] = max(ends[stream], (at + length) * bases[stream])
    return ends[0], ends[1]


def _seconds_per_tick(line: str) -> float:
    """The seconds of one tick in a line such as `#tb 0: 1/12800`."""
    above, _, below = line.rpartition(" ")[2].partition("/")
    return int(above) / int(below)
