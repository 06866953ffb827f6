"""Brings the whole product up on embedded parts, with a demo store in it."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

from app.embedded import supervisor, valkey
from app.embedded.banner import banner
from app.embedded.instance import claim, require_free
from app.embedded.output import OWN_COLOUR, OWN_NAME, Say, say_on, wants_colour
from app.embedded.parts import Part, Ready
from core.errors import VivavoceError

CHECKOUT = Path(__file__).parents[2]
ANSWER_SECONDS = 5.0
MEMBER_FILE = "demo-member.json"
"""Where `demo-seed` leaves the member's `email` and `password`; its presence ends the seeding."""

SERVING = (
    *("--no-ws", "--blocking-threads", "8", "--log-level", "error"),
    *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
)
"""The timeout: a granian worker told to stop while it still loads the app never hears of it."""


class NotPrepared(VivavoceError):
    """The database could not be brought up to date, or the demo store not filled."""

    code = "not_prepared"
    status = 500


def demo(var: Path, port: int) -> int:
    """Run the demo in the foreground until it is asked to stop; the exit code."""
    stopping = supervisor.Stopping()
    coloured = wants_colour(sys.stdout, os.environ)
    say = say_on(sys.stdout, coloured=coloured, closed=stopping.asked.set)
    try:
        with supervisor.stop_on_signals(stopping), _claimed(var) as lock:
            require_free(port)
            _bring_up(var.resolve(), port, lock, stopping, say, coloured=coloured)
    except VivavoceError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    return 0


def reset(var: Path) -> int:
    """Empty the folder, unless a stack runs on it; the exit code."""
    try:
        with _claimed(var):
            for path in var.iterdir():
                _remove(path)
    except VivavoceError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    print(f"{var} is empty; `make demo` starts afresh.")
    return 0


def _remove(path: Path) -> None:
    """A link is removed, never followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


@contextmanager
def _claimed(var: Path) -> Iterator[int]:
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = claim(var)
    try:
        yield lock
    finally:
        os.close(lock)


def _bring_up(
    var: Path, port: int, lock: int, stopping: supervisor.Stopping, say: Say, *, coloured: bool
) -> None:
    server = valkey.prepare(var / "valkey")
    env = environment(var, port, server.url)
    _prepare(var, env, lock, stopping, say)
    if stopping.asked.is_set():
        return
    say(OWN_NAME, "Starting.", OWN_COLOUR)
    supervisor.run(
        ((valkey.as_part(server),), *stages(env, port)),
        say=say,
        stopping=stopping,
        held=(lock,),
        when_ready=lambda: print(
            banner(port, var, var / MEMBER_FILE, coloured=coloured), flush=True
        ),
    )
    say(OWN_NAME, "Everything has stopped. `make demo` continues where you left off.", OWN_COLOUR)


def environment(var: Path, port: int, redis_url: str) -> dict[str, str]:
    """What the children are told; settings of the shell we run in are left out on purpose."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("VIVAVOCE_")}
    return inherited | {
        "PYTHONUNBUFFERED": "1",
        "VIVAVOCE_DATABASE_URL": f"sqlite:///{var}/vivavoce.db",
        "VIVAVOCE_REDIS_URL": redis_url,
        "VIVAVOCE_STORAGE_URL": f"folder://{quote(str(_folder(var / 'store')))}",
        "VIVAVOCE_MAIL_URL": f"outbox://{quote(str(_folder(var / 'outbox')))}",
        "VIVAVOCE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "VIVAVOCE_SECRET_KEY": _secret(var / "secret"),
        "VIVAVOCE_DEMO": "1",
    }


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _secret(path: Path) -> str:
    """Made once; sessions, links and the suppression list depend on it."""
    if not path.exists() or not path.read_text().strip():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def stages(env: dict[str, str], port: int) -> tuple[tuple[Part, ...], ...]:
    """The web server first, so that a person need not wait for the rest; then those who work.

    Each queue has a worker of its own: RQ loses jobs when one that serves two is killed.
    """
    web = ("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    return (
        (_python("web", (*web, *SERVING, "app.wsgi:app"), env, 36, partial(is_ready, port)),),
        (
            _python("worker", ("app.cli", "worker", "work"), env, 32),
            _python("media", ("app.cli", "worker", "media"), env, 34),
            _python("clock", ("app.cli", "clock"), env, 33),
        ),
    )


def _python(
    name: str, module: tuple[str, ...], env: dict[str, str], colour: int, ready: Ready | None = None
) -> Part:
    return Part(name, (sys.executable, "-m", *module), env, ready, colour, cwd=CHECKOUT)


def is_ready(port: int) -> bool:
    """Whether `/readyz` answers 200: the web server and every part it stands on."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _prepare(
    var: Path, env: dict[str, str], lock: int, stopping: supervisor.Stopping, say: Say
) -> None:
    """Both steps may be cut short and done again; the seeding ends by writing its file."""
    steps: list[tuple[str, tuple[str, ...], str]] = [
        ("database", ("app.cli", "db", "upgrade"), "Bringing the database up to date.")
    ]
    if not (var / MEMBER_FILE).exists():
        say(OWN_NAME, "This is the first start: it takes a little longer.", OWN_COLOUR)
        steps.append(("seed", ("app.cli", "demo-seed"), "Filling the demo store."))
    for name, module, sentence in steps:
        say(OWN_NAME, sentence, OWN_COLOUR)
        step = _python(name, module, env, 35)
        if supervisor.run_once(step, say=say, stopping=stopping, held=(lock,)):
            raise NotPrepared(
                f"`vivavoce {' '.join(module[1:])}` failed; its lines above say why. "
                "`make demo-reset` empties var/ for a fresh start."
            )
