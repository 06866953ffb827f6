"""A backup encrypted for a key goes and comes back; the database is touched by nothing else."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text

from app.cli import vivavoce
from core.backup import load, open_backup
from core.doors import Doors
from core.errors import Conflict
from core.models import Submission
from tests.houses import SECRET, house
from tests.integration.collection.test_privacy import vivavoce_of
from tests.integration.privacy.test_backup import fill, kept_rows, ok

RECIPIENTS = "VIVAVOCE_BACKUP_RECIPIENTS"


def new_key(file: Path) -> str:
    """Made by the command, without a setting or a database; the public part."""
    told = ok(CliRunner().invoke(vivavoce, ["backup", "--new-key", str(file)], env={}))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return told.stdout.splitlines()[-1].removeprefix(f"{RECIPIENTS}=")


def test_an_encrypted_backup_comes_back_with_its_key_and_nothing_else(
    sqlite_doors: Doors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors, key, other = sqlite_doors, tmp_path / "a.key", tmp_path / "b.key"
    fill(doors)
    file, before = tmp_path / "x.zip.age", kept_rows(doors)
    new_key(other)
    monkeypatch.setenv(RECIPIENTS, new_key(key))
    told = json.loads(ok(vivavoce_of(doors, "backup", str(tmp_path / "x.zip"), "--json")).stdout)
    assert (told["file"], told["is_encrypted"]) == (str(file), True)
    assert sorted(one.name for one in tmp_path.glob("*x.zip*")) == ["x.zip.age"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.delenv(RECIPIENTS)

    def restored(*words: str) -> Result:
        return vivavoce_of(doors, "restore", str(file), "--yes-replace", *words)

    with doors.database.transaction() as session:
        session.scalars(select(Submission)).first().display_name = "Since"  # type: ignore[union-attr]  # there is one
    changed = kept_rows(doors)
    assert "--identity FILE" in str(restored().exception)
    assert "does not open this backup" in str(restored("--identity", str(other)).exception)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    assert "is damaged" in str(restored("--identity", str(key)).exception)
    assert kept_rows(doors) == changed
    file.write_bytes(whole)
    ok(restored("--identity", str(key)))
    assert kept_rows(doors) == before


def test_a_plain_backup_says_that_it_is_plain_and_what_to_do(
    sqlite_doors: Doors, tmp_path: Path
) -> None:
    told = ok(vivavoce_of(sqlite_doors, "backup", str(tmp_path / "x.zip"))).stdout
    assert (told.count("It is not encrypted"), "--new-key" in told) == (1, True)
    assert RECIPIENTS in told


def test_a_database_at_work_is_left_as_it_was_and_the_command_says_so(
    postgresql_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "b.zip"
    with house(postgresql_url, tmp_path) as doors:
        fill(doors)
        ok(vivavoce_of(doors, "backup", str(file)))
        before = kept_rows(doors)
        with doors.database.engine.connect() as busy, open_backup(file, [SECRET]) as found:
            busy.execute(text("SELECT id FROM stores"))
            with pytest.raises(Conflict, match="The database is in use"):
                load(doors.database, found, _nothing, patience=timedelta(milliseconds=50))
        assert kept_rows(doors) == before


def _nothing(_session: Any) -> None:
    raise AssertionError("it was loaded while somebody was at work")
