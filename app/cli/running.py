"""Commands that start processes, shape the database, and pass one tick of the clock."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import replace
from datetime import UTC, datetime

import click

import app.clock as heartbeat
import app.worker as worker_process
from app.opening import open_doors
from app.relay import QUEUES
from core.clock import FixedClock
from core.config import Settings
from core.doors import Doors
from core.migrations import upgrade
from core.sealing import reseal


def settings() -> Settings:
    """The settings of the environment."""
    return Settings.from_environ(os.environ)


def doors() -> Doors:
    """The doors of the environment."""
    return open_doors(settings())


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    for command in (serve, worker, clock, db, tick):
        group.add_command(command)


def moment_option(raw: str | None) -> datetime | None:
    """`--now` as an aware UTC moment; a time without a zone is UTC."""
    if raw is None:
        return None
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError as error:
        raise click.BadParameter(
            "write it like 2026-11-22T14:00:00+01:00", param_hint="--now"
        ) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web application with granian."""
    settings()
    argv = ["granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    argv += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws"]
    argv += ["--workers-kill-timeout", "10", "--respawn-failed-workers", "app.wsgi:app"]
    os.execvp("granian", argv)  # noqa: S606 -- a fixed program with checked numbers


@click.command()
@click.argument("queue", type=click.Choice(QUEUES), default="work")
def worker(queue: str) -> None:
    """Run the jobs of one QUEUE: work (default) or media."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    worker_process.work(settings(), queue)


@click.command()
def clock() -> None:
    """Beat: relay events, hand out due work, start periodic jobs."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    heartbeat.run(doors())


@click.group()
def db() -> None:
    """The shape of the database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the present shape, and seal kept secrets under the present key."""
    here = doors()
    upgrade(here.database)
    with here.database.transaction() as session:
        found = reseal(session, here.seals())
    if found.stale:
        click.echo(
            f"{found.stale} secrets of outside systems were encrypted under the present key."
        )
    if found.shut:
        click.echo(f"{found.shut} secrets could not be opened: run vivavoce doctor.", err=True)
    click.echo("The database is up to date.")


@click.command()
@click.option("--now", "moment", help="Pretend it is this moment (ISO 8601).")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def tick(moment: str | None, as_json: bool) -> None:
    """One pass of the clock, everything delivered in this process; prints counts."""
    here = doors()
    if pretended := moment_option(moment):
        here = replace(here, clock=FixedClock(pretended))
    counts = heartbeat.tick(here)
    if as_json:
        click.echo(json.dumps(counts, sort_keys=True))
    else:
        for name, count in sorted(counts.items()):
            click.echo(f"{name:20} {count}")
