"""The local stack's small parts: whose line is it, whose folder, whose port."""

from __future__ import annotations

import fcntl
import io
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.embedded.banner import banner
from app.embedded.demo import demo, environment, reset
from app.embedded.instance import AlreadyRunning, PortTaken, claim, free_port, require_free
from app.embedded.output import say_on, wants_colour
from app.embedded.valkey import prepare


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Gone(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError


@pytest.mark.parametrize(
    ("stream", "environ", "expected", "reason"),
    [
        (Terminal(), {}, True, "a person looks at it"),
        (Terminal(), {"NO_COLOR": "1"}, False, "the person asked for none (no-color.org)"),
        (Terminal(), {"NO_COLOR": ""}, True, "an empty NO_COLOR asks for nothing"),
        (Terminal(), {"TERM": "dumb"}, False, "this terminal would show the codes"),
        (io.StringIO(), {}, False, "a file or a pipe keeps plain text"),
    ],
)
def test_colour_is_for_terminals_only(
    stream: io.StringIO, environ: dict[str, str], expected: bool, reason: str
) -> None:
    assert wants_colour(stream, environ) is expected, reason


@pytest.mark.parametrize(
    ("coloured", "expected"),
    [(False, "web      │ hello\n"), (True, "\x1b[36mweb      │\x1b[0m hello\n")],
)
def test_a_line_carries_the_name_of_its_part(coloured: bool, expected: str) -> None:
    stream = io.StringIO()
    say_on(stream, coloured=coloured, closed=lambda: None)("web", "hello", 36)
    assert stream.getvalue() == expected


def test_a_reader_that_left_is_reported_and_does_not_raise() -> None:
    left: list[bool] = []
    say_on(Gone(), coloured=False, closed=lambda: left.append(True))("web", "hello", 36)
    assert left == [True]


def test_a_folder_in_use_is_refused_with_the_process_to_stop(tmp_path: Path) -> None:
    lock = claim(tmp_path)
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        claim(tmp_path)
    os.close(lock)


def test_a_stale_lock_file_does_not_keep_anybody_out(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("999999999\n")
    os.close(claim(tmp_path))


def test_the_remains_of_a_killed_stack_are_waited_for_and_then_refused(tmp_path: Path) -> None:
    lock = claim(tmp_path)
    (tmp_path / "lock").write_text("999999999\n")
    with pytest.raises(AlreadyRunning, match="Stop it first"):
        claim(tmp_path, patience=0.2)
    os.close(lock)


def test_a_taken_port_is_refused_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"{port} is already used .* make demo PORT="):
            require_free(port)
        assert free_port(port) != port


@pytest.mark.parametrize("port", [-1, 65536], ids=["below", "above"])
def test_what_is_no_port_is_refused_in_words(port: int) -> None:
    with pytest.raises(PortTaken, match="cannot be listened on"):
        require_free(port)


def test_the_demo_says_in_one_line_that_its_port_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert demo(tmp_path / "var", taken.getsockname()[1]) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "already used by another program" in said.err


def test_a_reset_empties_the_folder_and_follows_no_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    var = tmp_path / "var"
    (var / "store").mkdir(parents=True)
    (var / "store" / "photo").touch()
    (var / "link").symlink_to(elsewhere)
    assert reset(var) == 0
    assert list(var.iterdir()) == []
    assert (elsewhere / "kept").exists()


def test_what_runs_is_not_reset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kept").touch()
    lock = claim(tmp_path)
    assert reset(tmp_path) == 1
    assert (tmp_path / "kept").exists()
    assert "Stop it first" in capsys.readouterr().err
    os.close(lock)


def test_the_children_are_told_the_embedded_parts_and_nothing_of_our_own_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIVAVOCE_MAIL_URL", "sendgrid://a-real-key")
    told = environment(tmp_path, 8000, "redis://somewhere")
    assert told["VIVAVOCE_MAIL_URL"] == f"outbox://{tmp_path}/outbox"
    assert told["VIVAVOCE_DATABASE_URL"] == f"sqlite:///{tmp_path}/vivavoce.db"
    assert told["VIVAVOCE_STORAGE_URL"] == f"folder://{tmp_path}/store"
    assert told["VIVAVOCE_PUBLIC_URL"] == "http://127.0.0.1:8000"


def test_the_secret_is_made_once_and_is_for_this_user_only(tmp_path: Path) -> None:
    first = environment(tmp_path, 8000, "")["VIVAVOCE_SECRET_KEY"]
    assert environment(tmp_path, 8000, "")["VIVAVOCE_SECRET_KEY"] == first
    assert len(first) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_valkey_keeps_its_port_and_password_across_starts(tmp_path: Path) -> None:
    first = prepare(tmp_path)
    assert prepare(tmp_path) == first
    assert (tmp_path / "valkey.conf").stat().st_mode & 0o777 == 0o600


def test_valkey_moves_to_another_port_when_somebody_took_its_own(tmp_path: Path) -> None:
    first = prepare(tmp_path)
    with socket.create_server(("127.0.0.1", first.port)):
        assert prepare(tmp_path).port != first.port


def test_the_banner_shows_the_addresses_and_the_sign_in(tmp_path: Path) -> None:
    member = tmp_path / "demo-member.json"
    member.write_text(json.dumps({"email": "lea@demo.example", "password": "three quiet words"}))
    shown = banner(8010, tmp_path, member, coloured=False)
    for expected in ("http://127.0.0.1:8010/demo/shop", "lea@demo.example   three quiet words"):
        assert expected in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("content", ["", "[]", "{}", "not json"])
def test_an_unreadable_sign_in_is_left_out_of_the_banner(tmp_path: Path, content: str) -> None:
    (tmp_path / "member").write_text(content)
    assert "/desk/" in banner(8000, tmp_path, tmp_path / "member", coloured=False)


def test_who_has_ended_and_was_not_asked_for_yet_runs_no_more(tmp_path: Path) -> None:
    """A killed supervisor whose parent did not wait for it: its watchers let go a moment later."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    (tmp_path / "lock").write_text(f"{ended.pid}\n")
    watcher = os.open(tmp_path / "lock", os.O_RDWR)
    fcntl.flock(watcher, fcntl.LOCK_EX)
    letting_go = threading.Timer(0.2, os.close, [watcher])
    letting_go.start()
    os.close(claim(tmp_path, patience=30))
    letting_go.join()
    ended.wait()
