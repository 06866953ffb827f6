"""Writes what is kept of a person into one ZIP of open formats (requirement G7)."""

from __future__ import annotations

import json
import mimetypes
import shutil
import zipfile
from pathlib import Path
from typing import IO

from collection.queries.exported import files_told, person_told
from core.doors import Doors
from core.models import Customer, Media
from core.states import MediaState
from core.storage.errors import ObjectMissing

READ_ME = """\
person.json  everything kept of you, as text (JSON, UTF-8)
media/       your photos and videos, as you sent them

person.json  tout ce qui est conservé sur vous, en texte (JSON, UTF-8)
media/       vos photos et vidéos, telles que vous les avez envoyées
"""


def write_export(doors: Doors, customer: Customer, target: Path | IO[bytes]) -> int:
    """Write the ZIP; how many files of theirs are in it besides the text."""
    with doors.database.reading() as rows:
        told = person_told(rows, customer)
        kept = [media for media in files_told(rows, customer) if media.state is MediaState.READY]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("README.txt", READ_ME)
        pack.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=2))
        return sum(_pack_file(doors, pack, media) for media in kept)


def _pack_file(doors: Doors, pack: zipfile.ZipFile, media: Media) -> bool:
    """One file, never whole in memory; one that the bucket lost is left out."""
    kind = mimetypes.guess_extension(media.content_type) or ""
    try:
        source = doors.storage.open(media.quarantine_key)
    except ObjectMissing:
        return False
    with source, pack.open(f"media/{media.ref}{kind}", "w", force_zip64=True) as entry:
        shutil.copyfileobj(source, entry)
    return True
