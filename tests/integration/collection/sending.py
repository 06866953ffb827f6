"""Files on their way to a house, as a browser or a plain form sends them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from collection.handlers import prepare_media
from core.doors import Doors
from core.events import MediaUploaded
from tests.integration.collection.asking import Person
from tests.integration.collection.rows import files


def upload(path: Path, name: str = "", kind: str = "image/jpeg") -> tuple[Any, str, str]:
    """One file of a plain form."""
    return (io.BytesIO(path.read_bytes()), name or path.name, kind)


def send_ahead(doors: Doors, client: FlaskClient, person: Person, path: Path, kind: str) -> str:
    """What the browser's script does: ticket, bytes to the store, word of arrival."""
    told = {"name": path.name, "type": kind, "bytes": path.stat().st_size}
    ticket = client.post(f"/r/{person.token}/media", json=told)
    assert ticket.status_code == 201, ticket.text
    granted = ticket.get_json()
    assert granted is not None
    if "parts_url" in granted:
        _in_parts(client, granted, path.read_bytes())
        return str(granted["media_id"])
    form = {**granted["fields"], "file": (io.BytesIO(path.read_bytes()), path.name, kind)}
    assert client.post("/files/upload", data=form).status_code == 204
    assert client.post(granted["done_url"]).status_code == 204
    return str(granted["media_id"])


def _in_parts(client: FlaskClient, granted: dict[str, Any], data: bytes) -> None:
    place = f"{granted['parts_url']}/s3/multipart/{granted['media_id']}"
    size = granted["part_bytes"]
    for number, at in enumerate(range(0, len(data), size), start=1):
        signed = client.get(f"{place}/{number}").get_json()
        assert signed is not None
        path = signed["url"].partition("//")[2].partition("/")[2]
        assert client.put(f"/{path}", data=data[at : at + size]).status_code == 200
    assert client.post(f"{place}/complete", json={}).status_code == 200


def prepare_all(doors: Doors) -> None:
    """What the worker does with every submitted file."""
    for one in files(doors):
        if one.submission_id is not None:
            prepare_media(doors, MediaUploaded(one.store_id, one.id))


def keys(doors: Doors, prefix: str) -> list[str]:
    """What lies in the store under a prefix."""
    return [info.key for info in doors.storage.list(prefix)]
