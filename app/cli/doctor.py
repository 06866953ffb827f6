"""`vivavoce doctor`: whether every part works, and how to mend what does not."""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any, cast

import click
from redis.exceptions import RedisError, ResponseError
from sqlalchemy import func, select

from app.cli import sender_names
from app.cli.findings import BROKEN, NOTE, OK, Finding
from app.opening import open_doors
from app.relay import connection
from core.config import Settings
from core.doors import Doors
from core.errors import PartUnavailable, VivavoceError
from core.mail.address import wire_address
from core.mail.resolving import resolve
from core.mail.way import Way, way_of
from core.migrations import is_current
from core.models import Heartbeat, Store
from core.scanning import ping
from core.sealing import kept
from core.signing import random_ref

_MARKS = {OK: "  ok      ", NOTE: "  note    ", BROKEN: "  BROKEN  "}
SILENCE = timedelta(minutes=2)
"""A clock that beat longer ago than this is taken for stopped."""


Check = Callable[[Doors], Iterator[Finding]]


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(doctor)


@click.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """Check settings, database, Redis, bucket, mail and its DNS, and say how to mend each."""
    findings = list(examine(os.environ))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            _say(finding)
    if any(finding.state == BROKEN for finding in findings):
        sys.exit(1)


def examine(environ: Any) -> Iterator[Finding]:
    """Everything there is to say, part by part; a broken part never hides another."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            settings = Settings.from_environ(environ)
            here = open_doors(settings)
        except VivavoceError as error:
            yield Finding("settings", BROKEN, str(error), "Correct the variable, then try again.")
            return
    yield from _settings(settings, [str(one.message) for one in told])
    try:
        for part, check in CHECKS.items():
            yield from _guarded(part, check, here)
    finally:
        here.database.close()


def _guarded(part: str, check: Check, here: Doors) -> Iterator[Finding]:
    try:
        yield from check(here)
    except VivavoceError as error:
        yield Finding(part, BROKEN, str(error), _MENDS[part])
    except Exception as error:  # whatever a part throws, the others are still examined
        yield Finding(part, BROKEN, f"It fails with {type(error).__name__}.", _MENDS[part])


def _settings(settings: Settings, told: list[str]) -> Iterator[Finding]:
    for sentence in told:
        yield Finding("settings", NOTE, sentence, "Remove or rename the variable.")
    if settings.demo:
        yield Finding(
            "settings", NOTE, "The demo is on: anybody may move the clock.",
            "Leave VIVAVOCE_DEMO out in production.",
        )  # fmt: skip
    if not settings.is_secure:
        yield Finding(
            "settings", NOTE, "The public address is not HTTPS, so cookies are not Secure.",
            "Put a proxy with a certificate in front and give VIVAVOCE_PUBLIC_URL with https://.",
        )  # fmt: skip
    yield Finding("settings", OK, f"Every setting can be read. Public: {settings.public_url}")


def _database(here: Doors) -> Iterator[Finding]:
    here.database.check()
    kind = "SQLite, for one machine" if here.database.is_sqlite else "PostgreSQL"
    yield Finding("database", OK, f"It answers ({kind}).")
    if not is_current(here.database):
        yield Finding(
            "database", BROKEN, "Its tables are not those of this version.",
            "Run: vivavoce db upgrade",
        )  # fmt: skip


def _redis(here: Doors) -> Iterator[Finding]:
    server = connection(here.settings.redis_url)
    try:
        server.ping()
    except RedisError as error:
        raise PartUnavailable("Redis does not answer.") from error
    yield Finding("redis", OK, "It answers.")
    yield from _redis_option(
        server, "maxmemory-policy", "noeviction",
        "It may throw jobs away when its memory is full. The database hands them out again, late.",
    )  # fmt: skip
    yield from _redis_option(
        server, "appendonly", "yes",
        "It forgets its jobs when it dies. The database hands them out again, late.",
    )  # fmt: skip


def _redis_option(server: Any, name: str, wanted: str, harm: str) -> Iterator[Finding]:
    try:
        told = cast(dict[str, str], server.config_get(name)).get(name, "")
    except ResponseError:
        yield Finding("redis", NOTE, f"It does not tell its {name}.", f"It should be {wanted}.")
        return
    found = told.decode() if isinstance(told, bytes) else told
    if found == wanted:
        yield Finding("redis", OK, f"{name} is {wanted}.")
    else:
        mend = f"Set it with: redis-cli config set {name} {wanted}, and in its configuration file."
        yield Finding("redis", NOTE, f"{name} is {found or 'unknown'}. {harm}", mend)


def _storage(here: Doors) -> Iterator[Finding]:
    """A check that only lists would miss a bucket one may not write to."""
    here.storage.check()
    key, written = f"quarantine/doctor/{random_ref()}", random_ref().encode()
    here.storage.put(key, written, content_type="text/plain")
    try:
        if here.storage.get(key) != written:
            raise PartUnavailable("The bucket gives back other bytes than were written.")
    finally:
        here.storage.delete(key)
    yield Finding("storage", OK, "A file was written, read back and deleted.")


def _mail(here: Doors) -> Iterator[Finding]:
    here.mail.check()
    way = way_of(here.settings.mail_url)
    if way.is_sandbox:
        yield Finding(
            "mail", NOTE, "SANDBOX: SendGrid looks at every mail and delivers none to anybody.",
            "For real mails remove sandbox=1 from VIVAVOCE_MAIL_URL, and begin with an empty"
            " database: whoever was due meanwhile is not asked again.",
        )  # fmt: skip
        return
    yield Finding("mail", OK, "Mail could leave now.")
    yield from _unsubscribe_group(here, way)


def _unsubscribe_group(here: Doors, way: Way) -> Iterator[Finding]:
    """SendGrid knows nothing of stores: its group holds for all mails of the installation."""
    if not way.group or not is_current(here.database):
        return
    with here.database.reading() as rows:
        stores = rows.scalar(select(func.count(Store.id))) or 0
    if stores > 1:
        yield Finding(
            "mail", NOTE, f"{stores} stores share the unsubscribe group {way.group}: whoever"
            " objects to one of them gets mails of none.",
            "Leave asm out of VIVAVOCE_MAIL_URL if people know these stores as different shops.",
        )  # fmt: skip


def _scanner(here: Doors) -> Iterator[Finding]:
    """Optional: without one, files are still decoded only in a child process without rights."""
    if not here.settings.av_hook:
        yield Finding("scanner", OK, "No virus scanner is set, and none is needed.")
        return
    ping(here.settings.av_hook)
    yield Finding("scanner", OK, "clamd answers: every photo and video is scanned first.")


def _processes(here: Doors) -> Iterator[Finding]:
    """Needs the tables: the database's own finding tells when they are missing."""
    if not is_current(here.database):
        return
    with here.database.reading() as rows:
        last = rows.scalar(select(func.max(Heartbeat.beat_at)))
        stores = rows.scalar(select(func.count(Store.id)))
    if last is None or here.now() - last > SILENCE:
        yield Finding(
            "processes", NOTE, "No clock has beaten in the last two minutes: nothing is sent.",
            "Run, and keep running: vivavoce clock, vivavoce worker, vivavoce worker media",
        )  # fmt: skip
    else:
        yield Finding("processes", OK, "The clock beats.")
    if not stores:
        yield Finding("stores", NOTE, "There is no store yet.", "Run: vivavoce store create")


