"""A file passes when clamd says so in as many words, and never otherwise."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import PartUnavailable
from core.scanning import CHUNK_BYTES, ping, scan
from tests.fakes.clamd import EICAR, FakeClamd, clamd


@pytest.fixture
def scanner() -> Iterator[FakeClamd]:
    with clamd() as running:
        yield running


def written(folder: Path, data: bytes) -> Path:
    path = folder / "upload"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data", [b"", b"words", b"x" * CHUNK_BYTES, bytes(range(256)) * 4096 + b"the end"]
)
def test_every_byte_of_a_file_is_looked_at(data: bytes, scanner: FakeClamd, tmp_path: Path) -> None:
    assert scan(scanner.hook, written(tmp_path, data)) == ""
    assert scanner.scanned == [data]


def test_what_is_found_has_a_name(scanner: FakeClamd, tmp_path: Path) -> None:
    hidden = written(tmp_path, b"x" * CHUNK_BYTES + EICAR)
    assert scan(scanner.hook, hidden) == "Eicar-Test-Signature"


def test_a_socket_in_the_file_system_does_as_well(tmp_path: Path) -> None:
    with clamd(tmp_path / "clamd.ctl") as scanner:
        ping(scanner.hook)
        assert scan(scanner.hook, written(tmp_path, EICAR)) == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "it hangs up"),
        (b"stream: OK", "it hangs up within a word"),
        (b"stream: OKAY\0", "no word of its language"),
        (b"stream: Can't allocate memory ERROR\0", "it failed"),
        (b"stream: \0", "nothing said"),
        (b"x" * 5000, "it babbles"),
        (b"\xff\xfe\0", "no text"),
    ],
)
def test_anything_but_a_clear_answer_is_none(
    answer: bytes, reason: str, scanner: FakeClamd, tmp_path: Path
) -> None:
    scanner.say = answer
    with pytest.raises(PartUnavailable):
        assert scan(scanner.hook, written(tmp_path, b"words")) is None, reason


def test_a_file_longer_than_the_scanner_takes_does_not_pass(
    scanner: FakeClamd, tmp_path: Path
) -> None:
    scanner.limit = 1000
    with pytest.raises(PartUnavailable):
        scan(scanner.hook, written(tmp_path, b"x" * 20 * CHUNK_BYTES))


def test_nobody_at_the_address_is_no_answer(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"clamd://127.0.0.1:{server.getsockname()[1]}"
    for hook in (nobody, f"clamd://{tmp_path}/nothing.ctl", f"clamd://{written(tmp_path, b'')}"):
        with pytest.raises(PartUnavailable):
            scan(hook, written(tmp_path, b"words"))
        with pytest.raises(PartUnavailable):
            ping(hook)


def test_what_it_found_is_told_in_printable_letters(scanner: FakeClamd, tmp_path: Path) -> None:
    """It goes into a log, where a line break would begin a line of somebody else's."""
    scanner.say = b"stream: Bad\n\x1b[31mThing FOUND\0"
    assert scan(scanner.hook, written(tmp_path, b"words")) == "Bad??[31mThing"
