"""A backup for somebody's key alone: whole and unchanged, or refused with a sentence."""

from __future__ import annotations

import stat
import threading
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pyrage
import pytest

from core.backup import make_key, named
from core.backup.encrypting import reading, writing
from core.errors import Conflict, InvalidInput
from tests.factories import NOW

DATA = bytes(range(256)) * 1024


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "backup.key"


@pytest.fixture
def sealed(tmp_path: Path, key: Path) -> Path:
    """A ZIP of some pieces, encrypted for the key."""
    file = tmp_path / "b.zip.age"
    with writing(file, [make_key(key, NOW)]) as stream, zipfile.ZipFile(stream, "w") as pack:
        pack.writestr("words", DATA)
    return file


def test_what_is_written_for_a_key_is_opened_with_it_and_stays_nowhere_else(
    tmp_path: Path, key: Path, sealed: Path
) -> None:
    assert sealed.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert DATA[:256] not in sealed.read_bytes()
    with reading(sealed, key) as file, zipfile.ZipFile(file) as pack:
        assert pack.read("words") == DATA
        assert sorted(tmp_path.iterdir()) == [sealed, key]
    age = pyrage.decrypt(sealed.read_bytes(), [pyrage.x25519.Identity.from_str(_last_line(key))])
    assert age.startswith(b"PK"), "and `age -d` opens it, too"


def _last_line(file: Path) -> str:
    return file.read_text().splitlines()[-1]


def test_a_new_key_is_as_age_keygen_writes_it_and_never_replaces_another(key: Path) -> None:
    public = make_key(key, NOW)
    created, told, secret = key.read_text().splitlines()
    assert created == f"# created: {NOW.isoformat(timespec='seconds')}"
    assert told == f"# public key: {public}"
    assert str(pyrage.x25519.Identity.from_str(secret).to_public()) == public
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(Conflict, match="choose another name"):
        make_key(key, NOW)
    assert _last_line(key) == secret


def test_each_of_several_keys_opens_it_and_comments_do_no_harm(tmp_path: Path, key: Path) -> None:
    other, file = tmp_path / "other.key", tmp_path / "b.age"
    with writing(file, [make_key(key, NOW), make_key(other, NOW)]) as stream:
        stream.write(DATA)
    both = tmp_path / "both.key"
    make_key(both, NOW)
    both.write_text(f"\n# mine\r\n{both.read_text()}\n\n# theirs\n  {_last_line(other)}\n")
    for one in (key, other, both):
        with reading(file, one) as plain:
            assert plain.read() == DATA


def test_what_was_not_encrypted_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    with writing(file, []) as stream:
        stream.write(DATA)
    with reading(file, None) as plain:
        assert plain.read() == DATA


DAMAGES: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("cut within a piece", lambda data: data[:-5]),
    ("cut between two pieces", lambda data: data[: _body(data) + 16 + 65552]),
    ("cut within the header", lambda data: data[:100]),
    ("cut to its first line", lambda data: data[:23]),
    ("changed within the header", lambda data: _changed(data, _body(data) - 5)),
    ("changed at its beginning", lambda data: _changed(data, _body(data) + 30)),
    ("changed at its end", lambda data: _changed(data, len(data) - 1)),
    ("longer than it was", lambda data: data + b"x"),
]


def _body(data: bytes) -> int:
    """Where the header ends."""
    return data.index(b"\n", data.index(b"\n---") + 1) + 1


def _changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_damaged_file_is_refused_whatever_the_damage(sealed: Path, key: Path) -> None:
    whole = sealed.read_bytes()
    for damage, apply in DAMAGES:
        sealed.write_bytes(apply(whole))
        refused = pytest.raises(InvalidInput, match=r"is damaged: .* Nothing was changed")
        with refused, reading(sealed, key):
            pytest.fail(f"it opened though it was {damage}")
    assert sorted(sealed.parent.iterdir()) == [sealed, key]


def test_without_the_right_key_it_says_what_is_wanted(sealed: Path, tmp_path: Path) -> None:
    other, none, cut, binary = (tmp_path / name for name in ("other", "none", "cut", "binary"))
    make_key(other, NOW)
    none.write_text("# public key: age1\n")
    cut.write_text(_last_line(other)[:-3])
    binary.write_bytes(sealed.read_bytes())
    for identity, sentence in (
        (None, "--identity FILE"),
        (other, "does not open this backup"),
        (none, "holds no private key of age"),
        (cut, "holds no private key of age"),
        (binary, "holds no private key of age"),
    ):
        with pytest.raises(InvalidInput, match=sentence), reading(sealed, identity):
            pytest.fail("it opened")


def test_a_name_says_whether_a_backup_is_encrypted() -> None:
    file = Path("/b/x.zip")
    assert named(file, []) == file
    assert named(file, ["age1"]) == named(Path("/b/x.zip.age"), ["age1"]) == Path("/b/x.zip.age")
    with pytest.raises(Conflict, match="would not be encrypted"):
        named(Path("/b/x.zip.age"), [])


def test_whatever_fails_while_writing_is_what_is_told(tmp_path: Path, key: Path) -> None:
    public, running = make_key(key, NOW), threading.active_count()
    with pytest.raises(KeyError, match="ours"), writing(tmp_path / "b.age", [public]):
        raise KeyError("ours")
    full = Path("/dev/full")
    told = pytest.raises((OSError, pyrage.EncryptError), match="No space left")
    with told if full.exists() else nullcontext(), writing(full, [public]) as stream:
        for _ in range(8):
            stream.write(DATA)
    assert threading.active_count() == running