def _secrets(here: Doors) -> Iterator[Finding]:
    """Secrets of outside systems lie encrypted; their key is a setting that may have changed."""
    if not is_current(here.database):
        return
    with here.database.reading() as rows:
        found = kept(rows, here.seals())
    if found.shut:
        yield Finding(
            "secrets", BROKEN,
            f"{found.shut} secrets of outside systems were encrypted under another key.",
            "Give that key in VIVAVOCE_SECRET_KEY_FALLBACKS, or enter those secrets once more.",
        )  # fmt: skip
    if found.stale:
        yield Finding(
            "secrets", NOTE,
            f"{found.stale} secrets of outside systems lie open or under a former key.",
            "Run: vivavoce db upgrade",
        )  # fmt: skip
    if not found.shut and not found.stale:
        yield Finding("secrets", OK, f"{found.current} are encrypted under the present key.")


def _sender_names(here: Doors) -> Iterator[Finding]:
    """Of every address from which a store writes; an outbox folder sends nothing to anybody."""
    way = way_of(here.settings.mail_url)
    if not way.is_live:
        yield Finding(sender_names.PART, OK, "Not checked: nobody gets these mails.")
        return
    if not is_current(here.database):
        return
    with here.database.reading() as rows:
        senders = rows.scalars(select(Store.email).where(Store.email != "").distinct()).all()
    for domain in sorted({wire_address(sender).rpartition("@")[2].lower() for sender in senders}):
        yield from sender_names.examine_sender(
            domain, is_sendgrid=way.door == "sendgrid", resolve=resolve
        )


CHECKS: dict[str, Check] = {
    "database": _database,
    "redis": _redis,
    "storage": _storage,
    "mail": _mail,
    "scanner": _scanner,
    "processes": _processes,
    "secrets": _secrets,
    sender_names.PART: _sender_names,
}
_MENDS = {
    "database": "Check VIVAVOCE_DATABASE_URL, that the server runs and takes this user.",
    "redis": "Check VIVAVOCE_REDIS_URL and that Redis or Valkey runs there.",
    "storage": "Check VIVAVOCE_STORAGE_URL: address, key, and the right to read, write and delete.",
    "mail": "Check VIVAVOCE_MAIL_URL and that the provider takes its key or password.",
    "scanner": "Check VIVAVOCE_AV_HOOK and that clamd runs there. Until then no photo or video is"
    " prepared, and words wait with theirs.",
    "processes": "Mend the database first.",
    "secrets": "Mend the database first.",
    sender_names.PART: "Mend the database first.",
}


def _say(finding: Finding) -> None:
    colour = {OK: "green", NOTE: "yellow", BROKEN: "red"}[finding.state]
    click.echo(click.style(_MARKS[finding.state], fg=colour) + f"{finding.part}: ", nl=False)
    click.echo(finding.sentence)
    if finding.mend:
        click.echo(f"            → {finding.mend}")
