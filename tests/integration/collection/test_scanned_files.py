"""Where a virus scanner is set no file is read before it has spoken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from collection.handlers import prepare_media
from core.doors import Doors
from core.errors import PartUnavailable
from core.events import MediaUploaded
from core.states import MediaState, SubmissionState
from tests.fakes import media as pictures
from tests.fakes.clamd import EICAR, clamd
from tests.integration.collection.asking import filled, someone_asked
from tests.integration.collection.rows import files, submissions
from tests.integration.collection.sending import keys, prepare_all, upload


def scanned(doors: Doors, hook: str) -> Doors:
    return replace(doors, settings=replace(doors.settings, av_hook=hook))


def test_what_the_scanner_finds_is_refused_and_forgotten(
    doors: Doors, client: FlaskClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The picture itself is sound: only the bytes behind its end are not."""
    photo = pictures.jpeg(tmp_path / "camille-martin.jpg")
    photo.write_bytes(photo.read_bytes() + EICAR)
    person = someone_asked(doors)
    client.post(person.path, data={**filled(), "files": [upload(photo)]})
    with clamd() as scanner:
        for _twice in range(2):
            prepare_all(scanned(doors, scanner.hook))
        assert scanner.scanned == [photo.read_bytes()]
    (lost,) = files(doors)
    assert (lost.state, lost.refusal) == (MediaState.REFUSED, "media_infected")
    assert keys(doors, "") == []
    assert "Eicar-Test-Signature" in caplog.text
    assert "camille" not in caplog.text.lower()
    assert submissions(doors)[0].state is SubmissionState.WAITING
    status = client.post(f"/r/{person.token}/mine").headers["Location"]
    assert "A virus scanner found something harmful" in client.get(f"{status}?lang=en").text


def test_nothing_is_prepared_while_the_scanner_is_silent(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    photo = pictures.jpeg(tmp_path / "a.jpg")
    client.post(someone_asked(doors).path, data={**filled(), "files": [upload(photo)]})
    (one,) = files(doors)
    with clamd() as scanner:
        here = scanned(doors, scanner.hook)
        scanner.say = b"stream: Time limit reached ERROR\0"
        for is_there in (True, False):
            with pytest.raises(PartUnavailable):
                prepare_media(here, MediaUploaded(one.store_id, one.id))
            if is_there:
                scanner.stop()
    assert files(doors)[0].state is MediaState.UPLOADED
    assert keys(doors, "media/") == []
    assert keys(doors, "quarantine/") == [one.quarantine_key]
    with clamd() as scanner:
        prepare_all(scanned(doors, scanner.hook))
    assert files(doors)[0].state is MediaState.READY
    assert submissions(doors)[0].state is SubmissionState.WAITING
