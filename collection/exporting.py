"""Writes what is kept of a person into one ZIP of open formats (requirement G7)."""

from __future__ import annotations

import json
import mimetypes
import shutil
import zipfile
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Response, send_file

from collection.queries.exported import files_told, person_told
from core.doors import Doors
from core.models import Customer, Media
from core.states import MediaState
from core.storage.errors import ObjectMissing

IN_MEMORY = 2_000_000
"""Bytes of a copy that are held in memory; a larger one waits in a file that has no name."""
READ_ME = """\
person.json  everything kept of you, as text (JSON, UTF-8)
media/       your photos and videos, as you sent them
shown/       the same as they were prepared for showing

person.json  tout ce qui est conservé sur vous, en texte (JSON, UTF-8)
media/       vos photos et vidéos, telles que vous les avez envoyées
shown/       les mêmes, telles que préparées pour être montrées
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


def export_answer(doors: Doors, customer: Customer) -> Response:
    """The ZIP as a download that nobody keeps on the way."""
    pack = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the response closes it
    write_export(doors, customer, pack)
    pack.seek(0)
    name = f"vivavoce-{customer.id}.zip"
    answer = send_file(pack, "application/zip", as_attachment=True, download_name=name)
    answer.call_on_close(pack.close)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _pack_file(doors: Doors, pack: zipfile.ZipFile, media: Media) -> bool:
    """One file as it came, and all that was made of it; whether the bucket has it as it came."""
    for one in media.renditions:
        _copy(doors, pack, one["key"], f"shown/{media.ref}/{one['name']}")
    kind = mimetypes.guess_extension(media.content_type) or ""
    return _copy(doors, pack, media.quarantine_key, f"media/{media.ref}{kind}")


def _copy(doors: Doors, pack: zipfile.ZipFile, key: str, name: str) -> bool:
    """Never whole in memory; an object that the bucket lost is left out."""
    try:
        source = doors.storage.open(key)
    except ObjectMissing:
        return False
    with source, pack.open(name, "w", force_zip64=True) as entry:
        shutil.copyfileobj(source, entry)
    return True
