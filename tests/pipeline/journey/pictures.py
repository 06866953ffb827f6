"""`make pictures`: the README's pictures, taken of a demo that is filled and started for them."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.pictures import TARGET
from bench.pictures import main as take
from tests.pipeline.journey.processes import Demo, seed
from tests.services.ports import free_port

MOST_BYTES = 1_200_000
"""What all of them may weigh together: a README is read on telephones too."""


def main() -> int:
    """Take them all; the exit code."""
    with TemporaryDirectory(prefix="vv-pictures-") as folder:
        demo = Demo(Path(folder) / "var", free_port())
        seed(demo.var, demo.port)
        demo.start()
        try:
            take(demo.var, demo.url)
        finally:
            demo.stop()
    sizes = {picture.name: picture.stat().st_size for picture in sorted(TARGET.glob("*.webp"))}
    print("\n".join(f"{size // 1000:5} kB  {name}" for name, size in sizes.items()))
    return int(sum(sizes.values()) > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
