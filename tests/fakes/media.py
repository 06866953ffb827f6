"""Pictures that customers and attackers send, made on the fly: no binary is in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import ExifTags, Image

pillow_heif.register_heif_opener()

# Planted wherever a file can carry words; no output may contain any of them.
SECRETS: Final = (b"secret-make", b"secret-comment", b"secret-xmp", b"<script>", b"secret.txt")
RED, GREEN, BLUE = (200, 30, 30), (30, 200, 30), (30, 30, 200)


def halves(width: int = 400, height: int = 300) -> Image.Image:
    """Left half red, right half blue: which way is up can be seen."""
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width // 2, height))
    return picture


def gps_exif(orientation: int = 1) -> bytes:
    """An Exif block with a maker, a place and an orientation."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "secret-make"
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (48.0, 51.0, 29.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (2.0, 17.0, 40.0),
        }
    )
    return exif.tobytes()


def talkative_jpeg(path: Path, orientation: int = 6) -> Path:
    """A phone's JPEG: GPS, maker, orientation, comment, XMP."""
    halves().save(
        path,
        "JPEG",
        quality=95,
        exif=gps_exif(orientation),
        comment=b"secret-comment",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret-xmp</x:xmpmeta>",
    )
    return path


def jpeg(path: Path, width: int = 400, height: int = 300) -> Path:
    """A plain JPEG."""
    halves(width, height).save(path, "JPEG", quality=95)
    return path


def html_polyglot(path: Path) -> Path:
    """A JPEG that is also a page, by its comment and by what follows its end."""
    page = b"--><html><script>alert(1)</script></html>"
    halves().save(path, "JPEG", comment=page)
    path.write_bytes(path.read_bytes() + page)
    return path


def zip_appended(path: Path) -> Path:
    """A JPEG with a ZIP archive behind it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("secret.txt", "secret-comment")
    halves().save(path, "JPEG")
    path.write_bytes(path.read_bytes() + archive.getvalue())
    return path


def truncated_jpeg(path: Path) -> Path:
    """A JPEG whose upload stopped half-way."""
    Image.effect_noise((400, 300), 90).save(path, "JPEG", quality=95)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def cmyk_jpeg(path: Path) -> Path:
    """A print shop's JPEG."""
    halves().convert("CMYK").save(path, "JPEG", quality=95)
    return path


def alpha_png(path: Path) -> Path:
    """Red where it is opaque; the right half is transparent black."""
    picture = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    picture.paste((*RED, 255), (0, 0, 200, 300))
    picture.save(path, "PNG")
    return path


def palette_png(path: Path) -> Path:
    """Eight colours, one of them transparent."""
    picture = halves().quantize(8)
    picture.save(path, "PNG", transparency=picture.getpixel((399, 0)))
    return path


def deep_png(path: Path) -> Path:
    """16 bits a channel, a middle grey."""
    Image.new("I;16", (400, 300), 0x8080).save(path, "PNG")
    return path


def animated(path: Path, codec: str) -> Path:
    """An animation (PNG, WEBP) or several pictures (MPO): the first is red and blue."""
    later = [Image.new("RGB", (400, 300), GREEN)] * 2
    halves().save(path, codec, save_all=True, append_images=later, quality=95)
    return path


def heic(path: Path, orientation: int = 6) -> Path:
    """An iPhone's photo."""
    halves().save(path, "HEIF", quality=90, exif=gps_exif(orientation))
    return path


def avif(path: Path, orientation: int = 6) -> Path:
    """A newer phone's photo."""
    halves().save(path, "AVIF", quality=90, speed=10, exif=gps_exif(orientation))
    return path


def swapped_profile_jpeg(path: Path) -> Path:
    """Red pixels, and a profile that calls its first channel blue: a shopper must see blue."""
    Image.new("RGB", (400, 300), (220, 0, 0)).save(
        path, "JPEG", quality=95, icc_profile=_profile(), subsampling=0
    )
    return path


def grey_bomb(path: Path, side: int = 9000, channels: int = 1) -> Path:
    """81 megapixels in 79 kB: PNG by hand, row by row; grey, or three channels of black."""
    squeeze = zlib.compressobj(9)
    row = bytes(1 + side * channels)
    body = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 2 if channels == 3 else 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    return path


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _profile() -> bytes:
    """A matrix profile (ICC.1:2001) with sRGB's red and blue primaries exchanged, gamma 2.2."""

    def xyz(x: float, y: float, z: float) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(each * 65536) for each in (x, y, z)))

    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    curve = b"curv\0\0\0\0" + struct.pack(">IHH", 1, 563, 0)
    tags = [
        (b"rXYZ", xyz(*blue)),
        (b"gXYZ", xyz(*green)),
        (b"bXYZ", xyz(*red)),
        *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
        (b"wtpt", xyz(0.9642, 1.0, 0.8249)),
    ]
    table, data = struct.pack(">I", len(tags)), b""
    for name, body in tags:
        table += name + struct.pack(">II", 132 + 12 * len(tags) + len(data), len(body))
        data += body
    size = 132 + 12 * len(tags) + len(data)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + table + data
