"""`vivavoce backup` and `vivavoce restore`: everything in one file, and the way back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cli.opened import opened
from app.cli.replaying import replay
from core.backup import is_empty, load, make_key, named, open_backup, put_back, write_backup
from core.clock import SystemClock
from core.config import PREFIX
from core.doors import Doors
from core.errors import N_, Conflict
from core.ledger import keep_outside
from core.migrations import is_current
from core.models import Feed, Store
from solicitation.operations.restoring import doubt_due, pause_for_restore
from widgets.operations.rebuilding import rebuild_store


def add_to(group: click.Group) -> None:
    """Hang these commands under `vivavoce`."""
    group.add_command(backup)
    group.add_command(restore)


def _new_key(context: click.Context, _option: click.Parameter, file: Path | None) -> None:
    """A key pair needs no setting and no database: the command ends with it."""
    if file is None:
        return
    public = make_key(file, SystemClock().now())
    click.echo(f"{file}: the private key. Keep it away from this machine; only it opens backups.")
    click.echo("Its public part goes into the settings; backups are encrypted from then on:")
    click.echo(f"{PREFIX}BACKUP_RECIPIENTS={public}")
    context.exit()


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--media", "with_media", is_flag=True, help="Put photos and videos in, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--new-key",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_new_key,
    expose_value=False,
    is_eager=True,
    help="Only make a key pair for encrypted backups, and write its private key to this file.",
)
def backup(file: Path, with_media: bool, as_json: bool) -> None:
    """Write all rows, and what lies in the bucket, to FILE while everything goes on running.

    With VIVAVOCE_BACKUP_RECIPIENTS it is encrypted, and its name ends in .age.
    """
    with opened() as here, _bar() as on_progress:
        recipients = here.settings.backup_recipients
        target = named(file, recipients)
        done = write_backup(
            here.database,
            here.storage,
            here.settings.secret_key,
            target,
            here.now(),
            recipients=recipients,
            with_media=with_media,
            on_progress=on_progress,
        )
    if as_json:
        told = {"file": str(target), "is_encrypted": bool(recipients)}
        click.echo(json.dumps(asdict(done) | told))
        return
    media = "with their bytes" if with_media else "their names only"
    click.echo(f"{target}: {done.rows} rows, {done.objects} objects ({media}), {done.bytes} bytes.")
    click.echo(_opened_by(len(recipients)))


def _opened_by(recipients: int) -> str:
    if recipients:
        keys = "1 key" if recipients == 1 else f"{recipients} keys"
        return f"It is encrypted for {keys}: vivavoce restore FILE --identity KEYFILE opens it."
    return (
        "It is not encrypted and holds personal data. vivavoce backup --new-key KEYFILE makes a "
        f"key; with its public part in {PREFIX}BACKUP_RECIPIENTS backups are encrypted."
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file with the private key that opens an encrypted backup.",
)
@click.option("--yes-replace", is_flag=True, help="Replace what the database holds now.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def restore(file: Path, identity: Path | None, yes_replace: bool, as_json: bool) -> None:
    """Bring back what FILE holds; stop the other processes first.

    Nothing is sent afterwards: what may have left since the backup counts as perhaps sent, whoever
    was forgotten or objected since, or took something back, is obeyed again, and an owner resumes
    sending at the desk.
    """
    with opened() as here:
        told = _restore(here, file, identity, yes_replace)
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"{file}: {told['rows']} rows are back, of {told['made_at']}.")
    click.echo(f"Objects put back in the bucket: {told['put_back']}; lost: {told['lost']}.")
    click.echo(f"Requests that count as perhaps sent: {told['doubtful']}.")
    click.echo(f"People forgotten again: {told['people']}.")
    click.echo(
        f"Objecting again: {told['objections']}; taken back again: {told['withdrawals']}; "
        f"addresses not written to again: {told['addresses']}."
    )
    click.echo("Nothing leaves yet: an owner resumes sending at the desk, under Outgoing.")


def _restore(
    here: Doors, file: Path, identity: Path | None, yes_replace: bool
) -> dict[str, object]:
    doubtful = 0

    def settle(session: Session) -> None:
        nonlocal doubtful
        pause_for_restore(session, here.now())
        doubtful = doubt_due(session, here.now())
        session.execute(update(Feed).values(content_hash="", writers=0, begun_at=None))

    with open_backup(file, here.secret_keys(), identity) as found:
        if not yes_replace and not is_empty(here.database):
            raise Conflict(
                N_("This database holds rows. Add --yes-replace to replace all of them.")
            )
        _keep_ledger(here)
        with _bar() as on_progress:
            rows = load(here.database, found, settle, on_progress)
        restored, lost = put_back(here.storage, found.pack, found.manifest)
        made_at = found.manifest.made_at
    again = replay(here)
    _rebuild_feeds(here)
    counts = {"rows": rows, "put_back": restored, "lost": lost, "doubtful": doubtful}
    return {"made_at": made_at.isoformat(), **counts, **asdict(again)}


def _keep_ledger(here: Doors) -> None:
    """What the rows that go now know, and the bucket not yet, would be lost with them."""
    if is_current(here.database):
        while keep_outside(here.database, here.storage, here.now()):
            pass


def _rebuild_feeds(here: Doors) -> None:
    """The bucket shows what was published since; the rows say otherwise."""
    with here.database.reading() as rows:
        stores = rows.scalars(select(Store.id)).all()
    for store_id in stores:
        rebuild_store(here, store_id)


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error that names what is at hand."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def told(what: str, at: int, of: int) -> None:
            bar.update(task, description=what, completed=at, total=of or None)

        yield told
