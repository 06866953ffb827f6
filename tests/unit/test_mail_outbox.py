"""The outbox folder shows letters as they would have left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.clock import FixedClock
from core.errors import PartUnavailable, SettingError
from core.mail import Accepted, NotSent, Refused, make_mail, read_letter, read_outbox
from core.mail.outbox import OutboxDoor
from tests.fakes.mails import batch, person

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_letter_is_laid_down_whole_and_read_back(tmp_path: Path) -> None:
    door = make_mail(f"outbox://{tmp_path}/out%20box", FixedClock(NOW))
    assert door.send(batch()) == [Accepted("<snd_ines@maison.example>")]
    (letter,) = read_outbox(tmp_path / "out box")
    assert letter.to == "ines@example.com"
    assert letter.subject == "Inès & <b>Cie</b>, votre avis ?"
    assert "<p>Bonjour Inès &amp;" in letter.html
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.sent_at == NOW
    assert letter.source.startswith("Content-Type: multipart/alternative")
    assert sorted(path.suffix for path in (tmp_path / "out box").iterdir()) == [".eml", ".json"]


def test_the_newest_letter_comes_first(tmp_path: Path) -> None:
    clock = FixedClock(NOW)
    door = OutboxDoor(tmp_path, clock)
    for step in (0, 5, -9):
        clock.move(timedelta(hours=step))
        door.send(batch(person(f"h{step}@example.com", send_ref=f"h{step + 10}")))
    assert [letter.send_ref for letter in read_outbox(tmp_path)] == ["h15", "h10", "h1"]


def test_the_same_send_twice_shows_twice(tmp_path: Path) -> None:
    door = OutboxDoor(tmp_path, FixedClock(NOW))
    door.send(batch())
    door.send(batch())
    assert len(read_outbox(tmp_path)) == 2


def test_one_letter_is_found_by_its_key_and_by_nothing_else(tmp_path: Path) -> None:
    OutboxDoor(tmp_path, FixedClock(NOW)).send(batch())
    (letter,) = read_outbox(tmp_path)
    (tmp_path / "other.json").write_text("{}")
    assert read_letter(tmp_path, letter.key) == letter
    assert read_letter(tmp_path, "other") is None
    assert read_letter(tmp_path, f"../{tmp_path.name}/{letter.key}") is None
    assert read_outbox(tmp_path) == [letter]


def test_no_folder_yet_is_an_empty_outbox(tmp_path: Path) -> None:
    assert read_outbox(tmp_path / "none") == []


def test_a_malformed_person_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    outcomes = OutboxDoor(tmp_path, FixedClock(NOW)).send(batch(person("bad"), person()))
    assert [type(outcome) for outcome in outcomes] == [Refused, Accepted]


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    door = OutboxDoor(tmp_path / "file" / "box", FixedClock(NOW))
    assert isinstance(door.send(batch())[0], NotSent)
    with pytest.raises(PartUnavailable):
        door.check()


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("outbox://relative/folder", id="a folder needs three slashes"),
        pytest.param("outbox:///", id="no folder"),
        pytest.param("sendgrid://", id="no key"),
        pytest.param("sendgrid://KEY?tls=maybe", id="tls is 0 or 1"),
        pytest.param("sendgrid://KEY?timeout=no", id="a timeout is a number"),
        pytest.param("smtp://", id="no host"),
        pytest.param("smtp://secret@host?tls=yes", id="not a kind of TLS"),
        pytest.param("carrier-pigeon://", id="no such door"),
    ],
)
def test_a_malformed_address_is_told_without_repeating_its_secret(url: str) -> None:
    with pytest.raises(SettingError) as malformed:
        make_mail(url)
    assert "secret@" not in malformed.value.sentence
