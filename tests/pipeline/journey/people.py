"""The customers of the journey: who they are, what they bought, and what they give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image

from app.demo.content import GIVEN
from tests.fakes.media import gps_exif
from tests.fakes.media_videos import video

HEADER = (
    "order_id,ordered_at,fulfilled_at,delivered_at,status,email,name,language,country,timezone,"
    "currency,total,product_ref,product_name,variant,quantity,price\n"
)
AFTER_PURCHASE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Person:
    """One customer, and the words they will say."""

    language: str
    name: str
    shown: str
    email: str
    stars: int
    words: str


LEA = Person(
    "fr",
    "Léa Fontanel",
    "Léa F.",
    "lea.fontanel@example.com",
    4,
    "L’émail accroche la lumière du matin : on dirait de la pluie.\n\n"
    "« Trop petit » pour la soupe ? Non. <b>Parfait</b> & solide — 100 % adopté…",
)
TOM = Person(
    "en",
    "Tom Ashworth",
    "Tom A.",
    "tom.ashworth@example.com",
    3,
    'One chip after a week, so three stars: "fair is fair".\n\n'
    "The glaze itself? Lovely. <script>alert('no')</script> & I'd buy again.",
)


def order_file(folder: Path, person: Person, delivered_at: datetime, product: str) -> Path:
    """One order of one product in our own layout, as a shop would export it."""
    file = folder / f"orders-{person.language}.csv"
    days = [delivered_at - timedelta(days=past) for past in (5, 3, 0)]
    moments = ",".join(f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in days)
    who = f"{person.email},{person.name},{person.language},FR,Europe/Paris"
    row = f"J-{person.language},{moments},delivered,{who},EUR,58.00,{product},Bols,,1,58.00\n"
    file.write_text(HEADER + row, encoding="utf-8")
    return file


def photo(folder: Path) -> Path:
    """A phone's photo that says where it was taken."""
    path = folder / "IMG_2041.jpg"
    with Image.open(GIVEN / "bols-01.jpg") as picture:
        picture.convert("RGB").save(path, "JPEG", quality=90, exif=gps_exif(orientation=1))
    return path


def clip(folder: Path) -> Path:
    """Two seconds of film with sound."""
    return video(folder / "VID_2042.mp4", seconds=2.0, width=320, height=180)
