"""How fast photos and videos are prepared: against the same without our shortcuts, and bare tools.

`python -m bench.media [--rounds 3] [--vips PYTHON]`. PYTHON is an interpreter that can import
`pyvips`; without one, that comparison is left out and the report says so. Processor seconds, not
clock time, for photos; clock time for videos, whose work is ffmpeg's own.
"""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PIL import Image, ImageOps

from bench.clips import Clip, fitting_clip, large_clip
from bench.memory import peak_megabytes
from collection.media.limits import DEFAULT_LIMITS
from collection.media.photos import ENCODINGS, Encoding, render_photo, rendition_widths

WEBP = tuple(each for each in ENCODINGS if each.extension == "webp")
HERO = Path(__file__).resolve().parents[1] / "static/demo/hero.webp"
VIPS = """
import resource, sys, pyvips
source, out, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
def spent():
    told = resource.getrusage(resource.RUSAGE_SELF)
    return told.ru_utime + told.ru_stime
pyvips.Image.thumbnail(source, 320).webpsave(out + "/warm.webp", Q=80, effort=4)
began = spent()
for _ in range(rounds):
    for width in (1600, 800, 320):
        pyvips.Image.thumbnail(source, width).webpsave(f"{out}/{width}.webp", Q=80, effort=4)
print((spent() - began) / rounds)
"""


def photo(path: Path, width: int = 4000, height: int = 3000) -> Path:
    """Twelve megapixels of a real scene with a sensor's grain, as a phone saves it."""
    scene = ImageOps.fit(Image.open(HERO).convert("RGB"), (width, height))
    grain = Image.effect_noise((width, height), 24).convert("RGB")
    Image.blend(scene, grain, 0.08).save(path, "JPEG", quality=92)
    return path


def naive(path: Path, out: Path, encodings: tuple[Encoding, ...]) -> None:
    """Decode in full for every rendition, as a loop over sizes and formats does."""
    width = Image.open(path).width
    for wanted in rendition_widths(width, DEFAULT_LIMITS.photo_widths):
        for encoding in encodings:
            with Image.open(path) as source:
                picture = ImageOps.exif_transpose(source).convert("RGB")
            size = (wanted, round(picture.height * wanted / picture.width))
            encoding.save(picture.resize(size, Image.Resampling.LANCZOS), out / "naive")


def processor(act: Callable[[], object], rounds: int) -> float:
    """Median processor seconds of one run, this process and its threads."""
    told = []
    for _ in range(rounds):
        began = time.process_time()
        act()
        told.append(time.process_time() - began)
    return statistics.median(told)


def vips(python: str, source: Path, out: Path, rounds: int) -> float:
    """Processor seconds of libvips for the same set of WebP."""
    argv = [python, "-c", VIPS, str(source), str(out), str(rounds)]
    done = subprocess.run(
        argv, check=True, capture_output=True, text=True, env={"VIPS_CONCURRENCY": "1"}
    )
    return float(done.stdout)


def of_photos(folder: Path, rounds: int, python: str) -> None:
    """The two comparisons of a photo, printed."""
    source, out = photo(folder / "photo.jpg"), folder / "out"
    out.mkdir()
    ours = processor(lambda: render_photo(source, out), rounds)
    other = processor(lambda: naive(source, out, ENCODINGS), rounds)
    click.echo(f"photo of 12 MP, 9 renditions: {ours:.2f} s; decoded for each {other:.2f} s")
    click.echo(f"  {ours / other:.2f} x decoding for each rendition (aim at most 0.45)")
    if not python:
        click.echo("  libvips was left out: name an interpreter that has pyvips (--vips)")
        return
    webp = processor(lambda: render_photo(source, out, encodings=WEBP), rounds)
    peer = vips(python, source, out, rounds)
    click.echo(f"its 3 WebP: {webp:.2f} s; libvips {peer:.2f} s")
    click.echo(f"  {webp / peer:.2f} x libvips (aim at most 1.2)")


def of_clip(clip: Clip, rounds: int, aim: float) -> None:
    """One clip our way and with the bare command, in turns."""
    told = [(clip.ours(), clip.whole(), clip.bare(), clip.like()) for _ in range(rounds)]
    ours, whole, bare, like = (statistics.median(column) for column in zip(*told, strict=True))
    click.echo(
        f"{clip.name}: {ours:.2f} s; the bare command {bare:.2f} s; the whole job {whole:.2f} s"
    )
    click.echo(f"  {bare / ours:.2f} x the bare command's speed (aim {aim})")
    click.echo(f"  {like / ours:.2f} x the bare command that removes the same notes")
    click.echo(f"  {bare / whole:.2f} x with checks, loudness, poster and preview")


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Runs of each; medians are told.")
@click.option("--vips", "python", default="", help="An interpreter that has pyvips.")
def main(rounds: int, python: str) -> None:
    """Everything, in one run."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        of_photos(folder, rounds, python)
        of_clip(fitting_clip(folder), rounds, 0.8)
        of_clip(large_clip(folder), rounds, 0.9)
        for form, megabytes in peak_megabytes(folder).items():
            click.echo(f"a {form} of 40 MP: {megabytes} MB at most (aim below 300)")


if __name__ == "__main__":
    main()
