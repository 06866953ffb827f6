"""The most memory one photo job takes, its own and what the ffmpeg it starts takes, at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pillow_heif
from PIL import Image

WIDTH, HEIGHT = 7300, 5470
"""Just below the forty megapixels that are taken."""
FORMS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF", "avif": "AVIF"}
# `VmHWM` and not getrusage: the latter remembers what the process weighed before it became another.
CHILD = """
import re, resource, sys
from pathlib import Path
from collection.media.photos import render_photo
out = Path(sys.argv[2]); out.mkdir()
render_photo(Path(sys.argv[1]), out)
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_megabytes(folder: Path) -> dict[str, int]:
    """By format: resident megabytes at the most, interpreter and libraries included; Linux only."""
    pillow_heif.register_heif_opener()
    told = {}
    for ending, codec in FORMS.items():
        path = folder / f"forty.{ending}"
        scene = Image.effect_noise((73, 55), 60).resize((WIDTH, HEIGHT)).convert("RGB")
        scene.save(path, codec, quality=80)
        argv = [sys.executable, "-c", CHILD, str(path), str(folder / f"forty-{ending}")]
        done = subprocess.run(argv, check=True, capture_output=True, text=True)
        told[codec] = int(done.stdout) // 1024
    return told
