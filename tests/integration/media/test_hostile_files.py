"""Hundreds of broken and malicious files: none crashes, hangs, calls out or leaves a trace."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from collection.media.inspect import MediaKind, look
from collection.media.refusals import SENTENCES, MediaRefused, RefusalReason
from collection.media.sandbox import prepare_photo, prepare_video
from tests.fakes.hostile import films, foreign, pictures
from tests.fakes.hostile.cases import Case, End

ROOT = Path(__file__).resolve().parents[3]
LONGEST = 20.0
"""Seconds one file may take on a busy machine."""
Corpus = Callable[[Path, str], Iterable[Case]]


def pictures_all(folder: Path, address: str) -> Iterator[Case]:
    yield from pictures.broken()
    yield from pictures.disguised()
    yield from pictures.talkative(folder)
    yield from pictures.doubled(folder)
    yield from pictures.bombs(folder)
    yield from foreign.foreign(address)


CORPORA: tuple[tuple[str, Corpus, int], ...] = (
    ("pictures", pictures_all, 370),
    ("videos", films.films, 60),
)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """An address that every list and drawing asks for; nobody may ever call it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def address_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def calls(listener: socket.socket) -> int:
    count = 0
    with suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count


def became(cases: list[Case], folder: Path) -> list[dict[str, Any]]:
    """What one process made of all of them; a process that died names the file it died of."""
    folder.mkdir()
    for number, case in enumerate(cases):
        (folder / str(number)).write_bytes(case.data)
    (folder / "list.json").write_text(json.dumps([(case.name, case.claim) for case in cases]))
    done = subprocess.run(
        [sys.executable, "-m", "tests.fakes.hostile.child", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=420,
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(cases), (cases[len(told)].why, done.returncode, done.stderr[-2000:])
    return told


def is_right(case: Case, told: dict[str, Any]) -> bool:
    """A refusal has a code of ours and its sentence; what is accepted is bare."""
    if "refused" in told:
        return case.end is not End.CLEAN and RefusalReason(told["refused"]) in SENTENCES
    return case.end is not End.REFUSED and not told["traces"] and told["files"] > 2


@pytest.mark.parametrize(("name", "corpus", "least"), CORPORA)
def test_nothing_hostile_crashes_hangs_calls_out_or_leaves_a_trace(
    tmp_path: Path, listener: socket.socket, name: str, corpus: Corpus, least: int
) -> None:
    making = tmp_path / "making"
    making.mkdir()
    cases = list(corpus(making, address_of(listener)))
    assert len(cases) >= least, name
    told = became(cases, tmp_path / "files")
    pairs = list(zip(cases, told, strict=True))
    assert [(case.why, one) for case, one in pairs if not is_right(case, one)] == []
    assert [(case.why, one["seconds"]) for case, one in pairs if one["seconds"] > LONGEST] == []
    assert calls(listener) == 0
    assert any("accepted" in one for one in told)


def test_some_of_everything_goes_the_way_of_a_real_upload(
    tmp_path: Path, listener: socket.socket
) -> None:
    address = address_of(listener)
    cases = [*pictures_all(tmp_path, address)][::24] + [*films.films(tmp_path, address)][::8]
    assert len(cases) >= 20
    reasons: list[RefusalReason | None] = []
    for number, case in enumerate(cases):
        path, out = tmp_path / f"{number}.upload", tmp_path / f"{number}.out"
        path.write_bytes(case.data)
        out.mkdir()
        reasons.append(prepared(case, path, out))
    assert set(reasons) > {None, RefusalReason.CORRUPT}
    assert calls(listener) == 0


def prepared(case: Case, path: Path, out: Path) -> RefusalReason | None:
    """Why the real way refused a file; None when it did not."""
    try:
        looked = look(path, case.claim, case.name)
        (prepare_photo if looked.kind is MediaKind.PHOTO else prepare_video)(path, out)
    except MediaRefused as refused:
        return refused.reason
    return None
